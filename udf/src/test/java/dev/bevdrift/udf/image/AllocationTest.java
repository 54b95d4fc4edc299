package dev.bevdrift.udf.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import dev.bevdrift.udf.golden.Golden;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a thread allocates while it prepares pictures, counted by the JVM. */
class AllocationTest {
  /** The JDK's reader makes a few small objects a picture, whatever its size (measured: 15 KB). */
  private static final long MOST_BYTES = 24 * 1024;

  private static final int PICTURES = 50;

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "small", "base"})
  void nothingOfAPicturesSizeIsAllocated(String pipeline) throws ImageException {
    JsonNode vectors = Golden.read("images.json");
    JsonNode picture = JpegDecoderTest.named("micro-420");
    Preprocessor preprocessor =
        Preprocessor.of(
            PreprocessorTest.settings(vectors.get("pipelines").get(pipeline), 180, 320));
    ByteBuffer jpeg = ByteBuffer.wrap(Golden.bytes(picture.get("jpeg")));
    FloatBuffer planes =
        ByteBuffer.allocateDirect(preprocessor.size() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    prepareAll(preprocessor, jpeg, planes);

    long before = threads.getCurrentThreadAllocatedBytes();
    prepareAll(preprocessor, jpeg, planes);
    long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / PICTURES;

    assertThat(bytes)
        .as("a picture; its pixels alone have %d bytes", 180 * 320 * 3)
        .isLessThan(MOST_BYTES);
  }

  private static void prepareAll(Preprocessor preprocessor, ByteBuffer jpeg, FloatBuffer planes)
      throws ImageException {
    for (int i = 0; i < PICTURES; i++) {
      preprocessor.prepare(jpeg, planes, 0);
    }
  }
}
