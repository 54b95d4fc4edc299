package dev.bevdrift.jobs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JudgementTest {
  private static final Judgement EXACT = new Judgement(Word.EXACT, "nothing differs");

  @Test
  void aGraphThatFailsOnFramesIsNotSafe() {
    assertThat(EXACT.withoutFrames(14))
        .isEqualTo(
            new Judgement(
                Word.CANT_TELL,
                "it gave nothing on 14 frames, more than were allowed; exact on the others:"
                    + " nothing differs"));
    assertThat(new Judgement(Word.HARMLESS, "little differs").withoutFrames(1).reason())
        .isEqualTo(
            "it gave nothing on 1 frame, more than were allowed; harmless on the others: little"
                + " differs");
  }

  @Test
  void aLossStaysALossAndNoFailureChangesNothing() {
    Judgement loss = new Judgement(Word.BREAKS, "NDS falls");
    assertThat(loss.withoutFrames(3)).isEqualTo(loss);
    assertThat(Judgement.none("no frame was compared").withoutFrames(3))
        .isEqualTo(Judgement.none("no frame was compared"));
    assertThat(EXACT.withoutFrames(0)).isEqualTo(EXACT);
  }
}
