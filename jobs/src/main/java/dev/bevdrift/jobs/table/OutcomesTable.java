package dev.bevdrift.jobs.table;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.outcome.BoxOutcome;
import dev.bevdrift.metrics.outcome.BoxOutcomes;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.slice.SliceProperties;
import java.util.OptionalInt;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.Path;

/**
 * The table {@code outcomes}: what became of each evaluated box of one rung; one file a rung, in
 * the order of {@link BoxOutcomes}.
 */
public final class OutcomesTable {
  static final TableSpec SPEC = TableSpec.ofSmallRows("outcomes");

  private final String rung;
  private final GroundTruth truth;
  private final DetectionBoxes predictions;

  private OutcomesTable(String rung, GroundTruth truth, DetectionBoxes predictions) {
    this.rung = rung;
    this.truth = truth;
    this.predictions = predictions;
  }

  /**
   * Writes the file of one rung, whole or not at all.
   *
   * @param score of the predictions on the truth
   * @return rows written
   */
  public static long write(
      Storage storage,
      Path file,
      String rung,
      DetectionScore score,
      GroundTruth truth,
      DetectionBoxes predictions,
      TruthFacts facts) {
    OutcomesTable table = new OutcomesTable(rung, truth, predictions);
    try (TableWriter<BoxOutcome> writer = TableWriter.open(storage, file, SPEC, table::encode)) {
      BoxOutcomes.forEach(score, truth, predictions, facts, writer::write);
      writer.commit();
      return writer.rows();
    }
  }

  private GenericRecord encode(BoxOutcome from) {
    GenericRecord row = new GenericData.Record(SPEC.schema());
    row.put("rung", rung);
    row.put("scene_name", truth.samples().sceneNames().get(truth.samples().scene(from.sample())));
    row.put("sample_token", truth.samples().token(from.sample()));
    row.put("outcome", from.kind().name());
    row.put("detection_name", from.detectionClass().jsonName());
    row.put("prediction", place(predictions, from.prediction()));
    row.put("detection_score", number(from.score()));
    row.put("truth", place(truth.boxes(), from.truth()));
    row.put("instance_token", text(from.instance()));
    row.put("matched_at_m", from.matchedAtM());
    for (TpError which : TpError.values()) {
      row.put(which.jsonName(), number(from.errors().get(which.index())));
    }
    row.put("distance_m", from.distanceM());
    row.put("speed_mps", number(from.speedMps()));
    row.put("num_pts", from.points().isPresent() ? from.points().getAsInt() : null);
    row.put("visibility", text(from.visibility()));
    row.put("location", text(from.scene().location()));
    row.put("vehicle", text(from.scene().vehicle()));
    row.put("log", text(from.scene().log()));
    row.put("light", SliceProperties.light(from.scene()));
    row.put("weather", SliceProperties.weather(from.scene()));
    return row;
  }

  private static Object place(DetectionBoxes boxes, OptionalInt box) {
    return box.isPresent() ? boxes.indexInSample(box.getAsInt()) : null;
  }

  private static Object number(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static Object text(String value) {
    return value.isEmpty() ? null : value;
  }
}
