package dev.bevdrift.jobs.table;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.Path;

/**
 * The table {@code reference}: the original's raw outputs, by frame in time order, then variant,
 * then tensor; one file a scene sequence.
 */
public final class ReferenceTable {
  static final TableSpec SPEC = TableSpec.ofBulkRows("reference", "data");
  private static final String FLOAT32 = "float32";

  private ReferenceTable() {}

  /** Opens one file for writing; rows must come in the table's order. */
  public static TableWriter<ReferenceRow> writer(Storage storage, Path file) {
    return TableWriter.open(storage, file, SPEC, ReferenceTable::encode);
  }

  /**
   * Streams one file, a frame at a time.
   *
   * @throws InputException when a row's bytes do not fill its shape, its type is not float32, a
   *     tensor comes twice, or the rows of a frame do not stand together
   */
  public static CloseableIterator<ReferenceFrame> read(Storage storage, Path file) {
    return new ByFrame(
        file, TableReader.open(storage, file, SPEC, SPEC.schema(), ReferenceTable::decode));
  }

  private static GenericRecord encode(ReferenceRow from) {
    Tensor tensor = from.tensor();
    ByteBuffer data =
        ByteBuffer.allocate(tensor.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(tensor.asBuffer());
    GenericRecord row = new GenericData.Record(SPEC.schema());
    row.put("scene_token", from.sceneToken());
    row.put("sequence", from.sequence());
    row.put("sample_token", from.sampleToken());
    row.put("sample_index", from.sampleIndex());
    row.put("variant", from.variant());
    row.put("tensor", from.name());
    row.put("dtype", FLOAT32);
    row.put("shape", tensor.shape());
    row.put("data", data);
    return row;
  }

  static ReferenceRow decode(Row row) {
    String dtype = row.text("dtype");
    if (!dtype.equals(FLOAT32)) {
      throw row.fault("dtype", "is " + dtype, FLOAT32);
    }
    Tensor tensor;
    try {
      tensor = Tensor.ofLittleEndian(row.bigs("shape"), row.bytes("data"));
    } catch (IllegalArgumentException | ArithmeticException e) {
      String fact = row.bytes("data").remaining() + " bytes for shape " + row.bigs("shape");
      throw row.fault("data", "has " + fact, "4 bytes for each element");
    }
    return new ReferenceRow(
        row.text("scene_token"),
        row.whole("sequence"),
        row.text("sample_token"),
        row.big("sample_index"),
        row.text("variant"),
        row.text("tensor"),
        tensor);
  }

  /** Gathers the rows of each frame, which stand together. */
  private static final class ByFrame implements CloseableIterator<ReferenceFrame> {
    private final Path file;
    private final CloseableIterator<ReferenceRow> rows;
    private final Set<String> seen = new HashSet<>();
    private Optional<ReferenceRow> ahead = Optional.empty();

    ByFrame(Path file, CloseableIterator<ReferenceRow> rows) {
      this.file = file;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return ahead.isPresent() || rows.hasNext();
    }

    @Override
    public ReferenceFrame next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no further frame in " + file);
      }
      ReferenceRow row = ahead.isPresent() ? ahead.orElseThrow() : rows.next();
      ahead = Optional.empty();
      String token = row.sampleToken();
      if (!seen.add(token)) {
        throw fault(token, "its rows stand apart", "the rows of a frame together");
      }
      ReferenceFrame.Builder frame = ReferenceFrame.of(token);
      add(frame, row);
      while (rows.hasNext()) {
        row = rows.next();
        if (!row.sampleToken().equals(token)) {
          ahead = Optional.of(row);
          break;
        }
        add(frame, row);
      }
      return frame.build();
    }

    private void add(ReferenceFrame.Builder frame, ReferenceRow row) {
      try {
        frame.add(row.variant(), row.name(), row.tensor());
      } catch (IllegalArgumentException e) {
        throw fault(
            row.sampleToken(), row.variant() + " has " + row.name() + " twice", "each tensor once");
      }
    }

    private InputException fault(String token, String fact, String expected) {
      return new InputException(
          "Cannot read " + file + ": sample " + token + ": " + fact + ", expected " + expected);
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
