package dev.bevdrift.udf.ladder;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Set;

/**
 * Walks the outermost fields of a file that should be an ONNX model; the runtime parses the rest
 * when the graph is opened.
 *
 * <p>Source: {@code onnx.proto}, message ModelProto.
 */
final class OnnxFile {
  private static final int GRAPH = 7;
  private static final int METADATA = 14;
  private static final Set<Integer> KNOWN =
      Set.of(1, 2, 3, 4, 5, 6, GRAPH, 8, METADATA, 20, 25, 26);
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private OnnxFile() {}

  /**
   * Takes one outermost field, whose tag starts at {@code from} and whose value ends at {@code to}.
   */
  private interface FieldSink {
    void take(int field, long from, long to) throws IOException;
  }

  /** Whether the outermost fields are those of a model, whole, with a graph among them. */
  static boolean looksLikeOnnx(Path file) throws IOException {
    boolean[] graph = {false};
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      return walk(in, (field, from, to) -> graph[0] |= field == GRAPH) && graph[0];
    }
  }

  /**
   * Digests a model's bytes but for its metadata, which may name the rung it was made for.
   *
   * @param digest takes the bytes
   */
  static void digestWithoutMetadata(Path file, MessageDigest digest) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] block = new byte[1 << 16];
      walk(
          in,
          (field, from, to) -> {
            if (field != METADATA) {
              in.seek(from);
              for (long left = to - from; left > 0; ) {
                int n = in.read(block, 0, (int) Math.min(block.length, left));
                digest.update(block, 0, n);
                left -= n;
              }
            }
          });
    }
  }

  /** Gives every outermost field; false at the first thing that no model has. */
  private static boolean walk(RandomAccessFile in, FieldSink sink) throws IOException {
    long length = in.length();
    long at = 0;
    try {
      while (at < length) {
        in.seek(at);
        long tag = varint(in);
        int wire = (int) (tag & 7);
        int field = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
        if (!KNOWN.contains(field) || (wire != VARINT && wire != BYTES)) {
          return false;
        }
        long value = varint(in);
        long end = in.getFilePointer();
        if (wire == BYTES) {
          if (value < 0 || value > length - end) {
            return false;
          }
          end += value;
        }
        sink.take(field, at, end);
        at = end;
      }
      return true;
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
