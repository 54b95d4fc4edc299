package dev.bevdrift.jobs.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Writes one file of a table, row by row, beside its name; {@link #commit} gives it the name.
 *
 * <p>Closed without a commit, it leaves nothing. The same rows give the same bytes. Not
 * thread-safe.
 */
public final class TableWriter<T> implements AutoCloseable {
  private final Storage storage;
  private final Path target;
  private final Path beside;
  private final Function<T, GenericRecord> encoder;
  private final ParquetWriter<GenericRecord> writer;
  private long rows;
  private boolean closed;

  private TableWriter(
      Storage storage,
      Path target,
      Path beside,
      Function<T, GenericRecord> encoder,
      ParquetWriter<GenericRecord> writer) {
    this.storage = storage;
    this.target = target;
    this.beside = beside;
    this.encoder = encoder;
    this.writer = writer;
  }

  static <T> TableWriter<T> open(
      Storage storage, Path target, TableSpec spec, Function<T, GenericRecord> encoder) {
    Path beside = Storage.beside(target);
    try {
      return new TableWriter<>(
          storage,
          target,
          beside,
          encoder,
          parquet(new Beside(storage, beside), storage.settings(), spec));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + target, e);
    }
  }

  /**
   * A writer of a table's files.
   *
   * @param conf taken over
   */
  static ParquetWriter<GenericRecord> parquet(OutputFile to, Configuration conf, TableSpec spec)
      throws IOException {
    TableSpec.threeLevelLists(conf);
    var builder =
        AvroParquetWriter.<GenericRecord>builder(to)
            .withSchema(spec.schema())
            .withDataModel(GenericData.get())
            .withConf(conf)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(spec.rowGroupBytes())
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(256)
            .withExtraMetaData(spec.metadata());
    for (String column : spec.opaque()) {
      builder
          .withDictionaryEncoding(column, false)
          .withStatisticsEnabled(column, false)
          .withSizeStatisticsEnabled(column, false);
    }
    return builder.build();
  }

  /** Appends one row. */
  public void write(T row) {
    try {
      writer.write(encoder.apply(row));
      rows++;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write row " + rows + " of " + target, e);
    }
  }

  /** How many rows were written so far. */
  public long rows() {
    return rows;
  }

  /**
   * Ends the file and gives it its name, replacing what had it.
   *
   * @return the file's length in bytes
   */
  public long commit() {
    if (closed) {
      throw new IllegalStateException("Cannot commit " + target + ": it is closed already");
    }
    closed = true;
    try {
      writer.close();
      long bytes = storage.lengthBytes(beside);
      storage.moveInto(beside, target);
      return bytes;
    } catch (IOException e) {
      storage.discard(beside, e);
      throw new UncheckedIOException("Cannot write " + target, e);
    }
  }

  /** Ends the work; without a {@link #commit} before it, the file vanishes. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + target, e);
    } finally {
      storage.delete(beside);
    }
  }

  /** The file under its passing name, on the file system without checksum files. */
  private record Beside(Storage storage, Path path) implements BlocklessFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
      return CanonicalFooter.around(storage.create(path));
    }

    @Override
    public String getPath() {
      return path.toString();
    }
  }
}
