package dev.bevdrift.jobs.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.Judgement;
import dev.bevdrift.jobs.verdict.OtherScenes;
import dev.bevdrift.jobs.verdict.PValues;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.jobs.verdict.Word;
import dev.bevdrift.metrics.diff.BoxDiff;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static Comparison losing(double points, PValues p) {
    SummaryFigures before = new SummaryFigures(0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1);
    SummaryFigures after = new SummaryFigures(0.5, 0.5 - points, 0.1, 0.1, 0.1, 0.1, 0.1);
    return new Comparison(
        "a",
        "b",
        40,
        List.of(),
        BoxDiff.NONE,
        List.of(),
        before,
        after,
        new DeltaInterval(after.minus(before), after.minus(before), "", p),
        new Judgement(points > 0 ? Word.DEGRADES : Word.EXACT, "said"),
        List.of(),
        List.of());
  }

  private static PValues ofNds(double p) {
    return new PValues(p, Double.NaN, Double.NaN, Double.NaN);
  }

  private static String reason(List<Comparison> all, int which) {
    List<DeltaInterval> adjusted =
        OtherScenes.adjusted(all.stream().map(Comparison::interval).toList());
    return all.get(which).with(adjusted.get(which)).judgement().reason();
  }

  @Test
  void whatIsSaidOfOtherScenesIsAdjustedOverAllPairs() {
    Comparison pair = losing(0.005, ofNds(0.01));
    assertThat(reason(List.of(pair), 0))
        .isEqualTo("said; other scenes would lose too (NDS: p 0.0100 after Holm over all rungs)");
    assertThat(reason(Collections.nCopies(10, pair), 3))
        .isEqualTo(
            "said; whether other scenes lose too is open (NDS: p 0.1000 after Holm over all"
                + " rungs)");
  }

  @Test
  void whatLosesNothingOrWasNotTestedStaysAsItIs() {
    assertThat(reason(List.of(losing(0, ofNds(0.01))), 0)).isEqualTo("said");
    assertThat(reason(List.of(losing(0.005, PValues.UNKNOWN)), 0)).isEqualTo("said");
  }
}
