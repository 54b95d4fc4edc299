package dev.bevdrift.jobs.table;

import java.util.Collection;
import java.util.List;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.io.api.Binary;

/**
 * The table {@code predictions}: one row a box, by rung, then frame in time order, then ordinal;
 * one file a scene sequence, in which the rungs of a run lie in row groups of their own.
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

  /**
   * Streams the rows of some rungs and perhaps others', in file order: row groups that hold none of
   * theirs are not read.
   *
   * @param rungs at least one
   */
  public static CloseableIterator<PredictionRow> read(
      Storage storage, Path file, Collection<String> rungs) {
    FilterPredicate wanted =
        rungs.stream()
            .<FilterPredicate>map(
                rung -> FilterApi.eq(FilterApi.binaryColumn("rung"), Binary.fromString(rung)))
            .reduce(FilterApi::or)
            .orElseThrow();
    return TableReader.open(
        storage, file, SPEC, SPEC.schema(), PredictionsTable::decode, FilterCompat.get(wanted));
  }

  /** Encodes some rows, to be joined with others. */
  public static TablePart part(Storage storage, List<PredictionRow> rows) {
    return TablePart.of(storage, SPEC, rows, PredictionsTable::encode);
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
