package dev.bevdrift.metrics.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.GeneratedWorld;
import dev.bevdrift.metrics.slice.TwoCars;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class BoxOutcomesTest {
  private static List<BoxOutcome> twoCars() {
    List<BoxOutcome> outcomes = new ArrayList<>();
    BoxOutcomes.forEach(
        Evaluation.of(DetectionConfig.cvpr2019(), TwoCars.TRUTH, TwoCars.PREDICTIONS),
        TwoCars.TRUTH,
        TwoCars.PREDICTIONS,
        TwoCars.FACTS,
        outcomes::add);
    return outcomes;
  }

  @Test
  void handWorked() {
    List<BoxOutcome> o = twoCars();
    assertThat(o.stream().map(BoxOutcome::kind))
        .containsExactly(
            BoxOutcome.Kind.TP, BoxOutcome.Kind.FP, BoxOutcome.Kind.TP, BoxOutcome.Kind.FN);
    // 1.5 m off: found at 2 and 4 m only. Distance, points and visibility are the true box's.
    BoxOutcome near = o.get(0);
    assertThat(near.prediction()).isEqualTo(OptionalInt.of(0));
    assertThat(near.truth()).isEqualTo(OptionalInt.of(0));
    assertThat(near.matchedAtM()).containsExactly(2.0, 4.0);
    assertThat(near.errors()).containsExactly(1.5, 0.0, 0.0, 0.0, 0.0);
    assertThat(near.distanceM()).isEqualTo(9);
    assertThat(near.points()).isEqualTo(OptionalInt.of(4));
    assertThat(near.visibility()).isEqualTo("v80-100");
    assertThat(near.instance()).isEqualTo("near");
    BoxOutcome spurious = o.get(1);
    assertThat(spurious.score()).isEqualTo(0.8);
    assertThat(spurious.truth()).isEmpty();
    assertThat(spurious.matchedAtM()).isEmpty();
    assertThat(spurious.errors()).containsOnly(Double.NaN);
    assertThat(spurious.distanceM()).isEqualTo(45);
    assertThat(spurious.points()).isEmpty();
    assertThat(spurious.visibility()).isEmpty();
    BoxOutcome missed = o.get(3);
    assertThat(missed.prediction()).isEmpty();
    assertThat(missed.score()).isNaN();
    assertThat(missed.instance()).isEqualTo("middle");
    assertThat(missed.speedMps()).isEqualTo(6);
    assertThat(missed.scene().location()).isEqualTo("boston");
  }

  @Test
  void everyEvaluatedBoxHasOneOutcome() {
    for (int seed = 0; seed < 8; seed++) {
      GeneratedWorld world = GeneratedWorld.of(seed, 4, 2.5);
      DetectionScore score = world.score();
      List<BoxOutcome> outcomes = new ArrayList<>();
      BoxOutcomes.forEach(
          score,
          world.truth(),
          world.predictions(),
          TruthFacts.unknown(world.truth()),
          outcomes::add);
      long found = 0;
      long predictions = 0;
      long truths = 0;
      int tp = score.config().tpThresholdIndex();
      long matches = 0;
      for (ClassScore c : score.classScores()) {
        found += c.matches().at(tp).size();
        predictions += c.matches().predictions();
        truths += c.matches().truths();
        for (int t = 0; t < c.matches().thresholds(); t++) {
          matches += c.matches().at(t).size();
        }
      }
      String what = "seed " + seed;
      assertThat(outcomes.stream().filter(o -> o.kind() == BoxOutcome.Kind.TP))
          .as(what)
          .hasSize((int) found);
      assertThat(outcomes.stream().map(BoxOutcome::prediction).filter(OptionalInt::isPresent))
          .as(what)
          .doesNotHaveDuplicates()
          .hasSize((int) predictions);
      assertThat(outcomes.stream().map(BoxOutcome::truth).filter(OptionalInt::isPresent))
          .as(what)
          .doesNotHaveDuplicates()
          .hasSize((int) truths);
      assertThat(
              outcomes.stream()
                  .filter(o -> o.prediction().isPresent())
                  .mapToLong(o -> o.matchedAtM().size())
                  .sum())
          .as(what)
          .isEqualTo(matches);
    }
  }
}
