package dev.bevdrift.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.SceneFacts;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One found barrier, one missed and one spurious car, written and read back. */
final class OutcomesTableTest {
  @TempDir java.nio.file.Path folder;

  private static DetectionBoxesBuilder box(DetectionBoxesBuilder b, DetectionClass c, double x) {
    return b.sample(0).detectionClass(c).translation(x, 0, 0).size(1, 1, 1).rotation(1, 0, 0, 0);
  }

  private <T> List<T> column(Path file, Function<Row, T> decoder) {
    List<T> values = new ArrayList<>();
    try (CloseableIterator<T> rows =
        TableReader.open(
            Storage.local(), file, OutcomesTable.SPEC, OutcomesTable.SPEC.schema(), decoder)) {
      rows.forEachRemaining(values::add);
    }
    return values;
  }

  @Test
  void everyEvaluatedBoxHasARow() {
    Samples.Builder samples = Samples.builder();
    samples.add("s", "scene-1", new Vec3(0, 0, 0));
    DetectionBoxesBuilder truth = DetectionBoxes.builder("truth");
    box(truth, DetectionClass.CAR, 3).velocity(3, 4).attribute(Attribute.VEHICLE_MOVING);
    truth.numPts(7).add();
    box(truth, DetectionClass.BARRIER, 20).numPts(2).add();
    DetectionBoxesBuilder p = DetectionBoxes.builder("p");
    box(p, DetectionClass.CAR, 40).score(0.5).add();
    box(p, DetectionClass.BARRIER, 20.75).score(0.25).add();
    GroundTruth ground = new GroundTruth(samples.build(), truth.build(), BikeRacks.none());
    DetectionBoxes predictions = p.build();
    TruthFacts facts =
        TruthFacts.of(
            ground,
            List.of(new SceneFacts("boston", "", "log-1", "Night")),
            List.of("v0-40", ""),
            List.of("a car", "a barrier"));
    Path file = new Path(folder.resolve("out").resolve("r.parquet").toUri());
    long rows =
        OutcomesTable.write(
            Storage.local(),
            file,
            "r",
            Evaluation.of(DetectionConfig.cvpr2019(), ground, predictions),
            ground,
            predictions,
            facts);
    assertThat(rows).isEqualTo(3);
    assertThat(column(file, row -> row.text("outcome"))).containsExactly("FP", "FN", "TP");
    assertThat(column(file, row -> row.text("detection_name")))
        .containsExactly("car", "car", "barrier");
    assertThat(column(file, row -> row.has("prediction") ? row.whole("prediction") : -1))
        .containsExactly(0, -1, 1);
    assertThat(column(file, row -> row.has("truth") ? row.whole("truth") : -1))
        .containsExactly(-1, 0, 1);
    assertThat(column(file, row -> row.optionalText("instance_token").orElse("none")))
        .containsExactly("none", "a car", "a barrier");
    assertThat(column(file, row -> row.has("trans_err") ? row.real("trans_err") : -1))
        .containsExactly(-1.0, -1.0, 0.75);
    // A barrier has a heading but no velocity.
    assertThat(column(file, row -> row.has("orient_err"))).containsExactly(false, false, true);
    assertThat(column(file, row -> row.has("vel_err"))).containsOnly(false);
    assertThat(column(file, row -> row.has("speed_mps") ? row.real("speed_mps") : -1))
        .containsExactly(-1.0, 5.0, -1.0);
    assertThat(column(file, row -> row.has("num_pts") ? row.whole("num_pts") : -1))
        .containsExactly(-1, 7, 2);
    assertThat(column(file, row -> row.optionalText("visibility").orElse("none")))
        .containsExactly("none", "v0-40", "none");
    // The barrier, 0.75 m off, matches at 1, 2 and 4 m.
    assertThat(
            column(
                file,
                row ->
                    row.text("outcome").equals("TP")
                        ? row.reals("matched_at_m", 3)[0]
                        : Double.NaN))
        .containsExactly(Double.NaN, Double.NaN, 1.0);
    assertThat(column(file, row -> row.text("light"))).containsOnly("night");
    assertThat(folder.resolve("out").toFile().list()).containsExactly("r.parquet");
  }
}
