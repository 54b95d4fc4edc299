package dev.bevdrift.jobs.table;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.Path;

/**
 * The table {@code history}: the figures of many runs, one file a run that was added.
 *
 * <p>It only grows: an addition is a new file of a name that no other has, which appears when
 * whole. So any number of writers may add at once, and a reader sees whole additions only.
 */
public final class HistoryTable {
  static final TableSpec SPEC = TableSpec.ofSmallRows("history");

  private static final String ENDING = ".parquet";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private HistoryTable() {}

  /**
   * Adds rows.
   *
   * @param at when, for the file's name
   * @return the file
   */
  public static Path append(Storage storage, Path folder, List<HistoryRow> rows, Instant at) {
    Path file = new Path(folder, STAMP.format(at) + "-" + UUID.randomUUID() + ENDING);
    try (TableWriter<HistoryRow> writer =
        TableWriter.open(storage, file, SPEC, HistoryTable::encode)) {
      rows.forEach(writer::write);
      writer.commit();
    }
    return file;
  }

  /** The rows that are wanted, in the order of additions. */
  public static List<HistoryRow> read(Storage storage, Path folder, Predicate<HistoryRow> wanted) {
    List<HistoryRow> rows = new ArrayList<>();
    for (Path file : storage.list(folder)) {
      if (!file.getName().endsWith(ENDING) || file.getName().startsWith(".")) {
        continue;
      }
      try (CloseableIterator<HistoryRow> reader =
          TableReader.open(storage, file, SPEC, SPEC.schema(), HistoryTable::decode)) {
        while (reader.hasNext()) {
          HistoryRow row = reader.next();
          if (wanted.test(row)) {
            rows.add(row);
          }
        }
      }
    }
    return rows;
  }

  private static GenericRecord encode(HistoryRow from) {
    GenericRecord row = new GenericData.Record(SPEC.schema());
    HistoryRun run = from.run();
    row.put("run_id", run.id());
    row.put("run", run.name());
    row.put("finished_us", run.finishedUs());
    row.put("recorded_us", run.recordedUs());
    row.put("commit", run.commit().isEmpty() ? null : run.commit());
    row.put("model", run.model());
    row.put("config_sha256", run.configSha256());
    row.put("checkpoint_sha256", run.checkpointSha256());
    row.put("ladder_sha256", run.ladderSha256());
    row.put("data", run.data());
    row.put("data_sha256", run.dataSha256());
    row.put("runtime", run.runtime());
    row.put("conditions_sha256", run.conditionsSha256());
    row.put("gate", run.gate().isEmpty() ? null : run.gate());
    row.put("kind", from.kind());
    row.put("rung", from.rung());
    row.put("slice", from.slice());
    row.put("figure", from.figure());
    row.put("value", Double.isNaN(from.value()) ? null : from.value());
    return row;
  }

  private static HistoryRow decode(Row row) {
    return new HistoryRow(
        new HistoryRun(
            row.text("run_id"),
            row.text("run"),
            row.big("finished_us"),
            row.big("recorded_us"),
            row.optionalText("commit").orElse(""),
            row.text("model"),
            row.text("config_sha256"),
            row.text("checkpoint_sha256"),
            row.text("ladder_sha256"),
            row.text("data"),
            row.text("data_sha256"),
            row.text("runtime"),
            row.text("conditions_sha256"),
            row.optionalText("gate").orElse("")),
        row.text("kind"),
        row.text("rung"),
        row.text("slice"),
        row.text("figure"),
        row.has("value") ? row.real("value") : Double.NaN);
  }
}
