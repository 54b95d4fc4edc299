package dev.bevdrift.udf.ladder;

/**
 * The model's map seen from above.
 *
 * @param height cells along y
 * @param width cells along x
 * @param channels features a cell
 */
public record BevGrid(int height, int width, int channels) {
  public int cells() {
    return height * width;
  }
}
