package dev.bevdrift.udf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.udf.golden.Golden;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JpegDecoderTest {
  private static final JsonNode VECTORS = Golden.read("images.json");

  private record Case(String name, JsonNode node) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return StreamSupport.stream(VECTORS.get("cases").spliterator(), false)
        .map(node -> new Case(node.get("name").textValue(), node));
  }

  static JsonNode named(String name) {
    return cases().filter(c -> c.name().equals(name)).findFirst().orElseThrow().node();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pixelsAreThoseOfOpenCv(Case golden) throws ImageException {
    JsonNode node = golden.node();
    int height = node.get("height").intValue();
    int width = node.get("width").intValue();
    JpegDecoder decoder = JpegDecoder.of(width, height);

    byte[] first = bgr(decoder.decode(jpeg(node)), width, height);
    byte[] again = bgr(decoder.decode(jpeg(node)), width, height);

    assertThat(first)
        .as("tolerance 0: the same library code")
        .isEqualTo(Golden.bytes(node.get("bgr")));
    assertThat(again).as("the reused picture").isEqualTo(first);
  }

  @Test
  void oneDecoderTakesColourAndGreyInTurn() throws ImageException {
    JpegDecoder decoder = JpegDecoder.of(60, 40);

    for (String name : new String[] {"420", "grey", "progressive", "profile", "420"}) {
      assertThat(bgr(decoder.decode(jpeg(named(name))), 60, 40))
          .as(name)
          .isEqualTo(Golden.bytes(named(name).get("bgr")));
    }
  }

  @Test
  void aPictureOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> JpegDecoder.of(1600, 900).decode(jpeg(named("420"))))
        .isInstanceOf(ImageException.class)
        .hasMessage("picture of 60x40 pixels, expected 1600x900");
  }

  @Test
  void cmykIsRefused() {
    ByteBuffer cmyk = ByteBuffer.wrap(Golden.bytes(VECTORS.get("cmyk")));

    assertThatThrownBy(() -> JpegDecoder.of(60, 40).decode(cmyk))
        .isInstanceOf(ImageException.class)
        .hasMessage("JPEG of 4 components, expected grey or colour (1 or 3)");
  }

  @Test
  void whatIsNoJpegIsRefused() {
    assertThatThrownBy(() -> JpegDecoder.of(60, 40).decode(ByteBuffer.wrap(new byte[100])))
        .isInstanceOf(ImageException.class)
        .hasMessage("100 bytes that are not a JPEG");
    assertThatThrownBy(() -> JpegDecoder.of(60, 40).decode(ByteBuffer.allocate(0)))
        .isInstanceOf(ImageException.class)
        .hasMessage("0 bytes that are not a JPEG");
  }

  @Test
  void everyTruncationIsRefusedAndTheDecoderLivesOn() throws ImageException {
    for (String name : new String[] {"420", "progressive", "grey"}) {
      JpegDecoder decoder = JpegDecoder.of(60, 40);
      byte[] whole = Golden.bytes(named(name).get("jpeg"));
      for (int length = 0; length < whole.length - 2; length += 37) {
        ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> decoder.decode(cut))
            .as(name + " cut to " + length)
            .isInstanceOf(ImageException.class)
            .message()
            .doesNotContain("\n");
      }
      assertThat(bgr(decoder.decode(ByteBuffer.wrap(whole)), 60, 40))
          .isEqualTo(Golden.bytes(named(name).get("bgr")));
    }
  }

  @Test
  void aHoleInTheMiddleIsRefused() {
    byte[] bytes = Golden.bytes(named("restarts").get("jpeg"));
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 60, (byte) 0);

    assertThatThrownBy(() -> JpegDecoder.of(60, 40).decode(ByteBuffer.wrap(bytes)))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("corrupt JPEG (");
  }

  @Test
  void aSliceOfAReadOnlyBufferIsReadInPlace() throws ImageException {
    byte[] jpeg = Golden.bytes(named("444").get("jpeg"));
    ByteBuffer around = ByteBuffer.allocateDirect(jpeg.length + 20);
    around.position(7);
    around.put(jpeg);
    around.flip().position(7);

    byte[] pixels = bgr(JpegDecoder.of(60, 40).decode(around.asReadOnlyBuffer()), 60, 40);

    assertThat(pixels).isEqualTo(Golden.bytes(named("444").get("bgr")));
    assertThat(around.position()).isEqualTo(7);
  }

  private static ByteBuffer jpeg(JsonNode node) {
    return ByteBuffer.wrap(Golden.bytes(node.get("jpeg")));
  }

  private static byte[] bgr(Pixels pixels, int width, int height) {
    byte[] out = new byte[width * height * 3];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int colour = 2; colour >= 0; colour--) {
          out[at++] = pixels.bytes()[pixels.start(y, colour) + x * pixels.pixelStride()];
        }
      }
    }
    return out;
  }
}
