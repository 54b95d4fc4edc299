package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.verdict.Word;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A small, seeded run of what {@code bin/bench verdicts} counts in full. */
final class VerdictProofTest {
  private final VerdictSimulation simulation = new VerdictSimulation(30, 1000, 3);

  @Test
  void whatIsTwiceBeyondAMarginIsNotCalledHarmless() {
    List<VerdictSimulation.Cell> cells = simulation.cells(2, 12);
    assertThat(cells).allMatch(cell -> cell.pairs() == 12);
    int beyond = 0;
    int harmless = 0;
    for (VerdictSimulation.Cell cell : cells) {
      if (cell.severity() > 1.5) {
        beyond += cell.pairs();
        harmless += cell.of(Word.HARMLESS);
      }
    }
    // Of 60 pairs or more with a chance of 1 % each, three have a chance below 1 in 40.
    assertThat(beyond).isGreaterThanOrEqualTo(60);
    assertThat(harmless).isLessThanOrEqualTo(2);
  }

  /** Or exact, where no box moved beyond the limits. */
  @Test
  void whatIsWellInsideTheMarginsIsMostlyCalledHarmless() {
    for (VerdictSimulation.Cell cell : simulation.cells(0.25, 6)) {
      if (cell.effect() == VerdictWorld.Effect.TURNED
          || cell.effect() == VerdictWorld.Effect.FASTER) {
        assertThat(cell.of(Word.HARMLESS) + cell.of(Word.EXACT))
            .as(cell.effect().name())
            .isGreaterThanOrEqualTo(5);
      }
    }
  }

  @Test
  void chanceAloneIsSeldomClaimedOfOtherScenes() {
    VerdictSimulation.Families said = simulation.families(8, 7);
    assertThat(said.losses()).isPositive(); // on their own scenes, by chance
    // Of 8 families with a chance of 5 % each, three have a chance below 1 in 150.
    assertThat(said.claimed()).isLessThanOrEqualTo(2);
  }
}
