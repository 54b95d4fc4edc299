package dev.bevdrift.udf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.udf.golden.Golden;
import dev.bevdrift.udf.ladder.Preprocess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessorTest {
  private static final JsonNode VECTORS = Golden.read("images.json");

  @ParameterizedTest
  @CsvSource({"420, tiny", "420, small", "420, tiny-0.8"})
  void planesAreThoseOfOpenCv(String picture, String pipeline) throws ImageException {
    float[] expected = expected(picture, pipeline);
    float[] actual = prepared(picture, pipeline);

    assertThat(unequal(actual, expected))
        .as("tolerance 0: the same operations in the same order")
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"420, tiny-0.37", "420-odd, tiny-0.37", "420-odd, small"})
  void atUnevenRatiosFewValuesDifferByTheirLastBit(String picture, String pipeline)
      throws ImageException {
    float[] expected = expected(picture, pipeline);
    float[] actual = prepared(picture, pipeline);

    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      float apart = Math.abs(actual[i] - expected[i]);
      assertThat(apart)
          .as("tolerance one unit in the last place: IPP rounds its positions in its own way")
          .isLessThanOrEqualTo(Math.max(Math.ulp(expected[i]), 1e-6f));
    }
    assertThat(unequal(actual, expected)).isLessThanOrEqualTo(actual.length / 100);
  }

  @Test
  void atFullScaleEachByteHasItsTableValue() throws ImageException {
    JsonNode node = JpegDecoderTest.named("444");
    JsonNode tiny = VECTORS.get("pipelines").get("tiny");
    Preprocess whole =
        new Preprocess(
            1,
            numbers(tiny.get("mean")),
            numbers(tiny.get("std")),
            Preprocess.ChannelOrder.RGB,
            1,
            new Preprocess.Size(40, 60),
            new Preprocess.Size(40, 60));
    FloatBuffer out = direct(3 * 40 * 60);

    Preprocessor.of(whole).prepare(ByteBuffer.wrap(Golden.bytes(node.get("jpeg"))), out, 0);

    byte[] bgr = Golden.bytes(node.get("bgr"));
    float[] red = Golden.floats(VECTORS.get("table").get("red"));
    float[] blue = Golden.floats(VECTORS.get("table").get("blue"));
    for (int pixel = 0; pixel < 40 * 60; pixel++) {
      assertThat(out.get(pixel)).isEqualTo(red[bgr[3 * pixel + 2] & 0xFF]);
      assertThat(out.get(2 * 40 * 60 + pixel)).isEqualTo(blue[bgr[3 * pixel] & 0xFF]);
    }
  }

  @Test
  void theTableIsThatOfOpenCv() {
    JsonNode tiny = VECTORS.get("pipelines").get("tiny");
    String[] planes = {"red", "green", "blue"};
    for (int plane = 0; plane < planes.length; plane++) {
      assertThat(
              PixelTable.of(
                  tiny.get("mean").get(plane).doubleValue(),
                  tiny.get("std").get(plane).doubleValue()))
          .isEqualTo(Golden.floats(VECTORS.get("table").get(planes[plane])));
    }
  }

  @Test
  void onlyTheGivenPlaceIsWrittenAndPaddingIsZeroAgain() throws ImageException {
    JsonNode node = JpegDecoderTest.named("420");
    Preprocessor preprocessor = Preprocessor.of(settings("tiny", node));
    FloatBuffer out = direct(preprocessor.size() + 10);
    for (int i = 0; i < out.capacity(); i++) {
      out.put(i, 77);
    }

    preprocessor.prepare(ByteBuffer.wrap(Golden.bytes(node.get("jpeg"))), out, 5);

    float[] written = array(out);
    float[] expected = Golden.floats(node.get("prepared").get("tiny"));
    for (int i = 0; i < written.length; i++) {
      boolean inside = i >= 5 && i < 5 + expected.length;
      assertThat(written[i]).isEqualTo(inside ? expected[i - 5] : 77);
    }
    assertThat(out.position()).isZero();
  }

  @Test
  void aCorruptPictureLeavesTheBufferAlone() {
    JsonNode node = JpegDecoderTest.named("420");
    Preprocessor preprocessor = Preprocessor.of(settings("tiny", node));
    FloatBuffer out = direct(preprocessor.size());

    assertThatThrownBy(() -> preprocessor.prepare(ByteBuffer.allocate(9), out, 0))
        .isInstanceOf(ImageException.class);

    assertThat(array(out)).containsOnly(0f);
  }

  @Test
  void samplesBeyondTheBorderRepeatTheLast() {
    LinearAxis up = LinearAxis.of(2, 4);

    assertThat(new int[] {up.before(0), up.after(0), up.before(3), up.after(3)})
        .containsExactly(0, 1, 1, 1);
    assertThat(new float[] {up.fraction(0), up.fraction(1), up.fraction(2), up.fraction(3)})
        .containsExactly(0, 0.25f, 0.75f, 0);
  }

  @Test
  void onlyExactHalvesTakeTheShortWay() {
    assertThat(LinearAxis.of(1600, 800).halves()).isTrue();
    assertThat(LinearAxis.of(1601, 800).halves()).isFalse();
    assertThat(LinearAxis.of(1600, 400).halves()).isFalse();
    assertThat(LinearAxis.of(1600, 1280).halves()).isFalse();
  }

  private static float[] expected(String picture, String pipeline) {
    return Golden.floats(JpegDecoderTest.named(picture).get("prepared").get(pipeline));
  }

  private static float[] prepared(String picture, String pipeline) throws ImageException {
    JsonNode node = JpegDecoderTest.named(picture);
    Preprocessor preprocessor = Preprocessor.of(settings(pipeline, node));
    FloatBuffer out = direct(preprocessor.size());
    preprocessor.prepare(ByteBuffer.wrap(Golden.bytes(node.get("jpeg"))), out, 0);
    return array(out);
  }

  private static int unequal(float[] a, float[] b) {
    int count = Math.abs(a.length - b.length);
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      count += a[i] == b[i] ? 0 : 1;
    }
    return count;
  }

  private static Preprocess settings(String pipeline, JsonNode picture) {
    return settings(
        VECTORS.get("pipelines").get(pipeline),
        picture.get("height").intValue(),
        picture.get("width").intValue());
  }

  static Preprocess settings(JsonNode node, int height, int width) {
    double scale = node.get("scale").doubleValue();
    int divisor = node.get("pad_divisor").intValue();
    return new Preprocess(
        scale,
        numbers(node.get("mean")),
        numbers(node.get("std")),
        node.get("channel_order").textValue().equals("rgb")
            ? Preprocess.ChannelOrder.RGB
            : Preprocess.ChannelOrder.BGR,
        divisor,
        new Preprocess.Size(height, width),
        new Preprocess.Size(
            padded((int) (height * scale), divisor), padded((int) (width * scale), divisor)));
  }

  private static int padded(int side, int divisor) {
    return (side + divisor - 1) / divisor * divisor;
  }

  private static List<Double> numbers(JsonNode list) {
    List<Double> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.doubleValue()));
    return numbers;
  }

  private static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static float[] array(FloatBuffer buffer) {
    float[] copy = new float[buffer.capacity()];
    buffer.get(0, copy);
    return copy;
  }
}
