package dev.bevdrift.jobs.table;

import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Streams the rows of one file of a table, in file order. */
final class TableReader<T> implements CloseableIterator<T> {
  private final Path file;
  private final Function<Row, T> decoder;
  private final ParquetReader<GenericRecord> reader;
  private Optional<T> next = Optional.empty();
  private long row;
  private boolean ended;

  private TableReader(Path file, Function<Row, T> decoder, ParquetReader<GenericRecord> reader) {
    this.file = file;
    this.decoder = decoder;
    this.reader = reader;
  }

  /**
   * @param projection the schema to read: the table's, or a part of it
   * @throws InputException when the file is not one of this table
   */
  static <T> TableReader<T> open(
      Storage storage, Path file, TableSpec spec, Schema projection, Function<Row, T> decoder) {
    return open(storage, file, spec, projection, decoder, FilterCompat.NOOP);
  }

  /**
   * The same without row groups that cannot hold a wanted row; of the others every row comes, and
   * messages count rows among those that come.
   *
   * @param wanted by the statistics of a column
   */
  static <T> TableReader<T> open(
      Storage storage,
      Path file,
      TableSpec spec,
      Schema projection,
      Function<Row, T> decoder,
      FilterCompat.Filter wanted) {
    Configuration conf = storage.settings();
    TableSpec.threeLevelLists(conf);
    spec.check(file, conf, projection);
    AvroReadSupport.setRequestedProjection(conf, projection);
    AvroReadSupport.setAvroReadSchema(conf, projection);
    try {
      return new TableReader<>(
          file,
          decoder,
          AvroParquetReader.<GenericRecord>builder(HadoopInputFile.fromPath(file, conf))
              .withDataModel(GenericData.get())
              .withConf(conf)
              .withFilter(wanted)
              .useStatsFilter(true)
              .useDictionaryFilter(false)
              .useColumnIndexFilter(false)
              .useBloomFilter(false)
              .useRecordFilter(false)
              .build());
    } catch (IOException e) {
      throw new InputException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty() && !ended) {
      next = Optional.ofNullable(raw()).map(record -> decoder.apply(new Row(file, row, record)));
      row++;
      ended = next.isEmpty();
      if (ended) {
        close();
      }
    }
    return next.isPresent();
  }

  private GenericRecord raw() {
    try {
      return reader.read();
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          "Cannot read " + file + ": row " + row + " is damaged, expected whole Parquet", e);
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no row after " + row + " in " + file);
    }
    T found = next.orElseThrow();
    next = Optional.empty();
    return found;
  }

  @Override
  public void close() {
    ended = true;
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + file, e);
    }
  }
}
