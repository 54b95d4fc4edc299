package dev.bevdrift.metrics.scan;

import java.util.Arrays;
import java.util.List;

/**
 * Recognises the fields of objects that mostly have the same fields in the same order: the order of
 * the object before is tried first. Not thread-safe.
 */
public final class FieldNames {
  /** A field that is not among the known ones. */
  public static final int UNKNOWN = -1;

  /** Fields of an object whose order is remembered. */
  private static final int REMEMBERED = 32;

  private final byte[][] known;
  private final byte[][] quotedAt = new byte[REMEMBERED][0];
  private final int[] fieldAt = new int[REMEMBERED];

  private FieldNames(byte[][] known) {
    this.known = known;
  }

  /** Fields by their numbers: the first name is 0. */
  public static FieldNames of(List<String> names) {
    return new FieldNames(
        names.stream().map(name -> ByteScanner.ascii('"' + name + '"')).toArray(byte[][]::new));
  }

  /**
   * Passes a name and its colon.
   *
   * @param place of the field in its object, counted from 0
   * @return its number, or {@link #UNKNOWN}
   */
  public int next(ByteScanner in, int place) {
    if (place < REMEMBERED && quotedAt[place].length > 0 && in.passName(quotedAt[place])) {
      return fieldAt[place];
    }
    int from = in.position();
    in.name();
    byte[] quoted = Arrays.copyOfRange(in.bytes(), from, in.textTo() + 1);
    int field = UNKNOWN;
    for (int f = 0; f < known.length; f++) {
      if (Arrays.equals(known[f], quoted)) {
        field = f;
      }
    }
    if (place < REMEMBERED) {
      quotedAt[place] = quoted;
      fieldAt[place] = field;
    }
    return field;
  }
}
