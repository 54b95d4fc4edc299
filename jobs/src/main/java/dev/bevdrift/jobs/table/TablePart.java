package dev.bevdrift.jobs.table;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.FileMetaData;

/**
 * Some rows of a table, encoded: a whole Parquet file in memory. Parts are joined to one file
 * without decoding them, each as row groups of its own. The same rows give the same bytes, and the
 * same parts the same file.
 *
 * <p>Immutable, thread-safe.
 */
public final class TablePart {
  private final byte[] bytes;

  private TablePart(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Encodes rows.
   *
   * @param rows in the table's order
   */
  static <T> TablePart of(
      Storage storage, TableSpec spec, List<T> rows, Function<T, GenericRecord> encoder) {
    MemoryFile file = MemoryFile.empty();
    try (ParquetWriter<GenericRecord> writer =
        TableWriter.parquet(file, storage.settings(), spec)) {
      for (T row : rows) {
        writer.write(encoder.apply(row));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("Cannot write rows of a " + spec, impossible);
    }
    return new TablePart(file.bytes());
  }

  /** A whole file; whether it is one of the table shows when it is joined. */
  public static TablePart read(Storage storage, Path file) {
    return new TablePart(storage.readBytes(file));
  }

  /** Writes it as a file of its own. */
  public void write(Storage storage, Path file) {
    storage.writeBytes(file, bytes);
  }

  /** SHA-256 of its bytes, as 64 hexadecimal digits. */
  public String sha256() {
    return Sha256.of(bytes);
  }

  /**
   * Writes parts of one table as one file, in the order given; the file appears when whole.
   *
   * @param parts at least one
   */
  public static void join(Storage storage, Path target, List<TablePart> parts) {
    Configuration conf = storage.settings();
    ParquetReadOptions options = HadoopReadOptions.builder(conf).build();
    MemoryFile whole = MemoryFile.empty();
    try {
      FileMetaData like = like(parts.get(0), options);
      ParquetFileWriter writer =
          new ParquetFileWriter(
              whole,
              like.getSchema(),
              ParquetFileWriter.Mode.CREATE,
              ParquetWriter.DEFAULT_BLOCK_SIZE,
              ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
              null, // not encrypted
              ParquetProperties.builder().build());
      writer.start();
      for (TablePart part : parts) {
        try (ParquetFileReader reader =
            ParquetFileReader.open(MemoryFile.of(part.bytes), options)) {
          reader.appendTo(writer);
        }
      }
      Map<String, String> metadata = new TreeMap<>(like.getKeyValueMetaData());
      writer.end(metadata);
    } catch (IOException | RuntimeException damaged) {
      throw new InputException(
          "Cannot write " + target + ": a part of it is damaged, expected whole Parquet", damaged);
    }
    storage.writeBytes(target, whole.bytes());
  }

  private static FileMetaData like(TablePart part, ParquetReadOptions options) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(MemoryFile.of(part.bytes), options)) {
      return reader.getFooter().getFileMetaData();
    }
  }
}
