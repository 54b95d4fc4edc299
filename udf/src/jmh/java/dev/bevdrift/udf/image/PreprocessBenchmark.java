package dev.bevdrift.udf.image;

import dev.bevdrift.udf.ladder.Preprocess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One picture from JPEG to network planes; the folder of pictures is the property {@code pictures}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PreprocessBenchmark {
  private static final List<Double> IMAGENET_MEAN = List.of(123.675, 116.28, 103.53);
  private static final List<Double> IMAGENET_STD = List.of(58.395, 57.12, 57.375);
  private static final List<Double> CAFFE_MEAN = List.of(103.53, 116.28, 123.675);
  private static final List<Double> CAFFE_STD = List.of(1.0, 1.0, 1.0);

  private static final String HALF = "-half";

  /** Whose test pipeline; with pictures decoded at half size where the name says so. */
  @Param({"tiny", "small", "base", "micro", "tiny-half", "micro-half"})
  public String pipeline;

  private final List<ByteBuffer> jpegs = new ArrayList<>();
  private Preprocessor preprocessor;
  private PictureDecoder decoder;
  private FloatBuffer planes;
  private int next;

  /** Loads the pictures, and decodes one that {@link #write} may use. */
  @Setup
  public void load() throws IOException {
    Decoding decoding = pipeline.endsWith(HALF) ? Decoding.HALF : Decoding.EXACT;
    String model = pipeline.replace(HALF, "");
    Preprocess settings = settings(model);
    Path folder =
        Path.of(System.getProperty("pictures")).resolve(model.equals("micro") ? "micro" : "full");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        jpegs.add(ByteBuffer.wrap(Files.readAllBytes(file)));
      }
    }
    preprocessor = Preprocessor.of(settings, decoding);
    decoder = decoding.decoder(settings);
    planes =
        ByteBuffer.allocateDirect(preprocessor.size() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  /** The whole way. */
  @Benchmark
  public FloatBuffer prepare() throws ImageException {
    preprocessor.prepare(picture(), planes, 0);
    return planes;
  }

  /** Its first part. */
  @Benchmark
  public Object decode() throws ImageException {
    return decoder.decode(picture());
  }

  private ByteBuffer picture() {
    next = (next + 1) % jpegs.size();
    return jpegs.get(next);
  }

  private static Preprocess settings(String pipeline) {
    return switch (pipeline) {
      case "tiny" -> imagenet(900, 1600, 480, 800);
      case "micro" -> imagenet(180, 320, 96, 160);
      case "small" -> caffe(0.8, 736, 1280);
      case "base" -> caffe(1.0, 928, 1600);
      default -> throw new IllegalArgumentException("Cannot use pipeline " + pipeline);
    };
  }

  private static Preprocess imagenet(int height, int width, int networkHeight, int networkWidth) {
    return new Preprocess(
        0.5,
        IMAGENET_MEAN,
        IMAGENET_STD,
        Preprocess.ChannelOrder.RGB,
        32,
        new Preprocess.Size(height, width),
        new Preprocess.Size(networkHeight, networkWidth));
  }

  private static Preprocess caffe(double scale, int networkHeight, int networkWidth) {
    return new Preprocess(
        scale,
        CAFFE_MEAN,
        CAFFE_STD,
        Preprocess.ChannelOrder.BGR,
        32,
        new Preprocess.Size(900, 1600),
        new Preprocess.Size(networkHeight, networkWidth));
  }
}
