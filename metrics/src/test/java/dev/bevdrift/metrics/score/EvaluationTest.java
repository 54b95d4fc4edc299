package dev.bevdrift.metrics.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.box.Vec3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationTest {
  private static final DetectionConfig CONFIG = DetectionConfig.cvpr2019();

  /** The mean of ninety equal numbers is off by some ulps, as the devkit's is. */
  private static final Offset<Double> ROUNDING = within(1e-12);

  @TempDir Path folder;

  private static GroundTruth cars(int count) {
    Samples.Builder samples = Samples.builder();
    samples.add("s", "scene", new Vec3(0, 0, 0));
    return new GroundTruth(samples.build(), row(count).build(), BikeRacks.none());
  }

  /** Cars ten metres apart with falling scores. */
  private static DetectionBoxesBuilder row(int count) {
    DetectionBoxesBuilder b = DetectionBoxes.builder("row");
    for (int i = 0; i < count; i++) {
      b.sample(0).detectionClass(DetectionClass.CAR).translation(10 * i, 0, 0).size(1, 1, 1);
      b.rotation(1, 0, 0, 0).velocity(0, 0).score(0.9 - 0.1 * i);
      b.attribute(Attribute.VEHICLE_PARKED).numPts(1).add();
    }
    return b;
  }

  private static ClassScore car(DetectionScore score) {
    return score.of(DetectionClass.CAR).orElseThrow();
  }

  @Test
  void defaultsAreThoseOfTheDevkit() {
    assertThat(CONFIG.distanceThresholdsM()).containsExactly(0.5, 1.0, 2.0, 4.0);
    assertThat(CONFIG.tpThresholdM()).isEqualTo(2);
    assertThat(CONFIG.minRecall()).isEqualTo(0.1);
    assertThat(CONFIG.minPrecision()).isEqualTo(0.1);
    assertThat(CONFIG.maxBoxesPerSample()).isEqualTo(500);
    assertThat(CONFIG.meanApWeight()).isEqualTo(5);
    assertThat(CONFIG.rangesM()).containsExactly(50, 50, 50, 50, 50, 40, 40, 40, 30, 30);
    assertThat(CONFIG.classes()).isEqualTo(DetectionClass.all());
  }

  @Test
  void perfectDetectionsOfOneClass() {
    DetectionScore score = Evaluation.strict(CONFIG, cars(4), row(4).build());
    assertThat(car(score).ap(0)).isCloseTo(1, ROUNDING);
    for (TpError which : TpError.values()) {
      assertThat(car(score).tpError(which)).isZero();
    }
    // One class of ten is perfect, the others are absent: 0 and errors of 1.
    assertThat(score.meanAp()).isCloseTo(0.1, ROUNDING);
    assertThat(score.tpError(TpError.TRANS)).isCloseTo(0.9, ROUNDING);
    assertThat(score.tpError(TpError.VEL)).isCloseTo(7 / 8.0, ROUNDING);
    assertThat(score.presentClasses()).containsExactly(DetectionClass.CAR);
    assertThat(score.meanApOfPresentClasses()).isCloseTo(1, ROUNDING);
  }

  @Test
  void oneClassCanBeScoredAlone() {
    DetectionScore score =
        Evaluation.of(CONFIG.withClassRange(Map.of("car", 50)), cars(4), row(4).build());
    assertThat(score.meanAp()).isCloseTo(1, ROUNDING);
    assertThat(score.ndScore()).isCloseTo(1, ROUNDING);
    assertThat(score.of(DetectionClass.BUS)).isEmpty();
    assertThatThrownBy(() -> Evaluation.strict(score.config(), cars(4), row(4).build()))
        .hasMessage(
            "Cannot evaluate as the devkit does: class_range names 1 classes, expected all 10");
  }

  @Test
  void halfOfTheBoxesReachHalfOfTheRecall() {
    DetectionScore score = Evaluation.of(CONFIG, cars(4), row(2).build());
    // Precision 1 up to recall 0.5, so at points 11 to 50 of the 90 points 11 to 100.
    assertThat(car(score).ap(2)).isCloseTo(40 / 90.0, ROUNDING);
    assertThat(car(score).curves(2).maxRecallIndex()).isEqualTo(50);
  }

  @Test
  void withoutBoxesEverythingIsZeroOrOne() {
    DetectionBoxes none = DetectionBoxes.builder("nothing.json").build();
    DetectionScore score = Evaluation.of(CONFIG, cars(2), none);
    assertThat(score.ndScore()).isZero();
    assertThat(score.tpError(TpError.SCALE)).isEqualTo(1);
    assertThatThrownBy(() -> Evaluation.strict(CONFIG, cars(2), none))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot evaluate nothing.json: it has no boxes, expected at least one");
  }

  @Test
  void aFlatMatchedBoxIsNamed() {
    DetectionBoxesBuilder b = row(1);
    b.sample(0).detectionClass(DetectionClass.CAR).translation(10, 0, 0).size(1, 0, 1).add();
    assertThatThrownBy(() -> Evaluation.of(CONFIG, cars(2), b.build()))
        .hasMessage(
            "Cannot evaluate row, sample s, box 1: size is [1.0, 0.0, 1.0], expected positive"
                + " numbers in a matched box");
  }

  @Test
  void aFalsePositiveAtTheEndNeverRaisesPrecision() {
    for (int seed = 0; seed < 30; seed++) {
      GeneratedWorld world = GeneratedWorld.of(seed, 3, 1);
      DetectionScore before = world.score();
      DetectionBoxes p = world.predictions();
      DetectionBoxesBuilder more = DetectionBoxes.builder("more");
      for (int i = 0; i < p.size(); i++) {
        copy(p, i, more);
      }
      more.sample(0).detectionClass(DetectionClass.CAR).translation(45, 0, 0).size(1, 1, 1);
      more.rotation(1, 0, 0, 0).velocity(0, 0).score(0).add();
      DetectionScore after = Evaluation.of(CONFIG, world.truth(), more.build());
      for (int t = 0; t < 4; t++) {
        assertThat(car(after).ap(t)).as("seed " + seed).isLessThanOrEqualTo(car(before).ap(t));
      }
    }
  }

  private static void copy(DetectionBoxes p, int i, DetectionBoxesBuilder to) {
    to.sample(p.sample(i)).detectionClass(p.detectionClass(i));
    to.translation(p.x(i), p.y(i), p.z(i)).size(p.width(i), p.length(i), p.height(i));
    to.rotation(p.qw(i), p.qx(i), p.qy(i), p.qz(i)).velocity(p.vx(i), p.vy(i));
    to.score(p.score(i)).attribute(p.attribute(i)).numPts(p.numPts(i)).add();
  }

  @Test
  void strictJsonHasNullForNaN() throws IOException {
    DetectionScore score = Evaluation.of(CONFIG, cars(2), row(2).build());
    Path file = folder.resolve("sub").resolve(SummaryJson.NAME);
    SummaryJson.write(file, score, new ObjectMapper().createObjectNode(), 1.5, NanStyle.NULL);
    JsonNode cone = new ObjectMapper().readTree(file.toFile()).at("/label_tp_errors/traffic_cone");
    assertThat(cone.get("attr_err").isNull()).isTrue();
    assertThat(cone.get("trans_err").asDouble()).isEqualTo(1);
    SummaryJson.write(file, score, new ObjectMapper().createObjectNode(), 1.5, NanStyle.TOKEN);
    assertThat(Files.readString(file)).contains("\"attr_err\": NaN\n").contains("  \"cfg\": {\n");
  }

  @Test
  void settingsAreReadInTheDevkitsLayout() throws IOException {
    Path file = folder.resolve("config.json");
    String text =
        "{\"class_range\": {\"bus\": 30, \"car\": 20.5}, \"dist_fcn\": \"center_distance\","
            + " \"dist_ths\": [1, 3], \"dist_th_tp\": 3, \"min_recall\": 0, \"min_precision\":"
            + " 0.2, \"max_boxes_per_sample\": 9, \"mean_ap_weight\": 2}";
    Files.writeString(file, text);
    DetectionConfig config = ConfigJson.read(file);
    assertThat(config.classRanges())
        .containsExactly(
            new ClassRange(DetectionClass.BUS, 30), new ClassRange(DetectionClass.CAR, 20.5));
    assertThat(config.tpThresholdIndex()).isEqualTo(1);
    for (List<String> change :
        List.of(
            List.of("\"bus\"", "\"tram\"", "class_range names tram, expected one of the ten"),
            List.of("center_distance", "iou", "dist_fcn is \"iou\", expected"),
            List.of("\"dist_th_tp\": 3", "\"dist_th_tp\": 2", "dist_th_tp=2.0: expected one of"),
            List.of("min_recall", "min_recal", "unknown key min_recal, expected only"),
            List.of("\"mean_ap_weight\": 2", "\"mean_ap_weight\": \"x\"", "mean_ap_weight is"))) {
      Files.writeString(file, text.replace(change.get(0), change.get(1)));
      assertThatThrownBy(() -> ConfigJson.read(file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining(change.get(2));
    }
  }
}
