package dev.bevdrift.udf.tap;

import dev.bevdrift.udf.infer.Tensor;

/**
 * How far a graph's value is from the original's.
 *
 * @param tap the value's name in the model
 * @param value the graph's name for it
 * @param maxAbs largest absolute difference; infinite where one side is not finite or sizes differ
 * @param largest largest magnitude of the original's value
 */
public record TapDifference(String tap, String value, double maxAbs, double largest) {

  /** Compares number by number in C order: shapes may differ where layouts agree. */
  static TapDifference of(String tap, String value, Tensor original, Tensor graphs) {
    double largest = 0;
    double maxAbs = original.size() == graphs.size() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < original.size(); i++) {
      largest = Math.max(largest, Math.abs(original.x(i)));
      if (maxAbs < Double.POSITIVE_INFINITY) {
        double difference = Math.abs((double) graphs.x(i) - original.x(i));
        maxAbs = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(maxAbs, difference);
      }
    }
    return new TapDifference(tap, value, maxAbs, largest);
  }

  /** The difference over the original's largest magnitude; 0 where both are all zeros. */
  public double relative() {
    return maxAbs == 0 ? 0 : maxAbs / largest;
  }

  /** Whether it differs by more than a share of the original's largest magnitude, or by NaN. */
  boolean isPast(double tolerance) {
    return !(relative() <= tolerance);
  }
}
