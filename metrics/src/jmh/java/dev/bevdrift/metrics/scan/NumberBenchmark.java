package dev.bevdrift.metrics.scan;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One number of 15 to 17 digits, as submissions have them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NumberBenchmark {
  private static final int COUNT = 10_000;

  private final String[] texts = new String[COUNT];
  private final byte[] joined;

  /** Numbers from a fixed seed. */
  public NumberBenchmark() {
    Random random = new Random(5);
    for (int i = 0; i < COUNT; i++) {
      texts[i] = Double.toString(random.nextGaussian() * (i % 3 == 0 ? 1 : 700));
    }
    joined = String.join(" ", texts).getBytes(StandardCharsets.US_ASCII);
  }

  /** From the bytes of a file. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public double scanner() {
    ByteScanner in = ByteScanner.of(joined);
    double sum = 0;
    while (!in.atEnd()) {
      sum += in.number();
    }
    return sum;
  }

  /** The library's way, from strings that are there already. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public double parseDouble() {
    double sum = 0;
    for (String text : texts) {
      sum += Double.parseDouble(text);
    }
    return sum;
  }
}
