package dev.bevdrift.metrics.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.nuscenes.NuScenesTables;
import dev.bevdrift.metrics.nuscenes.Split;
import dev.bevdrift.metrics.nuscenes.SplitSamples;
import dev.bevdrift.metrics.nuscenes.SubmissionJson;
import dev.bevdrift.metrics.nuscenes.TruthFactsReader;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.slice.SliceSettings;
import dev.bevdrift.metrics.slice.SlicedFigures;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The facts and slices of real tables: two scenes of two cities. */
final class RealSlicesTest {
  private static final DetectionConfig CONFIG = DetectionConfig.cvpr2019();

  @Test
  void realTablesGiveTheirFacts() {
    Path data = RealFrames.folder();
    GroundTruth truth = NuScenesTables.open(data, "v1.0-mini").groundTruth(split(data));
    TruthFacts facts = TruthFactsReader.read(data, "v1.0-mini", truth);
    assertThat(facts.scenes().stream().map(s -> s.location()))
        .containsExactlyInAnyOrder("boston-seaport", "singapore-queenstown");
    assertThat(facts.scenes().stream().map(s -> s.vehicle()))
        .containsExactlyInAnyOrder("n008", "n015");
    assertThat(facts.scenes()).allMatch(s -> !s.log().isEmpty() && !s.description().isEmpty());
    // Whoever cut these tables out gave every annotation the same visibility.
    assertThat(new TreeSet<>(facts.visibilities())).containsExactly("v80-100");
    assertThat(facts.instance(0)).hasSize(32);
  }

  private static Split split(Path data) {
    return NuScenesTables.open(data, "v1.0-mini").split("mini_val");
  }

  @Test
  void aSceneOfRealResultsEqualsItsEvaluationAlone() {
    Path data = RealFrames.folder();
    Path results = data.resolve("results").resolve("fastbev").resolve("results_nusc.json");
    NuScenesTables tables = NuScenesTables.open(data, "v1.0-mini");
    SplitSamples samples = tables.samples(split(data));
    GroundTruth truth = tables.groundTruth(samples);
    var boxes = SubmissionJson.read(results, samples.samples(), Split.Kind.PREDEFINED, 500).boxes();
    DetectionScore score = Evaluation.of(CONFIG, truth, boxes);
    Figures figures =
        SlicedFigures.of(
            "r",
            score,
            truth,
            boxes,
            TruthFactsReader.read(data, "v1.0-mini", truth),
            SliceSettings.DEFAULTS);

    for (List<String> scene :
        List.of(
            List.of("scene-0103", "boston-seaport"),
            List.of("scene-0916", "singapore-queenstown"))) {
      Split one = new Split(scene.get(0), Split.Kind.CUSTOM, Set.of(scene.get(0)));
      SplitSamples its = tables.samples(one);
      GroundTruth itsTruth = tables.groundTruth(its);
      DetectionScore alone =
          Evaluation.of(
              CONFIG,
              itsTruth,
              SubmissionJson.read(results, its.samples(), Split.Kind.CUSTOM, 500).boxes());
      FigureKey key = FigureKey.of("r", "location/" + scene.get(1));
      // A custom split goes by sample.json and not by the submission: equal scores rank otherwise.
      assertThat(figures.value(key, "mean_ap")).isCloseTo(alone.meanAp(), offset(1e-6));
      assertThat(figures.of(key).orElseThrow().info().samples())
          .isLessThanOrEqualTo(its.samples().size());
    }
    assertThat(figures.value(FigureKey.of("r", "all"), "mean_ap")).isEqualTo(score.meanAp());
  }
}
