package dev.bevdrift.metrics.diff;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One element of a difference of two tensors of bev_embed's size in BEVFormer-tiny. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TensorBenchmark {
  private static final int COUNT = 50 * 50 * 256;

  /** equal: the same bits on both sides, as most rungs have; rounded: differences of 1e-6. */
  @Param({"equal", "rounded"})
  public String sides;

  private FloatBuffer reference;
  private FloatBuffer candidate;

  /** Numbers from a fixed seed. */
  @Setup
  public void draw() {
    SplittableRandom random = new SplittableRandom(5);
    float[] a = new float[COUNT];
    float[] b = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      a[i] = (float) random.nextGaussian();
      b[i] = sides.equals("equal") ? a[i] : a[i] + 1e-6f * (float) random.nextGaussian();
    }
    reference = FloatBuffer.wrap(a).asReadOnlyBuffer();
    candidate = FloatBuffer.wrap(b).asReadOnlyBuffer();
  }

  /** What a run does. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public double onePass() {
    return TensorDiff.empty()
        .add(reference, candidate, Tolerance.DEFAULT, LogHistogram.empty())
        .sumAbs();
  }

  /** The oracle of the tests. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public double plain() {
    return new PlainTensorDiff(LogHistogram.empty()).add(reference, candidate).sumAbs();
  }
}
