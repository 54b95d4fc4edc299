package dev.bevdrift.udf.image;

/**
 * The normalised value of each byte of one colour plane: 256 numbers instead of two passes over the
 * picture.
 *
 * <p>Source: mmdet's NormalizeMultiviewImage over mmcv.imnormalize: mean and standard deviation in
 * 32 bits; cv2.subtract works in 32 bits, cv2.multiply by a scalar in 64.
 */
final class PixelTable {
  private static final int BYTES = 256;

  private PixelTable() {}

  /**
   * @param mean of the plane, in byte steps
   * @param std of the plane, in byte steps, above 0
   */
  static float[] of(double mean, double std) {
    float mean32 = (float) mean;
    double inverse = 1 / (double) (float) std;
    float[] table = new float[BYTES];
    for (int b = 0; b < BYTES; b++) {
      float difference = b - mean32;
      table[b] = (float) (difference * inverse);
    }
    return table;
  }
}
