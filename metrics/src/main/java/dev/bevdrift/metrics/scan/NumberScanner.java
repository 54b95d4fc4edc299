package dev.bevdrift.metrics.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads numbers out of bytes, strictly as JSON writes them, with Python's NaN and Infinity besides.
 *
 * <p>Behind the input must stand {@link ByteScanner#PADDING} zeros. Not thread-safe: {@link #end}
 * is that of the last number.
 */
final class NumberScanner {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ZERO_DIGITS = '0' * ONES;
  private static final long EIGHT_DIGITS = 100_000_000;

  /** So many digits fit into 64 bits. */
  private static final int MAX_DIGITS = 19;

  private static final int MAX_EXPONENT_DIGITS = 4;
  private static final int MAX_NUMBER = 100;
  private static final byte[] NAN = ByteScanner.ascii("NaN");
  private static final byte[] INFINITY = ByteScanner.ascii("Infinity");

  private int end;

  /** One past the last number read. */
  int end() {
    return end;
  }

  /** The whole number of at most 18 digits at {@code at}. */
  long whole(byte[] bytes, int at) {
    int p = at;
    boolean negative = bytes[p] == '-';
    if (negative) {
      p++;
    }
    int start = p;
    long value = 0;
    while (isDigit(bytes[p])) {
      value = value * 10 + (bytes[p++] - '0');
    }
    int digits = p - start;
    if (digits == 0 || digits >= MAX_DIGITS || (digits > 1 && bytes[start] == '0')) {
      throw new OddInputException();
    }
    if (bytes[p] == '.' || bytes[p] == 'e' || bytes[p] == 'E') {
      throw new OddInputException();
    }
    end = p;
    return negative ? -value : value;
  }

  /** The double nearest to the number at {@code at}; also NaN, Infinity and -Infinity. */
  double nearest(byte[] b, int at) {
    int p = at;
    boolean negative = b[p] == '-';
    if (negative) {
      p++;
    }
    int start = p;
    long mantissa = 0;
    while (isDigit(b[p])) {
      mantissa = mantissa * 10 + (b[p++] - '0');
    }
    if (p == start) {
      return word(b, p, negative);
    }
    if (b[start] == '0' && p - start > 1) {
      throw new OddInputException();
    }
    int digits = p - start;
    int exponent = 0;
    boolean whole = true;
    if (b[p] == '.') {
      whole = false;
      int fraction = ++p;
      long eight = (long) LONGS.get(b, p) ^ ZERO_DIGITS;
      while (areDigits(eight)) {
        mantissa = mantissa * EIGHT_DIGITS + eightDigits(eight);
        p += Long.BYTES;
        eight = (long) LONGS.get(b, p) ^ ZERO_DIGITS;
      }
      while (isDigit(b[p])) {
        mantissa = mantissa * 10 + (b[p++] - '0');
      }
      exponent = fraction - p;
      if (exponent == 0) {
        throw new OddInputException();
      }
      digits -= exponent;
    }
    int mantissaTo = p;
    if (b[p] == 'e' || b[p] == 'E') {
      whole = false;
      p = skipExponent(b, p);
      exponent += exponentValue(b, p);
    }
    end = p;
    double value = Double.NaN;
    if (digits <= MAX_DIGITS || significantDigits(b, start, mantissaTo, digits) <= MAX_DIGITS) {
      value = Decimals.nearest(mantissa, exponent);
    }
    if (Double.isNaN(value)) {
      value = parse(b, start, p);
    }
    // A whole "-0" is zero without a sign, as an integer is; "-0.0" keeps it.
    return negative && !(whole && value == 0) ? -value : value;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /**
   * Whether eight bytes are digits.
   *
   * @param eight the bytes, the first in the lowest, each xor '0': a digit is its value
   */
  private static boolean areDigits(long eight) {
    return ((eight | (eight + 0x76 * ONES)) & HIGH_BITS) == 0;
  }

  /** The number that eight digits make. */
  private static long eightDigits(long eight) {
    long v = eight * 10 + (eight >>> Byte.SIZE);
    long even = (v & 0x000000FF_000000FFL) * 0x000F4240_00000064L;
    long odd = ((v >>> 16) & 0x000000FF_000000FFL) * 0x00002710_00000001L;
    return (even + odd) >>> 32;
  }

  /** From the e of an exponent to behind its last digit. */
  private static int skipExponent(byte[] bytes, int e) {
    int p = e + 1;
    if (bytes[p] == '+' || bytes[p] == '-') {
      p++;
    }
    int first = p;
    while (isDigit(bytes[p])) {
      p++;
    }
    if (p == first || p - first > MAX_EXPONENT_DIGITS) {
      throw new OddInputException();
    }
    return p;
  }

  /** The exponent whose last digit stands before {@code to}. */
  private static int exponentValue(byte[] bytes, int to) {
    int value = 0;
    int unit = 1;
    int p = to - 1;
    for (; isDigit(bytes[p]); p--) {
      value += unit * (bytes[p] - '0');
      unit *= 10;
    }
    return bytes[p] == '-' ? -value : value;
  }

  /** Digits of a mantissa with a point in it or none, without leading zeros. */
  private static int significantDigits(byte[] bytes, int from, int to, int digits) {
    int zeros = 0;
    for (int p = from; p < to && (bytes[p] == '0' || bytes[p] == '.'); p++) {
      zeros += bytes[p] == '0' ? 1 : 0;
    }
    return digits - zeros;
  }

  private static double parse(byte[] bytes, int from, int to) {
    if (to - from > MAX_NUMBER) {
      throw new OddInputException();
    }
    return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
  }

  private double word(byte[] bytes, int at, boolean negative) {
    if (stands(INFINITY, bytes, at)) {
      end = at + INFINITY.length;
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!negative && stands(NAN, bytes, at)) {
      end = at + NAN.length;
      return Double.NaN;
    }
    throw new OddInputException();
  }

  private static boolean stands(byte[] word, byte[] bytes, int at) {
    return Arrays.equals(bytes, at, at + word.length, word, 0, word.length);
  }
}
