package dev.bevdrift.jobs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OtherScenesTest {
  private static final SummaryFigures LOSS =
      new SummaryFigures(-0.003, -0.004, 0, 0, 0.02, -0.1, 0);
  private static final Judgement DEGRADES = new Judgement(Word.DEGRADES, "NDS falls by 0.0040");

  private static DeltaInterval with(double ndScore, double meanAp, double orient, double vel) {
    return new DeltaInterval(LOSS, LOSS, "", new PValues(ndScore, meanAp, orient, vel));
  }

  @Test
  void rungsAreAdjustedTogether() {
    List<DeltaInterval> adjusted =
        OtherScenes.adjusted(List.of(with(0.01, 0.5, 0.5, 0.5), with(0.004, 0.5, 0.5, 0.5)));
    assertThat(adjusted.get(1).p().ndScore()).isEqualTo(8 * 0.004);
    assertThat(adjusted.get(0).p().ndScore()).isEqualTo(7 * 0.01);
    assertThat(adjusted.get(0).p().velErr()).isEqualTo(1);
  }

  @Test
  void aRungWithoutIntervalsStaysUntested() {
    List<DeltaInterval> adjusted =
        OtherScenes.adjusted(List.of(DeltaInterval.none("few scenes"), with(0.01, 1, 1, 1)));
    assertThat(adjusted.get(0).p().isKnown()).isFalse();
    assertThat(adjusted.get(1).p().ndScore()).isEqualTo(0.04);
    assertThat(OtherScenes.explained(DEGRADES, LOSS, adjusted.get(0))).isEqualTo(DEGRADES);
  }

  @Test
  void theSurestLossIsNamed() {
    assertThat(OtherScenes.explained(DEGRADES, LOSS, with(0.03, 0.2, 0.01, 0.001)).reason())
        .isEqualTo(
            "NDS falls by 0.0040; other scenes would lose too (mAOE: p 0.0100 after Holm over all"
                + " rungs)");
  }

  @Test
  void anOpenClaimNeverExcusesTheLoss() {
    assertThat(OtherScenes.explained(DEGRADES, LOSS, with(0.4, 1, 1, 0.001)))
        .isEqualTo(
            new Judgement(
                Word.DEGRADES,
                "NDS falls by 0.0040; whether other scenes lose too is open (NDS: p 0.4000 after"
                    + " Holm over all rungs)"));
  }

  @Test
  void onlyLossesAreExplained() {
    Judgement harmless = new Judgement(Word.HARMLESS, "inside");
    assertThat(OtherScenes.explained(harmless, LOSS, with(0.01, 0.01, 0.01, 0.01)))
        .isEqualTo(harmless);
  }
}
