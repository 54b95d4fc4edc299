package dev.bevdrift.udf.infer;

import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Range3;
import dev.bevdrift.udf.ladder.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * From a graph's outputs to boxes in the lidar frame.
 *
 * <p>Raw outputs: the last decoder layer's logits through the sigmoid, all pairs of query and class
 * ranked, the first {@code max_num} kept, so that a query may give boxes of several classes; there
 * is no score threshold. A box whose centre of gravity lies outside post_center_range is dropped.
 *
 * <p>Ties: equal 32-bit scores stand in the order query, then class. Arithmetic is in 32 bits where
 * the original's is, with StrictMath beneath it, so that any machine gives the same bits.
 *
 * <p>Source: the original's NMSFreeCoder.decode_single and get_bboxes. Not thread-safe: reuses its
 * scratch.
 */
public final class BoxDecoder {
  private static final int BOX_CODE = 10;
  private static final int RAW_RANK = 4;
  private static final int ONE_BITS = Float.floatToIntBits(1); // the bits of the highest score

  private final int classes;
  private final int maxNum;
  private final Range3 centers;
  private final int[] label;
  private final float[] score;
  private final float[] numbers;
  private long[] ranking = new long[0];

  private BoxDecoder(int classes, int maxNum, Range3 centers) {
    this.classes = classes;
    this.maxNum = maxNum;
    this.centers = centers;
    label = new int[maxNum];
    score = new float[maxNum];
    numbers = new float[maxNum * LidarBoxes.NUMBERS];
  }

  /** A decoder with this ladder's classes, top-k and range. */
  public static BoxDecoder of(Ladder ladder) {
    return of(ladder.classes().size(), ladder.maxNum(), ladder.postCenterRange());
  }

  static BoxDecoder of(int classes, int maxNum, Range3 centers) {
    Range3 in32Bits =
        new Range3(
            (float) centers.minXM(),
            (float) centers.minYM(),
            (float) centers.minZM(),
            (float) centers.maxXM(),
            (float) centers.maxYM(),
            (float) centers.maxZM());
    return new BoxDecoder(classes, maxNum, in32Bits);
  }

  /**
   * Decodes a graph's outputs.
   *
   * @param outputs by role name, as the decoder needs them
   * @throws OutputException when a tensor is missing, misshapen or not finite
   */
  public LidarBoxes decode(GraphRung.Decoder decoder, Map<String, Tensor> outputs) {
    return switch (decoder) {
      case BEVFORMER -> raw(outputs, YawFormula.ATAN2);
      case RECIPE_YAW -> raw(outputs, YawFormula.RECIPE);
      case BEVFORMER_BOXES -> boxes(outputs);
    };
  }

  /**
   * Decodes raw outputs as the original does, such as those of a reference variant.
   *
   * @param outputs by role name, all_cls_scores and all_bbox_preds among them
   * @throws OutputException when a tensor is missing, misshapen or not finite
   */
  public LidarBoxes decodeOriginal(Map<String, Tensor> outputs) {
    return raw(outputs, YawFormula.ATAN2);
  }

  private LidarBoxes raw(Map<String, Tensor> outputs, YawFormula formula) {
    Tensor scores = tensor(outputs, Role.ALL_CLS_SCORES);
    Tensor preds = tensor(outputs, Role.ALL_BBOX_PREDS);
    List<Long> s = scores.shape();
    List<Long> p = preds.shape();
    boolean fits =
        s.size() == RAW_RANK
            && p.size() == RAW_RANK
            && s.get(0) >= 1
            && s.subList(0, 3).equals(p.subList(0, 3))
            && s.get(1) == 1
            && s.get(3) == classes
            && p.get(3) == BOX_CODE;
    if (!fits) {
      throw new OutputException(
          "all_cls_scores has the shape "
              + s
              + " and all_bbox_preds "
              + p
              + ", expected [L, 1, Q, "
              + classes
              + "] and [L, 1, Q, "
              + BOX_CODE
              + "]");
    }
    int pairs = Math.toIntExact(s.get(2)) * classes;
    rank(scores, scores.size() - pairs, pairs);
    int lastLayer = preds.size() - pairs / classes * BOX_CODE;
    int kept = 0;
    for (int r = 0; r < Math.min(maxNum, pairs); r++) {
      int pair = (int) ranking[r];
      int from = lastLayer + pair / classes * BOX_CODE;
      if (centers.contains(preds.x(from), preds.x(from + 1), preds.x(from + 4))) {
        label[kept] = pair % classes;
        score[kept] = Float.intBitsToFloat(ONE_BITS - (int) (ranking[r] >>> Integer.SIZE));
        denormalise(preds, from, formula, kept);
        kept++;
      }
    }
    return LidarBoxes.of(kept, label, score, numbers);
  }

  /**
   * Fills the ranking's first entries with all pairs, best first: the high half of an entry falls
   * as the score rises, the low half is the pair's index, so that sorting settles ties by index.
   */
  private void rank(Tensor scores, int from, int pairs) {
    if (ranking.length < pairs) {
      ranking = new long[pairs];
    }
    for (int pair = 0; pair < pairs; pair++) {
      int bits = Float.floatToIntBits(sigmoid(scores.x(from + pair)));
      ranking[pair] = (long) (ONE_BITS - bits) << Integer.SIZE | pair;
    }
    Arrays.sort(ranking, 0, pairs);
  }

  private void denormalise(Tensor preds, int from, YawFormula formula, int box) {
    int at = box * LidarBoxes.NUMBERS;
    float height = exp(preds.x(from + 5));
    numbers[at] = preds.x(from);
    numbers[at + 1] = preds.x(from + 1);
    numbers[at + 2] = preds.x(from + 4) - height * 0.5f;
    numbers[at + 3] = exp(preds.x(from + 2));
    numbers[at + 4] = exp(preds.x(from + 3));
    numbers[at + 5] = height;
    numbers[at + 6] = formula.yawRad(preds.x(from + 6), preds.x(from + 7));
    numbers[at + 7] = preds.x(from + 8);
    numbers[at + 8] = preds.x(from + 9);
  }

  private LidarBoxes boxes(Map<String, Tensor> outputs) {
    Tensor boxes = tensor(outputs, Role.BOXES);
    Tensor scores = tensor(outputs, Role.SCORES);
    Tensor labels = tensor(outputs, Role.LABELS);
    long count = scores.size();
    boolean fits =
        boxes.shape().equals(List.of(count, (long) LidarBoxes.NUMBERS))
            && scores.shape().equals(List.of(count))
            && labels.shape().equals(List.of(count))
            && count <= maxNum;
    if (!fits) {
      throw new OutputException(
          "boxes, scores and labels have the shapes "
              + boxes.shape()
              + ", "
              + scores.shape()
              + ", "
              + labels.shape()
              + ", expected [N, 9], [N], [N] with N of at most "
              + maxNum);
    }
    for (int i = 0; i < count; i++) {
      label[i] = (int) labels.x(i);
      score[i] = scores.x(i);
      if (label[i] < 0 || label[i] >= classes || !(score[i] >= 0 && score[i] <= 1)) {
        throw new OutputException(
            "box "
                + i
                + " has the label "
                + label[i]
                + " and the score "
                + score[i]
                + ", expected [0, "
                + classes
                + ") and [0, 1]");
      }
    }
    boxes.asBuffer().get(numbers, 0, boxes.size());
    return LidarBoxes.of((int) count, label, score, numbers);
  }

  private static Tensor tensor(Map<String, Tensor> outputs, Role role) {
    Tensor tensor = outputs.get(role.key());
    if (tensor == null) {
      throw new OutputException("there is no " + role.key() + ", expected it among the outputs");
    }
    int bad = tensor.firstNotFinite();
    if (bad >= 0) {
      throw new OutputException(
          role.key()
              + " holds "
              + tensor.x(bad)
              + " at element "
              + bad
              + " of "
              + tensor.size()
              + ", expected finite numbers");
    }
    return tensor;
  }

  private static float exp(float x) {
    return (float) StrictMath.exp(x);
  }

  static float sigmoid(float x) {
    return 1 / (1 + exp(-x)); // each step rounds to 32 bits, as torch's does
  }
}
