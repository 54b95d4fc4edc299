package dev.bevdrift.udf.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.udf.golden.BoxVectors;
import dev.bevdrift.udf.golden.Golden;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Range3;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoxDecoderTest {
  private static final Range3 WIDE = new Range3(-61.2, -61.2, -10, 61.2, 61.2, 10);
  private static final float[] BOX = {1, 2, 0.5f, 1.5f, -1, 0.4f, 0.6f, 0.8f, 3, 4};

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void boxesAreThoseOfTheOriginal(int number) {
    JsonNode golden = BoxVectors.frame(number);
    LidarBoxes boxes = BoxDecoder.of(10, 300, WIDE).decodeOriginal(outputs(golden));
    float[] expected = Golden.floats(golden.get("boxes"));
    float[] scores = Golden.floats(golden.get("scores"));

    assertThat(boxes.size()).isEqualTo(scores.length);
    for (int i = 0; i < boxes.size(); i++) {
      assertThat(boxes.label(i)).isEqualTo(golden.get("labels").get(i).intValue());
      assertThat(Math.abs(boxes.score(i) - scores[i]))
          .as("score %d; tolerance 2 ulps: torch's exp", i)
          .isLessThanOrEqualTo(2 * Math.ulp(scores[i]));
      float[] actual = numbers(boxes, i);
      for (int k = 0; k < LidarBoxes.NUMBERS; k++) {
        float value = expected[i * LidarBoxes.NUMBERS + k];
        assertThat(Math.abs(actual[k] - value))
            .as("number %d of box %d; tolerance a few ulps: torch's exp and atan2", k, i)
            .isLessThanOrEqualTo(Math.max(2 * Math.ulp(value), 2.5e-7f));
      }
    }
  }

  @Test
  void onlyTheLastLayerCounts() {
    Tensor scores = Tensor.of(List.of(2L, 1L, 1L, 2L), new float[] {9, 9, 0, -1});
    float[] preds = new float[20];
    System.arraycopy(BOX, 0, preds, 10, 10);
    LidarBoxes boxes =
        BoxDecoder.of(2, 300, WIDE)
            .decodeOriginal(named(scores, Tensor.of(List.of(2L, 1L, 1L, 10L), preds)));

    assertThat(boxes.size()).isEqualTo(2);
    assertThat(boxes.score(0)).isEqualTo(0.5f);
    assertThat(boxes.label(0)).isZero();
    assertThat(boxes.x(1)).isEqualTo(1);
  }

  @Test
  void everyNumberOfABoxByHand() {
    LidarBoxes boxes = decode(new float[] {0, -50}, BOX, GraphRung.Decoder.BEVFORMER);

    assertThat(boxes.width(0)).isEqualTo((float) Math.exp(0.5f));
    assertThat(boxes.length(0)).isEqualTo((float) Math.exp(1.5f));
    assertThat(boxes.height(0)).isEqualTo((float) Math.exp(0.4f));
    assertThat(boxes.bottomZ(0)).isEqualTo(-1 - (float) Math.exp(0.4f) * 0.5f);
    assertThat(boxes.yawRad(0)).isEqualTo((float) Math.atan2(0.6f, 0.8f));
    assertThat(new float[] {boxes.y(0), boxes.velocityX(0), boxes.velocityY(0)})
        .containsExactly(2, 3, 4);
  }

  @Test
  void theRecipesFormulaGivesItsWrongYaw() {
    LidarBoxes boxes = decode(new float[] {0, -50}, BOX, GraphRung.Decoder.RECIPE_YAW);
    double sigmoid = 1 / (1 + Math.exp(-0.75));

    assertThat(boxes.yawRad(0))
        .as("tolerance: four roundings to 32 bits")
        .isCloseTo((float) Math.atan(sigmoid), within(1e-6f));

    float[] backwards = BOX.clone();
    backwards[6] = -0.6f;
    backwards[7] = -0.8f;
    assertThat(decode(new float[] {0, -50}, backwards, GraphRung.Decoder.RECIPE_YAW).yawRad(0))
        .isCloseTo((float) (Math.atan(sigmoid) - Math.PI), within(1e-6f));
  }

  @Test
  void equalScoresStandByQueryThenClass() {
    float[] preds = new float[30];
    for (int query = 0; query < 3; query++) {
      System.arraycopy(BOX, 0, preds, 10 * query, 10);
      preds[10 * query] = query;
    }
    Tensor scores = Tensor.of(List.of(1L, 1L, 3L, 2L), new float[] {1, 2, 2, 1, 100, 200});
    LidarBoxes boxes =
        BoxDecoder.of(2, 4, WIDE)
            .decodeOriginal(named(scores, Tensor.of(List.of(1L, 1L, 3L, 10L), preds)));

    assertThat(boxes.size()).isEqualTo(4);
    int[] labels = new int[4];
    float[] queries = new float[4];
    for (int i = 0; i < 4; i++) {
      labels[i] = boxes.label(i);
      queries[i] = boxes.x(i);
    }
    assertThat(queries).as("100 and 200 both round to a score of 1").containsExactly(2, 2, 0, 1);
    assertThat(labels).containsExactly(0, 1, 1, 0);
  }

  @Test
  void aCentreOnTheBorderStaysAndOneBeyondGoesWithoutReplacement() {
    float[] preds = new float[20];
    System.arraycopy(BOX, 0, preds, 0, 10);
    System.arraycopy(BOX, 0, preds, 10, 10);
    preds[0] = 61.2f;
    preds[10] = Math.nextUp(61.2f);
    Tensor scores = Tensor.of(List.of(1L, 1L, 2L, 1L), new float[] {1, 2});
    LidarBoxes boxes =
        BoxDecoder.of(1, 300, WIDE)
            .decodeOriginal(named(scores, Tensor.of(List.of(1L, 1L, 2L, 10L), preds)));

    assertThat(boxes.size()).isEqualTo(1);
    assertThat(boxes.x(0)).isEqualTo(61.2f);
  }

  @Test
  void theHeightCheckedIsThatOfTheCentre() {
    float[] low = BOX.clone();
    low[4] = -10; // the bottom lies below the range, the centre on its border

    assertThat(decode(new float[] {0, -50}, low, GraphRung.Decoder.BEVFORMER).size()).isEqualTo(2);
  }

  @Test
  void noQueriesNoBoxes() {
    Tensor scores = Tensor.of(List.of(1L, 1L, 0L, 2L), new float[0]);
    Tensor preds = Tensor.of(List.of(1L, 1L, 0L, 10L), new float[0]);

    assertThat(BoxDecoder.of(2, 300, WIDE).decodeOriginal(named(scores, preds)).size()).isZero();
  }

  @Test
  void decodedBoxesPassThroughInTheirOrder() {
    Tensor boxes =
        Tensor.of(
            List.of(2L, 9L), new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1});
    Map<String, Tensor> outputs =
        Map.of(
            "boxes", boxes,
            "scores", Tensor.of(List.of(2L), new float[] {0.25f, 0.75f}),
            "labels", Tensor.of(List.of(2L), new float[] {1, 0}));

    LidarBoxes decoded =
        BoxDecoder.of(2, 2, WIDE).decode(GraphRung.Decoder.BEVFORMER_BOXES, outputs);

    assertThat(numbers(decoded, 1)).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
    assertThat(decoded.label(0)).isEqualTo(1);
    assertThat(decoded.score(0)).isEqualTo(0.25f);
    assertThatThrownBy(
            () -> BoxDecoder.of(1, 2, WIDE).decode(GraphRung.Decoder.BEVFORMER_BOXES, outputs))
        .isInstanceOf(OutputException.class)
        .hasMessage("box 0 has the label 1 and the score 0.25, expected [0, 1) and [0, 1]");
    assertThatThrownBy(
            () -> BoxDecoder.of(2, 1, WIDE).decode(GraphRung.Decoder.BEVFORMER_BOXES, outputs))
        .isInstanceOf(OutputException.class)
        .hasMessage(
            "boxes, scores and labels have the shapes [2, 9], [2], [2],"
                + " expected [N, 9], [N], [N] with N of at most 1");
  }

  @Test
  void whatIsNoOutputIsRefused() {
    Tensor scores = Tensor.of(List.of(1L, 1L, 1L, 2L), new float[] {0, Float.NaN});
    Tensor preds = Tensor.of(List.of(1L, 1L, 1L, 10L), BOX);
    BoxDecoder decoder = BoxDecoder.of(2, 300, WIDE);

    assertThatThrownBy(() -> decoder.decodeOriginal(Map.of("all_cls_scores", preds)))
        .isInstanceOf(OutputException.class)
        .hasMessage("there is no all_bbox_preds, expected it among the outputs");
    assertThatThrownBy(() -> decoder.decodeOriginal(named(scores, preds)))
        .isInstanceOf(OutputException.class)
        .hasMessage("all_cls_scores holds NaN at element 1 of 2, expected finite numbers");
    assertThatThrownBy(() -> decoder.decodeOriginal(named(preds, preds)))
        .isInstanceOf(OutputException.class)
        .hasMessage(
            "all_cls_scores has the shape [1, 1, 1, 10] and all_bbox_preds [1, 1, 1, 10],"
                + " expected [L, 1, Q, 2] and [L, 1, Q, 10]");
  }

  private static LidarBoxes decode(float[] logits, float[] box, GraphRung.Decoder decoder) {
    Tensor scores = Tensor.of(List.of(1L, 1L, 1L, (long) logits.length), logits);
    return BoxDecoder.of(logits.length, 300, WIDE)
        .decode(decoder, named(scores, Tensor.of(List.of(1L, 1L, 1L, 10L), box)));
  }

  private static Map<String, Tensor> named(Tensor scores, Tensor preds) {
    return Map.of("all_cls_scores", scores, "all_bbox_preds", preds);
  }

  static Map<String, Tensor> outputs(JsonNode golden) {
    long layers = golden.get("layers").longValue();
    long queries = golden.get("queries").longValue();
    return named(
        Tensor.of(List.of(layers, 1L, queries, 10L), Golden.floats(golden.get("all_cls_scores"))),
        Tensor.of(List.of(layers, 1L, queries, 10L), Golden.floats(golden.get("all_bbox_preds"))));
  }

  private static float[] numbers(LidarBoxes boxes, int i) {
    float[] numbers = {
      boxes.x(i), boxes.y(i), boxes.bottomZ(i),
      boxes.width(i), boxes.length(i), boxes.height(i),
      boxes.yawRad(i), boxes.velocityX(i), boxes.velocityY(i)
    };
    return Arrays.copyOf(numbers, numbers.length);
  }
}
