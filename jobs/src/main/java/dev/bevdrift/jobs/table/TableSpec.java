package dev.bevdrift.jobs.table;

import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/**
 * What a kind of table is: its name, its version and the schema of its rows.
 *
 * @param name as in the files' metadata, under {@value #TABLE_KEY}
 * @param version the schema's, in the files' metadata under {@value #VERSION_KEY}
 * @param schema the rows' Avro schema
 * @param rowGroupBytes the size at which the writer starts another row group
 * @param opaque dotted Parquet paths of columns that neither repeat nor sort: no dictionary, no
 *     statistics
 */
record TableSpec(String name, int version, Schema schema, long rowGroupBytes, List<String> opaque) {
  static final String TABLE_KEY = "bevdrift.table";
  static final String VERSION_KEY = "bevdrift.schema_version";
  private static final long MIB = 1 << 20;

  /** Version 1 of a table of small rows. */
  static TableSpec ofSmallRows(String name) {
    return new TableSpec(name, 1, schemaOf(name), 16 * MIB, List.of());
  }

  /** Version 1 of a table whose rows carry bulk bytes: row groups stay near 4 MiB. */
  static TableSpec ofBulkRows(String name, String... opaque) {
    return new TableSpec(name, 1, schemaOf(name), 4 * MIB, List.of(opaque));
  }

  private static Schema schemaOf(String name) {
    String resource = "/dev/bevdrift/jobs/schema/" + name + ".avsc";
    try (InputStream in = TableSpec.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "Cannot find the schema " + resource + " on the class path");
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the schema " + resource, e);
    }
  }

  /** What stands in the metadata of each file of this table, beside Parquet's own. */
  Map<String, String> metadata() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(TABLE_KEY, name);
    entries.put(VERSION_KEY, Integer.toString(version));
    return entries;
  }

  /** Settings that make parquet-avro read and write lists in the three-level form. */
  static void threeLevelLists(Configuration conf) {
    conf.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    conf.setBoolean(AvroSchemaConverter.ADD_LIST_ELEMENT_RECORDS, false);
    conf.setBoolean(AvroReadSupport.AVRO_COMPATIBILITY, false);
  }

  /**
   * Checks that a file is whole Parquet, of this table and version, and has every column of {@code
   * projection} with its type, but for those with a default.
   *
   * @throws InputException naming the file and what is wrong with it
   */
  void check(Path file, Configuration conf, Schema projection) {
    FileMetaData meta;
    // Without options the reader parses Hadoop's settings files again, longer than it reads a
    // footer.
    ParquetReadOptions options = HadoopReadOptions.builder(conf).build();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, conf), options)) {
      meta = reader.getFooter().getFileMetaData();
    } catch (IOException e) {
      throw new InputException("Cannot read " + file + ": " + fact(e) + ", expected a " + this, e);
    } catch (RuntimeException e) {
      throw new InputException(
          "Cannot read " + file + ": not a whole Parquet file, expected a " + this, e);
    }
    Map<String, String> found = meta.getKeyValueMetaData();
    expect(file, TABLE_KEY, found.get(TABLE_KEY), name);
    expect(file, VERSION_KEY, found.get(VERSION_KEY), Integer.toString(version));
    columns(file, meta.getSchema(), projection, new AvroSchemaConverter(conf).convert(projection));
  }

  private void expect(Path file, String key, String value, String expected) {
    if (!expected.equals(value)) {
      String fact = value == null ? "has no " + key : "has " + key + "=" + value;
      throw new InputException(
          "Cannot read " + file + ": " + fact + ", expected " + key + "=" + expected);
    }
  }

  /** A column that came to a table later has a default and may be absent. */
  private static void columns(
      Path file, MessageType found, Schema projection, MessageType expected) {
    for (String[] path : expected.getPaths()) {
      String column = String.join(".", path);
      if (!found.containsPath(path)) {
        if (hasDefault(projection, path)) {
          continue;
        }
        throw new InputException(
            "Cannot read " + file + ": column " + column + " is missing, expected it");
      }
      PrimitiveType has = found.getType(path).asPrimitiveType();
      PrimitiveType wants = expected.getType(path).asPrimitiveType();
      if (has.getPrimitiveTypeName() != wants.getPrimitiveTypeName()) {
        throw new InputException(
            "Cannot read "
                + file
                + ": column "
                + column
                + " is "
                + has.getPrimitiveTypeName()
                + ", expected "
                + wants.getPrimitiveTypeName());
      }
    }
  }

  /** Whether a field on the way to a column, in lists and records as well, has a default. */
  private static boolean hasDefault(Schema projection, String[] path) {
    Schema at = projection;
    for (String name : path) {
      if (at.getType() == Schema.Type.ARRAY) {
        at = at.getElementType();
      }
      // The three-level form puts "list" and "element" between a list and what it holds.
      if (at.getType() != Schema.Type.RECORD || at.getField(name) == null) {
        continue;
      }
      if (at.getField(name).hasDefaultValue()) {
        return true;
      }
      at = at.getField(name).schema();
    }
    return false;
  }

  private static String fact(IOException e) {
    return e instanceof java.io.FileNotFoundException ? "no such file" : e.getMessage();
  }

  @Override
  public String toString() {
    return name + " table of version " + version;
  }
}
