package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One box of a submission, read from a file in the page cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SubmissionBenchmark {
  private static final int SAMPLES = 200;
  private static final int BOXES_PER_SAMPLE = 200;
  private static final int BOXES = SAMPLES * BOXES_PER_SAMPLE;

  private Path file;
  private Samples samples;

  /** Writes the file. */
  @Setup
  public void write() throws IOException {
    file = Files.createTempFile("bench", ".json");
    Random random = new Random(5);
    Samples.Builder builder = Samples.builder();
    DetectionBoxesBuilder boxes = DetectionBoxes.builder("bench");
    for (int s = 0; s < SAMPLES; s++) {
      builder.add(String.format("%032x", s * 7919L), "scene", new Vec3(0, 0, 0));
      for (int i = 0; i < BOXES_PER_SAMPLE; i++) {
        boxes.sample(s).detectionClass(DetectionClass.all().get(i % 10));
        boxes.translation(random.nextGaussian() * 900, random.nextGaussian() * 900, 1.0625);
        boxes.size(random.nextDouble(), random.nextDouble() * 4, random.nextDouble() * 2);
        boxes.rotation(random.nextDouble(), 0, random.nextDouble(), random.nextDouble());
        boxes.velocity(random.nextGaussian(), random.nextGaussian()).score(random.nextDouble());
        boxes.add();
      }
    }
    samples = builder.build();
    DetectionBoxes all = boxes.build();
    try (SubmissionWriter writer = SubmissionWriter.create(file, SubmissionWriter.cameraOnly())) {
      for (int s = 0; s < SAMPLES; s++) {
        writer.sample(
            samples.token(s), all, s * BOXES_PER_SAMPLE, (s + 1) * BOXES_PER_SAMPLE);
      }
      writer.commit();
    }
  }

  /** Removes it. */
  @TearDown
  public void delete() throws IOException {
    Files.delete(file);
  }

  /** From bytes, by all cores. */
  @Benchmark
  @OperationsPerInvocation(BOXES)
  public Submission scanned() {
    return SubmissionScan.read(file, samples, Split.Kind.PREDEFINED, 500);
  }

  /** With the library's tokens, by one core. */
  @Benchmark
  @OperationsPerInvocation(BOXES)
  public Submission withCare() {
    return SubmissionJson.readWithCare(file, samples, Split.Kind.PREDEFINED, 500);
  }
}
