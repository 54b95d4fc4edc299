package dev.bevdrift.metrics.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.GeneratedWorld;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfusionTableTest {
  private static final DetectionConfig CONFIG = DetectionConfig.cvpr2019();

  private static void box(
      DetectionBoxesBuilder to, DetectionClass c, double x, double score, int points) {
    to.sample(0).detectionClass(c).translation(x, 0, 0).size(1, 1, 1).rotation(1, 0, 0, 0);
    to.velocity(0, 0).score(score).numPts(points).add();
  }

  @Test
  void handWorked() {
    Samples.Builder samples = Samples.builder();
    samples.add("s", "scene", new Vec3(0, 0, 0));
    DetectionBoxesBuilder truth = DetectionBoxes.builder("truth");
    box(truth, DetectionClass.CAR, 5, -1, 1);
    box(truth, DetectionClass.TRUCK, 10, -1, 1);
    box(truth, DetectionClass.PEDESTRIAN, 20, -1, 1);
    // Beyond the range of cones, and without points: neither is evaluated.
    box(truth, DetectionClass.TRAFFIC_CONE, 35, -1, 1);
    box(truth, DetectionClass.BUS, 15, -1, 0);
    DetectionBoxesBuilder p = DetectionBoxes.builder("predictions");
    // The truck's box goes to the car of the better score; the truck of the worse then finds none.
    box(p, DetectionClass.TRUCK, 10.2, 0.5, -1);
    box(p, DetectionClass.CAR, 10.5, 0.9, -1);
    box(p, DetectionClass.CAR, 5, 0.3, -1);
    // Exactly at the threshold: no pair.
    box(p, DetectionClass.PEDESTRIAN, 22, 0.4, -1);
    // Below the floor; exactly at it.
    box(p, DetectionClass.BICYCLE, 20, 0.0999, -1);
    box(p, DetectionClass.BARRIER, 15, 0.1, -1);
    ConfusionTable table =
        ConfusionTable.of(
            CONFIG,
            new GroundTruth(samples.build(), truth.build(), BikeRacks.none()),
            p.build(),
            ConfusionTable.MIN_SCORE);
    assertThat(table.count(DetectionClass.CAR, DetectionClass.TRUCK)).isEqualTo(1);
    assertThat(table.count(DetectionClass.CAR, DetectionClass.CAR)).isEqualTo(1);
    assertThat(table.count(DetectionClass.TRUCK, DetectionClass.TRUCK)).isZero();
    assertThat(table.spurious(DetectionClass.TRUCK)).isEqualTo(1);
    assertThat(table.spurious(DetectionClass.PEDESTRIAN)).isEqualTo(1);
    assertThat(table.spurious(DetectionClass.BARRIER)).isEqualTo(1);
    assertThat(table.spurious(DetectionClass.BICYCLE)).isZero();
    assertThat(table.missed(DetectionClass.PEDESTRIAN)).isEqualTo(1);
    assertThat(table.missed(DetectionClass.TRAFFIC_CONE)).isZero();
    assertThat(table.missed(DetectionClass.BUS)).isZero();
    assertThat(ConfusionJson.text(table))
        .contains("\"distance_m\" : 2.0", "\"min_score\" : 0.1", "\"truck\" : 1");
  }

  @Test
  void everyEvaluatedBoxCountsOnce() {
    for (int seed = 0; seed < 8; seed++) {
      GeneratedWorld world = GeneratedWorld.of(seed, 4, 1.5);
      ConfusionTable table =
          ConfusionTable.of(CONFIG, world.truth(), world.predictions(), Double.NEGATIVE_INFINITY);
      for (DetectionClass c : CONFIG.classes()) {
        long predicted = table.spurious(c);
        long actual = table.missed(c);
        for (DetectionClass other : CONFIG.classes()) {
          predicted += table.count(c, other);
          actual += table.count(other, c);
        }
        var matches = world.score().of(c).orElseThrow().matches();
        assertThat(predicted).as("seed " + seed).isEqualTo(matches.predictions());
        assertThat(actual).as("seed " + seed).isEqualTo(matches.truths());
      }
    }
  }

  @Test
  void oneClassAloneGivesTheMetricsOwnMatches() {
    DetectionConfig cars = CONFIG.withClassRange(Map.of("car", 50));
    for (int seed = 0; seed < 8; seed++) {
      GeneratedWorld world = GeneratedWorld.of(seed, 4, 1.5);
      ConfusionTable table =
          ConfusionTable.of(cars, world.truth(), world.predictions(), Double.NEGATIVE_INFINITY);
      assertThat(table.count(DetectionClass.CAR, DetectionClass.CAR))
          .as("seed " + seed)
          .isEqualTo(world.score().of(DetectionClass.CAR).orElseThrow().matches().at(2).size());
    }
  }
}
