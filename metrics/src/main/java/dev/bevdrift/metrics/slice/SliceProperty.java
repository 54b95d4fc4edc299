package dev.bevdrift.metrics.slice;

import dev.bevdrift.metrics.box.DetectionBoxes;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Something by which boxes are told apart, such as their distance, with its possible values.
 *
 * <p>Made for one set of true boxes and one of predictions. Thread-safe.
 */
public final class SliceProperty {
  /** What has the property. */
  public enum Reach {
    /** Whole samples: every box of the sample shares it. */
    SAMPLES,
    /** True boxes and predictions alike. */
    BOXES,
    /**
     * True boxes only. A false positive has no value of its own, so it counts in every slice:
     * precision there is a lower bound.
     */
    TRUE_BOXES
  }

  /** The value of a box that has none. */
  static final int NO_VALUE = -1;

  private final String name;
  private final Reach reach;
  private final List<String> values;
  private final IntUnaryOperator ofSample;
  private final IntUnaryOperator ofTruth;
  private final IntUnaryOperator ofPrediction;

  private SliceProperty(
      String name,
      Reach reach,
      List<String> values,
      IntUnaryOperator ofSample,
      IntUnaryOperator ofTruth,
      IntUnaryOperator ofPrediction) {
    this.name = name;
    this.reach = reach;
    this.values = List.copyOf(values);
    this.ofSample = ofSample;
    this.ofTruth = ofTruth;
    this.ofPrediction = ofPrediction;
  }

  /**
   * A property of samples.
   *
   * @param values names of the values
   * @param ofSample index of a sample to index of its value
   */
  static SliceProperty ofSamples(
      String name,
      List<String> values,
      IntUnaryOperator ofSample,
      DetectionBoxes truth,
      DetectionBoxes predictions) {
    return new SliceProperty(
        name,
        Reach.SAMPLES,
        values,
        ofSample,
        g -> ofSample.applyAsInt(truth.sample(g)),
        p -> ofSample.applyAsInt(predictions.sample(p)));
  }

  /**
   * A property of every box.
   *
   * @param ofTruth index of a true box to index of its value
   * @param ofPrediction index of a prediction to index of its value
   */
  static SliceProperty ofBoxes(
      String name, List<String> values, IntUnaryOperator ofTruth, IntUnaryOperator ofPrediction) {
    return new SliceProperty(name, Reach.BOXES, values, s -> NO_VALUE, ofTruth, ofPrediction);
  }

  /** A property of true boxes. */
  static SliceProperty ofTrueBoxes(String name, List<String> values, IntUnaryOperator ofTruth) {
    return new SliceProperty(name, Reach.TRUE_BOXES, values, s -> NO_VALUE, ofTruth, p -> NO_VALUE);
  }

  /** Such as {@code distance}. */
  public String name() {
    return name;
  }

  public Reach reach() {
    return reach;
  }

  /** The names of the values, such as {@code 0-10}. */
  public List<String> values() {
    return values;
  }

  /** The value of a sample; {@link #NO_VALUE} unless samples have it. */
  int ofSample(int sample) {
    return ofSample.applyAsInt(sample);
  }

  /** The value of a true box. */
  int ofTruth(int truth) {
    return ofTruth.applyAsInt(truth);
  }

  /** The value of a prediction by itself, or {@link #NO_VALUE}. */
  int ofPrediction(int prediction) {
    return ofPrediction.applyAsInt(prediction);
  }

  /** The name of a true box's value. */
  public String valueOfTruth(int truth) {
    return values.get(ofTruth(truth));
  }

  /** The name of a prediction's own value; {@link #reach} must not be true boxes. */
  public String valueOfPrediction(int prediction) {
    return values.get(ofPrediction(prediction));
  }
}
