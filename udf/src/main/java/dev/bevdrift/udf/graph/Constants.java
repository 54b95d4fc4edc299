package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The numbers of a constant, wherever they are stored: in typed fields, as raw bytes, or in a file
 * beside the graph.
 */
final class Constants {
  /** Larger constants are weights; nobody's index or vector. */
  private static final long MAX_ELEMENTS = 1 << 24;

  private final Path folder;

  private Constants(Path folder) {
    this.folder = folder;
  }

  /** Reads external data from files beside {@code graph}, whose names the ladder has checked. */
  static Constants of(OnnxGraph graph) {
    return new Constants(graph.file().toAbsolutePath().getParent());
  }

  /** Number of elements; 1 for a scalar. */
  static long elements(TensorProto tensor) {
    long elements = 1;
    for (long dim : tensor.getDimsList()) {
      elements *= dim;
    }
    return elements;
  }

  /** The numbers of a 32- or 64-bit integer tensor; empty for other types and for large ones. */
  Optional<long[]> wholes(TensorProto tensor) {
    boolean wide = tensor.getDataType() == TensorProto.DataType.INT64_VALUE;
    boolean narrow = tensor.getDataType() == TensorProto.DataType.INT32_VALUE;
    long elements = elements(tensor);
    if (!(wide || narrow) || elements > MAX_ELEMENTS) {
      return Optional.empty();
    }
    long[] values = new long[(int) elements];
    if (tensor.getInt64DataCount() == values.length && wide) {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getInt64Data(i);
      }
    } else if (tensor.getInt32DataCount() == values.length && narrow) {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getInt32Data(i);
      }
    } else {
      ByteBuffer bytes = bytes(tensor, elements * (wide ? Long.BYTES : Integer.BYTES));
      for (int i = 0; i < values.length; i++) {
        values[i] = wide ? bytes.getLong() : bytes.getInt();
      }
    }
    return Optional.of(values);
  }

  /** The numbers of a 32- or 64-bit float tensor; empty for other types and for large ones. */
  Optional<double[]> reals(TensorProto tensor) {
    boolean wide = tensor.getDataType() == TensorProto.DataType.DOUBLE_VALUE;
    boolean narrow = tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE;
    long elements = elements(tensor);
    if (!(wide || narrow) || elements > MAX_ELEMENTS) {
      return Optional.empty();
    }
    double[] values = new double[(int) elements];
    if (tensor.getFloatDataCount() == values.length && narrow) {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
    } else if (tensor.getDoubleDataCount() == values.length && wide) {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getDoubleData(i);
      }
    } else {
      ByteBuffer bytes = bytes(tensor, elements * (wide ? Double.BYTES : Float.BYTES));
      for (int i = 0; i < values.length; i++) {
        values[i] = wide ? bytes.getDouble() : bytes.getFloat();
      }
    }
    return Optional.of(values);
  }

  private ByteBuffer bytes(TensorProto tensor, long expected) {
    ByteBuffer found =
        tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
            ? external(tensor, expected)
            : tensor.getRawData().asReadOnlyByteBuffer();
    if (found.remaining() != expected) {
      throw bad(tensor, found.remaining() + " bytes", expected + " as its shape says");
    }
    return found.order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer external(TensorProto tensor, long expected) {
    String location = "";
    long offset = 0;
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      if (entry.getKey().equals("location")) {
        location = entry.getValue();
      } else if (entry.getKey().equals("offset")) {
        offset = Long.parseLong(entry.getValue());
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) expected);
    try (FileChannel file = FileChannel.open(folder.resolve(location))) {
      int read;
      do {
        read = file.read(bytes, offset + bytes.position());
      } while (read >= 0 && bytes.hasRemaining());
    } catch (IOException e) {
      throw new InputException(
          "Cannot read " + folder.resolve(location) + ": " + e.getMessage() + ", expected weights",
          e);
    }
    return bytes.flip();
  }

  private static InputException bad(TensorProto tensor, String fact, String expected) {
    return new InputException(
        "Cannot read constant " + tensor.getName() + ": it has " + fact + ", expected " + expected);
  }
}
