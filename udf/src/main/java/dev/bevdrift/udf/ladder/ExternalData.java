package dev.bevdrift.udf.ladder;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which weight files an ONNX graph reads beside itself, so that none is read that was not hashed.
 *
 * <p>Source: {@code onnx.proto}; TensorProto.external_data, wherever a tensor may stand.
 */
final class ExternalData {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int MAX_DEPTH = 40;

  /** Messages that lead to tensors: field number to the message it holds. */
  private enum Message {
    MODEL,
    GRAPH,
    NODE,
    ATTRIBUTE,
    SPARSE,
    FUNCTION,
    TENSOR,
    ENTRY
  }

  private static final Map<Message, Map<Integer, Message>> FIELDS =
      Map.of(
          Message.MODEL, Map.of(7, Message.GRAPH, 25, Message.FUNCTION),
          Message.GRAPH, Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE),
          Message.NODE, Map.of(5, Message.ATTRIBUTE),
          Message.ATTRIBUTE,
              Map.of(
                  5, Message.TENSOR,
                  6, Message.GRAPH,
                  10, Message.TENSOR,
                  11, Message.GRAPH,
                  22, Message.SPARSE,
                  23, Message.SPARSE),
          Message.SPARSE, Map.of(1, Message.TENSOR, 2, Message.TENSOR),
          Message.FUNCTION, Map.of(7, Message.NODE, 11, Message.ATTRIBUTE),
          Message.TENSOR, Map.of(13, Message.ENTRY),
          Message.ENTRY, Map.of());

  private final Set<String> locations = new TreeSet<>();

  private ExternalData() {}

  /**
   * The names that the graph's tensors give for their data; empty when all of it is inside.
   *
   * @return empty when the file is not a whole model, or is larger than a protobuf can be
   */
  static Optional<Set<String>> locations(Path graph) throws IOException {
    try (FileChannel file = FileChannel.open(graph)) {
      if (file.size() > Integer.MAX_VALUE) {
        return Optional.empty();
      }
      ExternalData found = new ExternalData();
      found.walk(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()), Message.MODEL, 0);
      return Optional.of(found.locations);
    } catch (BufferUnderflowException | IllegalArgumentException notWhole) {
      return Optional.empty();
    }
  }

  private void walk(ByteBuffer in, Message message, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("nested too deeply");
    }
    String key = "";
    String value = "";
    while (in.hasRemaining()) {
      long tag = varint(in);
      switch ((int) (tag & 7)) {
        case VARINT -> varint(in);
        case FIXED64 -> in.position(in.position() + Long.BYTES);
        case FIXED32 -> in.position(in.position() + Integer.BYTES);
        case BYTES -> {
          ByteBuffer part = part(in);
          Message inner = FIELDS.get(message).get((int) (tag >>> 3));
          if (inner != null) {
            walk(part, inner, depth + 1);
          } else if (message == Message.ENTRY) {
            String text = StandardCharsets.UTF_8.decode(part).toString();
            key = tag >>> 3 == 1 ? text : key;
            value = tag >>> 3 == 2 ? text : value;
          }
        }
        default -> throw new IllegalArgumentException("no protobuf");
      }
    }
    if (message == Message.ENTRY && key.equals("location")) {
      locations.add(value);
    }
  }

  private static ByteBuffer part(ByteBuffer in) {
    int length = Math.toIntExact(Math.min(varint(in), Integer.MAX_VALUE));
    ByteBuffer part = in.slice(in.position(), checked(length, in.remaining()));
    in.position(in.position() + length);
    return part;
  }

  private static int checked(int length, int remaining) {
    if (length < 0 || length > remaining) {
      throw new BufferUnderflowException();
    }
    return length;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("no varint");
  }
}
