package dev.bevdrift.metrics.scan;

import java.math.BigInteger;

/**
 * The double nearest to a decimal number, ties to even: {@code mantissa * 10^exponent}.
 *
 * <p>Source: D. Lemire, <i>Number Parsing at a Gigabyte per Second</i> (2021), and W. Clinger's
 * fast path of 1990. The mantissa is multiplied with a power of five to 128 bits; the few products
 * that don't decide the last bit are left to the caller. Thread-safe.
 */
public final class Decimals {
  /** The exponents of the table; beyond them {@link #nearest} doesn't decide. */
  static final int MAX_EXPONENT = 60;

  private static final int MIN_EXPONENT = -60;
  private static final int EXACT_POWERS = 22;
  private static final long EXACT_MANTISSA = 1L << 53;
  private static final int SIGNIFICAND_BITS = 52;
  private static final long IMPLICIT_BIT = 1L << SIGNIFICAND_BITS;
  private static final int EXPONENT_BIAS = 1023;
  private static final int MAX_BIASED_EXPONENT = 2046;

  /** The bits of the product below the significand, its rounding bit and one more. */
  private static final long UNDECIDED = 0x1FF;

  /** Exact only within these powers is a product that is all ones below. */
  private static final int SURE_MIN = -27;

  private static final int SURE_MAX = 55;

  /** Halves, which round to even, come only with these powers. */
  private static final int HALF_MIN = -4;

  private static final int HALF_MAX = 23;

  private static final double[] POWER_OF_TEN = new double[EXACT_POWERS + 1];
  private static final long[] FIVE_HIGH = new long[MAX_EXPONENT - MIN_EXPONENT + 1];
  private static final long[] FIVE_LOW = new long[FIVE_HIGH.length];

  static {
    for (int i = 0; i <= EXACT_POWERS; i++) {
      POWER_OF_TEN[i] = BigInteger.TEN.pow(i).doubleValue();
    }
    for (int q = MIN_EXPONENT; q <= MAX_EXPONENT; q++) {
      BigInteger five = q < 0 ? reciprocalOfFive(-q) : topBits(BigInteger.valueOf(5).pow(q));
      FIVE_HIGH[q - MIN_EXPONENT] = five.shiftRight(Long.SIZE).longValue();
      FIVE_LOW[q - MIN_EXPONENT] = five.longValue();
    }
  }

  private Decimals() {}

  /** The first 128 bits, the rest cut off. */
  private static BigInteger topBits(BigInteger x) {
    int shift = x.bitLength() - 2 * Long.SIZE;
    return shift > 0 ? x.shiftRight(shift) : x.shiftLeft(-shift);
  }

  /** 128 bits of {@code 5^-n}, rounded up. */
  private static BigInteger reciprocalOfFive(int n) {
    BigInteger power = BigInteger.valueOf(5).pow(n);
    int bits = power.bitLength();
    int scale = n <= -SURE_MIN ? bits + 2 * Long.SIZE - 1 : 2 * bits + 2 * Long.SIZE;
    return topBits(BigInteger.ONE.shiftLeft(scale).divide(power).add(BigInteger.ONE));
  }

  /**
   * The nearest double.
   *
   * @param mantissa all its 64 bits count, as an unsigned number
   * @param exponent of ten
   * @return the value, 0 or more; NaN where this method doesn't decide
   */
  public static double nearest(long mantissa, int exponent) {
    if (mantissa == 0) {
      return 0;
    }
    if (mantissa > 0
        && mantissa <= EXACT_MANTISSA
        && exponent >= -EXACT_POWERS
        && exponent <= EXACT_POWERS) {
      return exponent < 0 ? mantissa / POWER_OF_TEN[-exponent] : mantissa * POWER_OF_TEN[exponent];
    }
    if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) {
      return Double.NaN;
    }
    return product(mantissa, exponent);
  }

  private static double product(long mantissa, int exponent) {
    int zeros = Long.numberOfLeadingZeros(mantissa);
    long w = mantissa << zeros;
    long five = FIVE_HIGH[exponent - MIN_EXPONENT];
    long low = w * five;
    long high = multiplyHighUnsigned(w, five);
    if ((high & UNDECIDED) == UNDECIDED) {
      long second = multiplyHighUnsigned(w, FIVE_LOW[exponent - MIN_EXPONENT]);
      low += second;
      if (Long.compareUnsigned(low, second) < 0) {
        high++;
      }
      if (low == -1L && (exponent < SURE_MIN || exponent > SURE_MAX)) {
        return Double.NaN;
      }
    }
    int upperBit = (int) (high >>> (Long.SIZE - 1));
    int shift = upperBit + Long.SIZE - SIGNIFICAND_BITS - 3;
    long significand = high >>> shift;
    int biased = binaryExponent(exponent) + upperBit - zeros + EXPONENT_BIAS;
    if (biased <= 0) {
      return Double.NaN;
    }
    if (Long.compareUnsigned(low, 1) <= 0
        && exponent >= HALF_MIN
        && exponent <= HALF_MAX
        && (significand & 3) == 1
        && significand << shift == high) {
      significand &= ~1L; // exactly between two doubles: to the even one
    }
    significand = (significand + (significand & 1)) >>> 1;
    if (significand >= 2 * IMPLICIT_BIT) {
      significand = IMPLICIT_BIT;
      biased++;
    }
    if (biased > MAX_BIASED_EXPONENT) {
      return Double.NaN;
    }
    return Double.longBitsToDouble(
        (significand & ~IMPLICIT_BIT) | ((long) biased << SIGNIFICAND_BITS));
  }

  /** {@code floor(log2(10^q)) + 63}, by a product that is exact in the table's range. */
  private static int binaryExponent(int q) {
    return ((217_706 * q) >> 16) + Long.SIZE - 1;
  }

  private static long multiplyHighUnsigned(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> (Long.SIZE - 1)) & b) + ((b >> (Long.SIZE - 1)) & a);
  }
}
