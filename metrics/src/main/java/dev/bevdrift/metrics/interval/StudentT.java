package dev.bevdrift.metrics.interval;

/**
 * Quantiles of Student's t distribution.
 *
 * <p>By bisection on the distribution function, which has a closed form for whole degrees of
 * freedom. Source: Abramowitz and Stegun, 26.7.3 and 26.7.4.
 */
public final class StudentT {
  private static final int STEPS = 200;
  private static final double WIDEST = 1e6;

  private StudentT() {}

  /**
   * The value below which lies the share {@code p}.
   *
   * @param p in [0.5, 1)
   * @param degrees of freedom, at least 1
   */
  public static double quantile(double p, int degrees) {
    double low = 0;
    double high = WIDEST;
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (share(middle, degrees) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /**
   * The share that lies at least as far from 0 as {@code t}, on both sides together.
   *
   * @param t any number; infinity gives 0
   * @param degrees of freedom, at least 1
   */
  static double twoSided(double t, int degrees) {
    return Math.max(0, 2 * (1 - share(Math.abs(t), degrees)));
  }

  /** The share below {@code t}, for t of 0 or more. */
  private static double share(double t, int degrees) {
    double angle = Math.atan(t / Math.sqrt(degrees));
    double cosine = Math.cos(angle);
    double sine = Math.sin(angle);
    boolean odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = odd && degrees == 1 ? 0 : term;
    for (int k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
      term *= cosine * cosine * (k - 1) / k;
      sum += term;
    }
    double central = odd ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
    return 0.5 + central / 2;
  }
}
