package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.util.Arrays;
import java.util.List;

/**
 * The boxes of one frame as nuScenes wants them: global frame, metres, centre of gravity.
 *
 * <p>The order is the network's: descending score, ties as {@link BoxDecoder} states; a box's index
 * is its ordinal. Immutable; one primitive array per field.
 */
public final class Detections {
  private static final int NUMBERS = 12;

  private final List<String> classes;
  private final int size;
  private final int[] classIndex;
  private final double[] score;
  private final double[] numbers; // NUMBERS a box: translation 3, size 3, rotation 4, velocity 2
  private final String[] attribute;

  private Detections(Builder from) {
    classes = from.classes;
    size = from.size;
    classIndex = Arrays.copyOf(from.classIndex, size);
    score = Arrays.copyOf(from.score, size);
    numbers = Arrays.copyOf(from.numbers, size * NUMBERS);
    attribute = Arrays.copyOf(from.attribute, size);
  }

  /** No boxes. */
  public static Detections none() {
    return new Builder(List.of(), 0).build();
  }

  /**
   * Starts an empty list.
   *
   * @param classes names by label, the network's order
   * @param capacity the most boxes that will be added
   */
  public static Builder of(List<String> classes, int capacity) {
    return new Builder(classes, capacity);
  }

  public int size() {
    return size;
  }

  /** The network's label of box i. */
  public int classIndex(int i) {
    return classIndex[i];
  }

  public String className(int i) {
    return classes.get(classIndex[i]);
  }

  /** In [0, 1]. */
  public double score(int i) {
    return score[i];
  }

  /** Centre of gravity, metres, global frame. */
  public Vec3 translation(int i) {
    int at = i * NUMBERS;
    return new Vec3(numbers[at], numbers[at + 1], numbers[at + 2]);
  }

  /** Width, length, height in metres. */
  public Vec3 boxSize(int i) {
    int at = i * NUMBERS;
    return new Vec3(numbers[at + 3], numbers[at + 4], numbers[at + 5]);
  }

  /** Box to global. */
  public Quaternion rotation(int i) {
    int at = i * NUMBERS;
    return new Quaternion(numbers[at + 6], numbers[at + 7], numbers[at + 8], numbers[at + 9]);
  }

  /** Metres a second along global x. */
  public double velocityX(int i) {
    return numbers[i * NUMBERS + 10];
  }

  /** Metres a second along global y. */
  public double velocityY(int i) {
    return numbers[i * NUMBERS + 11];
  }

  /** The nuScenes attribute, or "" for a class that has none. */
  public String attribute(int i) {
    return attribute[i];
  }

  /** Collects boxes in order. */
  public static final class Builder {
    private final List<String> classes;
    private final int[] classIndex;
    private final double[] score;
    private final double[] numbers;
    private final String[] attribute;
    private int size;

    private Builder(List<String> classes, int capacity) {
      this.classes = List.copyOf(classes);
      classIndex = new int[capacity];
      score = new double[capacity];
      numbers = new double[capacity * NUMBERS];
      attribute = new String[capacity];
    }

    /**
     * Appends one box.
     *
     * @throws IllegalArgumentException when the label has no name
     */
    public Builder add(
        int label,
        double boxScore,
        Vec3 translation,
        Vec3 boxSize,
        Quaternion rotation,
        double velocityX,
        double velocityY,
        String attributeName) {
      if (label < 0 || label >= classes.size()) {
        throw new IllegalArgumentException(
            "Cannot add a box of label " + label + ": expected [0, " + classes.size() + ")");
      }
      classIndex[size] = label;
      score[size] = boxScore;
      attribute[size] = attributeName;
      int at = size * NUMBERS;
      numbers[at] = translation.x();
      numbers[at + 1] = translation.y();
      numbers[at + 2] = translation.z();
      numbers[at + 3] = boxSize.x();
      numbers[at + 4] = boxSize.y();
      numbers[at + 5] = boxSize.z();
      numbers[at + 6] = rotation.w();
      numbers[at + 7] = rotation.x();
      numbers[at + 8] = rotation.y();
      numbers[at + 9] = rotation.z();
      numbers[at + 10] = velocityX;
      numbers[at + 11] = velocityY;
      size++;
      return this;
    }

    public Detections build() {
      return new Detections(this);
    }
  }
}
