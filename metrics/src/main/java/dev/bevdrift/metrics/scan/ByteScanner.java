package dev.bevdrift.metrics.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A walk through JSON in a byte array.
 *
 * <p>Reads what it is asked for and throws {@link OddInputException} at anything else; see the
 * package. Behind the last byte stand zeros, so that no step needs to ask for the end. Not
 * thread-safe.
 */
public final class ByteScanner {
  /** Zero bytes needed behind the input. */
  static final int PADDING = 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private static final int MAX_DEPTH = 50;
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");

  private final NumberScanner number = new NumberScanner();
  private byte[] bytes = new byte[PADDING];
  private int position;
  private int end;
  private int textFrom;
  private int textTo;

  /** A scanner of a whole text. */
  public static ByteScanner of(byte[] text) {
    ByteScanner scanner = new ByteScanner();
    scanner.reset(Arrays.copyOf(text, text.length + PADDING), 0, text.length);
    return scanner;
  }

  /** The ASCII bytes of a name. */
  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Starts at {@code from}; {@code input} must hold {@link #PADDING} zeros from {@code to}. */
  void reset(byte[] input, int from, int to) {
    bytes = input;
    position = from;
    end = to;
  }

  /** Where the walk stands, an index into {@link #bytes}. */
  public int position() {
    return position;
  }

  /** Whether all bytes are passed. */
  public boolean atEnd() {
    return position == end;
  }

  /** The bytes walked through; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Passes white space. */
  public void space() {
    while (true) {
      byte b = bytes[position];
      if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
        return;
      }
      position++;
    }
  }

  /** Passes one byte that must be there, then white space. */
  public void pass(char wanted) {
    if (bytes[position] != wanted) {
      throw new OddInputException();
    }
    position++;
    space();
  }

  /** Passes one byte and white space if it is there. */
  public boolean passIf(char wanted) {
    if (bytes[position] != wanted) {
      return false;
    }
    position++;
    space();
    return true;
  }

  /**
   * Whether another element follows in an array or object: passes a comma, or the closing bracket.
   */
  public boolean another(char closing) {
    if (passIf(',')) {
      return true;
    }
    pass(closing);
    return false;
  }

  /** Passes a quoted name and its colon if it is exactly {@code quoted}, quotes included. */
  public boolean passName(byte[] quoted) {
    int length = quoted.length;
    byte[] b = bytes;
    int at = position;
    if (at + length > end) {
      return false;
    }
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      if ((long) LONGS.get(b, at + i) != (long) LONGS.get(quoted, i)) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (b[at + i] != quoted[i]) {
        return false;
      }
    }
    position = at + length;
    space();
    pass(':');
    return true;
  }

  /** Passes a name and its colon; {@link #textFrom} and {@link #textTo} say where it was. */
  public void name() {
    string();
    pass(':');
  }

  /** Passes a string and white space behind; its text lies between {@link #textFrom} and to. */
  public void string() {
    byte[] b = bytes;
    int p = position;
    if (b[p] != '"') {
      throw new OddInputException();
    }
    p++;
    textFrom = p;
    while (p < end) {
      long v = (long) LONGS.get(b, p);
      long quote = v ^ ('"' * ONES);
      long backslash = v ^ ('\\' * ONES);
      long special =
          (((quote - ONES) & ~quote)
                  | ((backslash - ONES) & ~backslash)
                  | ((v - ' ' * ONES) & ~v)
                  | v)
              & HIGH_BITS;
      if (special == 0) {
        p += Long.BYTES;
        continue;
      }
      p += Long.numberOfTrailingZeros(special) / Byte.SIZE;
      if (b[p] != '"') {
        throw new OddInputException();
      }
      textTo = p;
      position = p + 1;
      space();
      return;
    }
    throw new OddInputException();
  }

  /** Passes a string if its text equals the bytes between two places seen before. */
  public boolean passString(int from, int to) {
    int length = to - from;
    int start = position + 1;
    if (bytes[position] != '"'
        || start + length >= end
        || bytes[start + length] != '"'
        || !Arrays.equals(bytes, from, to, bytes, start, start + length)) {
      return false;
    }
    position = start + length + 1;
    space();
    return true;
  }

  /** Where the last string's text begins in {@link #bytes}. */
  public int textFrom() {
    return textFrom;
  }

  /** One past the end of the last string's text. */
  public int textTo() {
    return textTo;
  }

  /** The last string. */
  public String text() {
    return new String(bytes, textFrom, textTo - textFrom, StandardCharsets.US_ASCII);
  }

  /** Passes {@code [a, b, …]} of {@code count} numbers; none may be NaN. */
  public void numbers(double[] out, int count) {
    pass('[');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        pass(',');
      }
      double value = number();
      if (Double.isNaN(value)) {
        throw new OddInputException();
      }
      out[i] = value;
    }
    pass(']');
  }

  /** Passes a whole number of at most 18 digits and white space. */
  public long whole() {
    long value = number.whole(bytes, position);
    position = number.end();
    space();
    return value;
  }

  /** Passes a number, NaN, Infinity or -Infinity, and white space: the nearest double. */
  public double number() {
    double value = number.nearest(bytes, position);
    position = number.end();
    space();
    return value;
  }

  /** Passes true or false. */
  public boolean truth() {
    if (passLiteral(TRUE)) {
      return true;
    }
    if (passLiteral(FALSE)) {
      return false;
    }
    throw new OddInputException();
  }

  private boolean passLiteral(byte[] literal) {
    int to = position + literal.length;
    if (to > end || !Arrays.equals(bytes, position, to, literal, 0, literal.length)) {
      return false;
    }
    position = to;
    space();
    return true;
  }

  private void passNull() {
    if (!passLiteral(NULL)) {
      throw new OddInputException();
    }
  }

  /** Passes any value and white space. */
  public void skip() {
    skip(0);
  }

  private void skip(int depth) {
    if (depth > MAX_DEPTH) {
      throw new OddInputException();
    }
    switch (bytes[position]) {
      case '"' -> string();
      case '{' -> {
        pass('{');
        if (passIf('}')) {
          return;
        }
        do {
          name();
          skip(depth + 1);
        } while (another('}'));
      }
      case '[' -> {
        pass('[');
        if (passIf(']')) {
          return;
        }
        do {
          skip(depth + 1);
        } while (another(']'));
      }
      case 't', 'f' -> truth();
      case 'n' -> passNull();
      default -> number();
    }
  }
}
