package dev.bevdrift.udf.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.udf.golden.Golden;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bit of the prepared planes is OpenCV's, wherever the picture's sides scale evenly. */
class ExactPlanesTest {
  private static final JsonNode VECTORS = Golden.read("images.json");
  private static final int HEIGHT = 900;
  private static final int WIDTH = 1600;

  private record Case(String picture, String pipeline, String sha256) {
    @Override
    public String toString() {
      return picture + " for " + pipeline;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (JsonNode picture : VECTORS.get("cases")) {
      for (Map.Entry<String, JsonNode> planes : picture.get("sha256").properties()) {
        String name = picture.get("name").textValue();
        cases.add(new Case(name, planes.getKey(), planes.getValue().textValue()));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void planesAreThoseOfOpenCv(Case golden) throws ImageException {
    JsonNode picture = JpegDecoderTest.named(golden.picture());
    Preprocessor preprocessor = Preprocessor.of(settings(picture, golden.pipeline()));
    ByteBuffer planes = planes(preprocessor);

    preprocessor.prepare(
        ByteBuffer.wrap(Golden.bytes(picture.get("jpeg"))), planes.asFloatBuffer(), 0);

    assertThat(sha256(planes)).as("tolerance 0").isEqualTo(golden.sha256());
  }

  @Test
  void theCasesCoverSubsamplingGreyProgressiveOddSizesAndTheFourModels() {
    assertThat(cases().map(Case::toString))
        .contains("422 for tiny", "444 for small", "grey for base", "progressive for tiny")
        .contains("exif-turned for small", "420-odd for base", "grey-odd for base")
        .contains("micro-420 for tiny");
  }

  /** The original's Normalize, scaling by a half and padding on noise, as its authors' code did. */
  @Test
  void theOriginalsRecordedPlanesComeOutOfItsNoise() {
    JsonNode original = VECTORS.get("original");
    byte[] noise = noise(original, HEIGHT * WIDTH * 3);
    assertThat(sha256(ByteBuffer.wrap(noise))).isEqualTo(original.get("noise").textValue());
    JsonNode tiny = VECTORS.get("pipelines").get("tiny");
    Preprocessor preprocessor = Preprocessor.of(PreprocessorTest.settings(tiny, HEIGHT, WIDTH));
    FloatBuffer planes = planes(preprocessor).asFloatBuffer();

    preprocessor.write(new Pixels(noise, WIDTH * 3, 3, 2, 1, 0), planes, 0);

    assertThat(sha256(interleaved(planes, 64, 64, 1, 1)))
        .as("its first 64x64 pixels; tolerance 0")
        .isEqualTo(original.get("crop").textValue());
    assertThat(sha256(interleaved(planes, 480, 800, 7, 11)))
        .as("every 7th row and 11th column; tolerance 0")
        .isEqualTo(original.get("stride").textValue());
  }

  /** NumPy's PCG64 (XSL-RR 128/64), its bytes in order; the state is NumPy's own after seeding. */
  private static byte[] noise(JsonNode original, int length) {
    BigInteger mask = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
    BigInteger multiplier = new BigInteger("47026247687942121848144207491837523525");
    BigInteger increment = new BigInteger(original.get("inc").textValue());
    BigInteger state = new BigInteger(original.get("state").textValue());
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (out.hasRemaining()) {
      state = state.multiply(multiplier).add(increment).and(mask);
      long folded = state.shiftRight(64).longValue() ^ state.longValue();
      out.putLong(Long.rotateRight(folded, state.shiftRight(122).intValue()));
    }
    return out.array();
  }

  /** Pixels of three planes as the original lays them out: rows, columns, channels. */
  private static ByteBuffer interleaved(
      FloatBuffer planes, int rows, int columns, int rowStep, int columnStep) {
    int width = WIDTH / 2;
    int size = planes.capacity() / 3;
    ByteBuffer out =
        ByteBuffer.allocate(planes.capacity() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int y = 0; y < rows; y += rowStep) {
      for (int x = 0; x < columns; x += columnStep) {
        for (int plane = 0; plane < 3; plane++) {
          out.putFloat(planes.get(plane * size + y * width + x));
        }
      }
    }
    return out.flip();
  }

  private static dev.bevdrift.udf.ladder.Preprocess settings(JsonNode picture, String pipeline) {
    return PreprocessorTest.settings(
        VECTORS.get("pipelines").get(pipeline),
        picture.get("height").intValue(),
        picture.get("width").intValue());
  }

  private static ByteBuffer planes(Preprocessor preprocessor) {
    return ByteBuffer.allocateDirect(preprocessor.size() * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.duplicate());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
