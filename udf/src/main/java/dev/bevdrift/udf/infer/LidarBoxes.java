package dev.bevdrift.udf.infer;

import java.util.Arrays;

/**
 * Boxes of one frame as the network means them: lidar frame, metres, radians, 32-bit floats.
 *
 * <p>Best score first. Immutable; one primitive array per field.
 */
public final class LidarBoxes {
  /** Numbers a box: x, y, z of the bottom's centre, w, l, h, yaw, vx, vy. */
  public static final int NUMBERS = 9;

  private final int[] label;
  private final float[] score;
  private final float[] numbers;

  private LidarBoxes(int[] label, float[] score, float[] numbers) {
    this.label = label;
    this.score = score;
    this.numbers = numbers;
  }

  /**
   * Takes the first boxes of some arrays.
   *
   * @param size how many boxes
   * @param label by box, copied
   * @param score by box, copied
   * @param numbers {@value #NUMBERS} a box, copied
   */
  static LidarBoxes of(int size, int[] label, float[] score, float[] numbers) {
    return new LidarBoxes(
        Arrays.copyOf(label, size),
        Arrays.copyOf(score, size),
        Arrays.copyOf(numbers, size * NUMBERS));
  }

  public int size() {
    return label.length;
  }

  /** Index into the ladder's classes. */
  public int label(int i) {
    return label[i];
  }

  public float score(int i) {
    return score[i];
  }

  public float x(int i) {
    return numbers[i * NUMBERS];
  }

  public float y(int i) {
    return numbers[i * NUMBERS + 1];
  }

  /** Height of the bottom's centre. */
  public float bottomZ(int i) {
    return numbers[i * NUMBERS + 2];
  }

  public float width(int i) {
    return numbers[i * NUMBERS + 3];
  }

  public float length(int i) {
    return numbers[i * NUMBERS + 4];
  }

  public float height(int i) {
    return numbers[i * NUMBERS + 5];
  }

  /** In the original's convention: from the lidar's negative y axis, clockwise. */
  public float yawRad(int i) {
    return numbers[i * NUMBERS + 6];
  }

  public float velocityX(int i) {
    return numbers[i * NUMBERS + 7];
  }

  public float velocityY(int i) {
    return numbers[i * NUMBERS + 8];
  }
}
