package dev.bevdrift.jobs.table;

import java.util.List;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.Path;

/**
 * The table {@code predictions}: one row a box, by rung, then frame in time order, then ordinal;
 * one file a scene sequence.
 */
public final class PredictionsTable {
  static final TableSpec SPEC = TableSpec.ofSmallRows("predictions");

  private PredictionsTable() {}

  /** Opens one file for writing; rows must come in the table's order. */
  public static TableWriter<PredictionRow> writer(Storage storage, Path file) {
    return TableWriter.open(storage, file, SPEC, PredictionsTable::encode);
  }

  /** Streams the rows of one file, in file order. */
  public static CloseableIterator<PredictionRow> read(Storage storage, Path file) {
    return TableReader.open(storage, file, SPEC, SPEC.schema(), PredictionsTable::decode);
  }

  private static GenericRecord encode(PredictionRow from) {
    GenericRecord row = new GenericData.Record(SPEC.schema());
    row.put("rung", from.rung());
    row.put("scene_token", from.sceneToken());
    row.put("sample_token", from.sampleToken());
    row.put("sample_index", from.sampleIndex());
    row.put("ordinal", from.ordinal());
    row.put("detection_name", from.detectionName());
    row.put("detection_score", from.detectionScore());
    row.put("translation", Records.of(from.translation()));
    row.put("size", Records.of(from.size()));
    row.put("rotation", Records.of(from.rotation()));
    row.put("velocity", List.of(from.velocityX(), from.velocityY()));
    row.put("attribute_name", from.attributeName());
    return row;
  }

  private static PredictionRow decode(Row row) {
    double[] velocity = row.reals("velocity", 2);
    return new PredictionRow(
        row.text("rung"),
        row.text("scene_token"),
        row.text("sample_token"),
        row.big("sample_index"),
        row.whole("ordinal"),
        row.text("detection_name"),
        row.real("detection_score"),
        row.vector("translation"),
        row.vector("size"),
        row.quaternion("rotation"),
        velocity[0],
        velocity[1],
        row.text("attribute_name"));
  }
}
