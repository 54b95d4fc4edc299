package dev.bevdrift.jobs.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.Path;

/** The table {@code index}: which files a folder of frames has, one row a scene sequence. */
public final class IndexTable {
  /** The index's name within a folder of frames. */
  public static final String FILE = "_index.parquet";

  static final TableSpec SPEC = TableSpec.ofSmallRows("index");

  private IndexTable() {}

  /** Writes the index of a folder whole. */
  public static void write(Storage storage, Path framesFolder, List<IndexRow> rows) {
    try (TableWriter<IndexRow> writer =
        TableWriter.open(storage, new Path(framesFolder, FILE), SPEC, IndexTable::encode)) {
      rows.forEach(writer::write);
      writer.commit();
    }
  }

  /** All rows of a folder's index, in file order. */
  public static List<IndexRow> read(Storage storage, Path framesFolder) {
    List<IndexRow> rows = new ArrayList<>();
    try (CloseableIterator<IndexRow> reader =
        TableReader.open(
            storage, new Path(framesFolder, FILE), SPEC, SPEC.schema(), IndexTable::decode)) {
      reader.forEachRemaining(rows::add);
    }
    return List.copyOf(rows);
  }

  /** Scene name to the drive that it was cut out of; a scene of which nobody said is not there. */
  public static Map<String, String> driveOf(List<IndexRow> rows) {
    Map<String, String> driveOf = new HashMap<>();
    for (IndexRow row : rows) {
      if (!row.log().isEmpty()) {
        driveOf.put(row.sceneName(), row.log());
      }
    }
    return driveOf;
  }

  private static GenericRecord encode(IndexRow from) {
    GenericRecord row = new GenericData.Record(SPEC.schema());
    row.put("scene_token", from.sceneToken());
    row.put("scene_name", from.sceneName());
    row.put("sequence", from.sequence());
    row.put("file", from.file());
    row.put("frames", from.frames());
    row.put("bytes", from.bytes());
    row.put("first_sample_index", from.firstSampleIndex());
    row.put("first_timestamp_us", from.firstTimestampUs());
    row.put("location", from.location());
    row.put("vehicle", from.vehicle());
    row.put("log", from.log().isEmpty() ? null : from.log());
    row.put("description", from.description());
    return row;
  }

  private static IndexRow decode(Row row) {
    String file = row.text("file");
    if (!file.equals(new Path(file).getName())) {
      throw row.fault("file", "is " + file, "a file name within the folder");
    }
    int frames = row.whole("frames");
    if (frames <= 0) {
      throw row.fault("frames", "is " + frames, "at least 1");
    }
    return new IndexRow(
        row.text("scene_token"),
        row.text("scene_name"),
        row.whole("sequence"),
        file,
        frames,
        row.big("bytes"),
        row.big("first_sample_index"),
        row.big("first_timestamp_us"),
        row.text("location"),
        row.text("vehicle"),
        row.optionalText("log").orElse(""),
        row.text("description"));
  }
}
