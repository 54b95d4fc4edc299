package dev.bevdrift.metrics.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.SceneFacts;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.curve.Curves;
import dev.bevdrift.metrics.curve.RecallGrid;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.GeneratedWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Slices of generated worlds against plain evaluations. A failure names its seed. */
final class SlicesPropertiesTest {
  private static final DetectionConfig CONFIG = DetectionConfig.cvpr2019();
  private static final int SCENES = 5;
  private static final List<SceneFacts> SCENE_FACTS =
      List.of(
          new SceneFacts("a", "v1", "l1", "Night, rain"),
          new SceneFacts("b", "v1", "l2", "Parked cars, trains"),
          new SceneFacts("a", "v2", "l3", "NIGHT"),
          new SceneFacts("c", "v1", "l1", ""),
          new SceneFacts("a", "", "l1", "After rain"));

  private static TruthFacts facts(GroundTruth truth) {
    List<String> visibility =
        IntStream.range(0, truth.boxes().size())
            .mapToObj(g -> List.of("v0-40", "v80-100", "").get(g % 3))
            .toList();
    return TruthFacts.of(truth, SCENE_FACTS, visibility, visibility);
  }

  private static List<SliceProperty> properties(GeneratedWorld world) {
    return SliceProperties.of(
        world.truth(), world.predictions(), facts(world.truth()), SliceSettings.DEFAULTS);
  }

  private static List<SliceScore> slices(GeneratedWorld world, SliceProperty property) {
    return Slices.of(world.score(), property, SliceSettings.DEFAULTS);
  }

  /** The boxes of some samples, evaluated from scratch: the oracle. */
  private static DetectionScore alone(GeneratedWorld world, IntPredicate keeps) {
    Samples whole = world.truth().samples();
    Samples.Builder samples = Samples.builder();
    int[] index = new int[whole.size()];
    for (int s = 0; s < whole.size(); s++) {
      index[s] =
          keeps.test(s)
              ? samples.add(
                  whole.token(s), whole.sceneNames().get(whole.scene(s)), new Vec3(0, 0, 0))
              : -1;
    }
    GroundTruth truth =
        new GroundTruth(samples.build(), copy(world.truth().boxes(), index), BikeRacks.none());
    return Evaluation.of(CONFIG, truth, copy(world.predictions(), index));
  }

  private static DetectionBoxes copy(DetectionBoxes from, int[] index) {
    DetectionBoxesBuilder to = DetectionBoxes.builder(from.source());
    for (int i = 0; i < from.size(); i++) {
      if (index[from.sample(i)] >= 0) {
        to.sample(index[from.sample(i)]).detectionClass(from.detectionClass(i));
        to.translation(from.x(i), from.y(i), from.z(i));
        to.size(from.width(i), from.length(i), from.height(i));
        to.rotation(from.qw(i), from.qx(i), from.qy(i), from.qz(i));
        to.velocity(from.vx(i), from.vy(i)).score(from.score(i));
        to.attribute(from.attribute(i)).numPts(from.numPts(i)).add();
      }
    }
    return to.build();
  }

  /** Bit for bit, curves included. */
  private static void assertSame(String what, DetectionScore actual, DetectionScore expected) {
    assertThat(actual.ndScore()).as(what).isEqualTo(expected.ndScore());
    assertThat(actual.meanAp()).as(what).isEqualTo(expected.meanAp());
    for (DetectionClass c : CONFIG.classes()) {
      var a = actual.of(c).orElseThrow();
      var e = expected.of(c).orElseThrow();
      for (TpError which : TpError.values()) {
        assertThat(a.tpError(which))
            .as(what + " " + c + which)
            .isEqualTo((Double) e.tpError(which));
      }
      for (int t = 0; t < CONFIG.distanceThresholdsM().size(); t++) {
        Curves left = a.curves(t);
        Curves right = e.curves(t);
        for (int i = 0; i < RecallGrid.SIZE; i++) {
          assertThat(left.precision(i)).as(what).isEqualTo(right.precision(i));
          assertThat(left.confidence(i)).as(what).isEqualTo(right.confidence(i));
          for (TpError which : TpError.values()) {
            assertThat(left.error(which, i)).as(what).isEqualTo(right.error(which, i));
          }
        }
      }
    }
  }

  @Test
  void slicesOfSamplesEqualTheEvaluationOfTheseSamplesAlone() {
    int compared = 0;
    for (int seed = 0; seed < 12; seed++) {
      GeneratedWorld world = GeneratedWorld.of(seed, SCENES, 1.5);
      Samples samples = world.truth().samples();
      for (SliceProperty property : properties(world)) {
        if (property.reach() != SliceProperty.Reach.SAMPLES) {
          continue;
        }
        for (SliceScore slice : slices(world, property)) {
          String value = slice.name().substring(slice.name().indexOf('/') + 1);
          DetectionScore oracle =
              alone(world, s -> property.values().get(property.ofSample(s)).equals(value));
          assertThat(slice.score().samples().tokens()).isEqualTo(oracle.samples().tokens());
          assertSame("seed " + seed + ", " + slice.name(), slice.score(), oracle);
          compared++;
        }
      }
      assertThat(samples.sceneNames()).hasSize(SCENES);
    }
    // light 3, weather 3, location 3, vehicle 3, log 3 each.
    assertThat(compared).isEqualTo(12 * 15);
  }

  @Test
  void theSliceOfEverythingEqualsTheWhole() {
    for (int seed = 0; seed < 12; seed++) {
      GeneratedWorld world = GeneratedWorld.of(seed, SCENES, 1.5);
      SliceProperty everything = SliceProperty.ofTrueBoxes("x", List.of("y"), g -> 0);
      assertSame("seed " + seed, slices(world, everything).get(0).score(), world.score());
      assertSame(
          "seed " + seed, Slices.all(world.score(), SliceSettings.DEFAULTS).score(), world.score());
    }
  }

  @Test
  void everyPropertyPartsTheTrueBoxesAndTheTruePositives() {
    for (int seed = 0; seed < 12; seed++) {
      GeneratedWorld world = GeneratedWorld.of(seed, SCENES, 2.5);
      DetectionScore whole = world.score();
      for (SliceProperty property : properties(world)) {
        List<SliceScore> slices = slices(world, property);
        String what = "seed " + seed + ", " + property.name();
        for (DetectionClass c : CONFIG.classes()) {
          var all = whole.of(c).orElseThrow().matches();
          List<Integer> truths = new ArrayList<>();
          for (SliceScore slice : slices) {
            var part = slice.score().of(c).orElseThrow().matches();
            IntStream.range(0, part.truths()).map(part::truth).forEach(truths::add);
          }
          assertThat(truths).as(what).doesNotHaveDuplicates().hasSize(all.truths());
          for (int t = 0; t < all.thresholds(); t++) {
            int at = t;
            int found =
                slices.stream()
                    .mapToInt(s -> s.score().of(c).orElseThrow().matches().at(at).size())
                    .sum();
            assertThat(found).as(what).isEqualTo(all.at(t).size());
          }
        }
      }
    }
  }

  @Test
  void aPredictionIsInTwoBandsOnlyIfItMatchesTrueBoxesOfBoth() {
    for (int seed = 0; seed < 12; seed++) {
      GeneratedWorld world = GeneratedWorld.of(seed, SCENES, 2.5);
      long inBands =
          slices(world, properties(world).get(0)).stream()
              .mapToLong(s -> s.info().predictions())
              .sum();
      long twice = 0;
      SliceProperty distance = properties(world).get(0);
      for (var c : world.score().classScores()) {
        var matches = c.matches();
        for (int r = 0; r < matches.predictions(); r++) {
          int rank = r;
          long bands =
              IntStream.range(0, matches.thresholds())
                  .mapToObj(matches::at)
                  .flatMapToInt(
                      at ->
                          IntStream.range(0, at.size())
                              .filter(k -> at.rank(k) == rank)
                              .map(k -> distance.ofTruth(at.truth(k))))
                  .distinct()
                  .count();
          twice += Math.max(0, bands - 1);
        }
      }
      long all = Slices.all(world.score(), SliceSettings.DEFAULTS).info().predictions();
      assertThat(inBands).as("seed " + seed).isEqualTo(all + twice);
    }
  }

  @Test
  void averagesOverThePresentEqualAnEvaluationOfTheseClasses() {
    for (int seed = 0; seed < 6; seed++) {
      GeneratedWorld world = GeneratedWorld.of(seed, SCENES, 1.5);
      DetectionScore present = world.score().ofPresentClasses().orElseThrow();
      var ranges =
          world.score().presentClasses().stream()
              .collect(
                  Collectors.toMap(DetectionClass::jsonName, c -> CONFIG.rangesM()[c.index()]));
      DetectionScore oracle =
          Evaluation.of(CONFIG.withClassRange(ranges), world.truth(), world.predictions());
      assertThat(present.meanAp()).isEqualTo(oracle.meanAp());
      assertThat(present.meanAp()).isEqualTo(world.score().meanApOfPresentClasses());
      assertThat(present.ndScore()).isEqualTo(oracle.ndScore());
    }
  }
}
