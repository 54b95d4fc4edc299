package dev.bevdrift.udf.ladder;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Set;

/**
 * Tells whether a file has the outline of an ONNX model, without reading its weights.
 *
 * <p>Source: {@code onnx.proto}, message ModelProto. Only the outermost fields are walked; the
 * runtime parses the rest when the graph is opened.
 */
final class OnnxFile {
  private static final int GRAPH = 7;
  private static final Set<Integer> KNOWN = Set.of(1, 2, 3, 4, 5, 6, GRAPH, 8, 14, 20, 25, 26);
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private OnnxFile() {}

  /** Whether the outermost fields are those of a model, whole, with a graph among them. */
  static boolean looksLikeOnnx(Path file) throws IOException {
    boolean graph = false;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      while (in.getFilePointer() < length) {
        long tag = varint(in);
        int field = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
        int wire = (int) (tag & 7);
        if (!KNOWN.contains(field) || (wire != VARINT && wire != BYTES)) {
          return false;
        }
        long value = varint(in);
        if (wire == BYTES) {
          if (value < 0 || value > length - in.getFilePointer()) {
            return false;
          }
          in.seek(in.getFilePointer() + value);
        }
        graph |= field == GRAPH && wire == BYTES && value > 0;
      }
      return graph;
    } catch (EOFException cutShort) {
      return false;
    }
  }

  private static long varint(RandomAccessFile in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = in.readUnsignedByte();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    return -1; // longer than any varint: refused by the caller as an unknown field
  }
}
