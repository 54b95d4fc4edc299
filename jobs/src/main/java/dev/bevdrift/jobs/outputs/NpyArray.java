package dev.bevdrift.jobs.outputs;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One array in NumPy's format, versions 1.0 to 3.0: little-endian float32, float16, int64 or int32,
 * in C order. Whole numbers become floats, and are refused where a float cannot hold them.
 *
 * <p>Source: NumPy's format description, {@code numpy.lib.format}.
 */
final class NpyArray {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER_BYTES = 1 << 16;
  private static final int MAX_RANK = 8;

  private static final Pattern HEADER =
      Pattern.compile(
          "\\s*\\{\\s*'descr'\\s*:\\s*'([^']*)'\\s*,\\s*'fortran_order'\\s*:\\s*(True|False)\\s*,"
              + "\\s*'shape'\\s*:\\s*\\(([0-9, ]*)\\)\\s*,?\\s*\\}\\s*");

  private NpyArray() {}

  /**
   * Reads a whole array.
   *
   * @param bytes the file's
   * @param place the file, and the array in it, for messages
   * @throws InputException naming the place and what is wrong with it
   */
  static Tensor read(byte[] bytes, String place) {
    ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    String header = header(from, place);
    Matcher fields = HEADER.matcher(header);
    if (!fields.matches()) {
      throw fault(
          place,
          "its header is " + header.strip(),
          "descr, fortran_order and shape in NumPy's own order");
    }
    if (fields.group(2).equals("True")) {
      throw fault(place, "it is in Fortran order", "C order: numpy.ascontiguousarray makes it");
    }
    List<Long> shape = shape(fields.group(3), place);
    return values(from, fields.group(1), shape, place);
  }

  private static String header(ByteBuffer from, String place) {
    byte[] magic = new byte[MAGIC.length];
    if (from.remaining() < MAGIC.length + 4) {
      throw fault(place, "it has " + from.remaining() + " bytes", "an array in NumPy's format");
    }
    from.get(magic);
    int major = from.get();
    from.get();
    if (!Arrays.equals(magic, MAGIC) || major < 1 || major > 3) {
      throw fault(
          place, "it does not begin as one", "an array in NumPy's format of version 1.0 to 3.0");
    }
    if (major > 1 && from.remaining() < Integer.BYTES) {
      throw fault(place, "it ends in its header", "a whole file");
    }
    long length = major == 1 ? Short.toUnsignedInt(from.getShort()) : from.getInt();
    if (length < 0 || length > MAX_HEADER_BYTES || length > from.remaining()) {
      throw fault(place, "its header has " + length + " bytes", "fewer, and a whole file");
    }
    byte[] text = new byte[(int) length];
    from.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static List<Long> shape(String text, String place) {
    List<Long> shape = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        if (part.strip().length() > 9 || part.strip().contains(" ")) {
          throw fault(
              place, "its shape is (" + text + ")", "whole numbers below a thousand million");
        }
        shape.add(Long.parseLong(part.strip()));
      }
    }
    if (shape.size() > MAX_RANK) {
      throw fault(place, "it has " + shape.size() + " dimensions", "at most " + MAX_RANK);
    }
    return shape;
  }

  private static Tensor values(ByteBuffer from, String type, List<Long> shape, String place) {
    int width =
        switch (type) {
          case "<f2" -> 2;
          case "<f4", "<i4" -> 4;
          case "<i8" -> 8;
          default ->
              throw fault(
                  place,
                  "its type is " + type,
                  "little-endian float32, float16, int64 or int32 (<f4, <f2, <i8, <i4)");
        };
    double elements = 1;
    for (long n : shape) {
      elements *= n;
    }
    if (elements * width != from.remaining()) {
      throw fault(
          place,
          "it has " + from.remaining() + " bytes of numbers",
          (long) elements + " of " + width + " bytes for the shape " + shape);
    }
    float[] numbers = new float[(int) elements];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (type) {
            case "<f2" -> half(from.getShort());
            case "<f4" -> from.getFloat();
            case "<i4" -> whole(from.getInt(), i, place);
            default -> whole(from.getLong(), i, place);
          };
    }
    return Tensor.of(shape, numbers);
  }

  private static float whole(long value, int i, String place) {
    if ((long) (float) value != value) {
      throw fault(place, "it holds " + value + " at " + i, "whole numbers that a float32 can hold");
    }
    return value;
  }

  /** A number of IEEE's half precision. */
  private static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      float value = fraction * 0x1p-24f;
      return sign == 0 ? value : -value;
    }
    int wide = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  private static InputException fault(String place, String fact, String expected) {
    return new InputException("Cannot read " + place + ": " + fact + ", expected " + expected);
  }
}
