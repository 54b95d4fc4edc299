package dev.bevdrift.jobs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class VerdictsTest {
  private static final GateThresholds GATE = GateThresholds.DEFAULTS;
  private static final BoxTotals SAME = new BoxTotals(100, 0, 0, 0, 0);
  private static final BoxTotals OTHER = new BoxTotals(98, 2, 1, 0, 0);
  private static final DeltaInterval NONE = DeltaInterval.none("below six scenes");
  private static final SummaryFigures NO_FLOOR = SummaryFigures.UNKNOWN;

  @Test
  void equalBoxesAreExact() {
    assertThat(judge(delta(0, 0, 0), SAME, NONE).word()).isEqualTo(Word.EXACT);
  }

  @Test
  void aSingleLostGainedMovedOrRerankedBoxIsNotExact() {
    for (BoxTotals boxes :
        new BoxTotals[] {
          new BoxTotals(9, 1, 0, 0, 0),
          new BoxTotals(9, 0, 1, 0, 0),
          new BoxTotals(9, 0, 0, 1, 0),
          new BoxTotals(9, 0, 0, 0, 1)
        }) {
      assertThat(judge(delta(0, 0, 0), boxes, NONE).word()).isEqualTo(Word.CANT_TELL);
    }
    BoxTotals renamed = new BoxTotals(9, 0, 0, 0, 0, OptionalLong.of(0), OptionalLong.of(1));
    assertThat(judge(delta(0, 0, 0), renamed, NONE).word()).isEqualTo(Word.CANT_TELL);
  }

  @Test
  void turnsBelowTheLimitAreNotExactWhereAFigureShowsThem() {
    assertThat(judge(delta(0, 0, 0.00009), SAME, NONE).word()).isEqualTo(Word.EXACT);
    assertThat(judge(delta(0, 0, 0.00011), SAME, NONE).word()).isEqualTo(Word.CANT_TELL);
    assertThat(judge(delta(0, 0, -0.005), SAME, NONE).word()).isEqualTo(Word.CANT_TELL);
    assertThat(judge(delta(0, 0.00003, 0), SAME, NONE).word()).isEqualTo(Word.CANT_TELL);
    SummaryFigures noisy = delta(0, 0, 0.005);
    assertThat(Verdicts.judge(delta(0, 0, -0.005), SAME, NONE, noisy, BoxTotals.NONE, GATE).word())
        .isEqualTo(Word.EXACT);
  }

  @Test
  void differencesOfTheNoiseFloorAreExact() {
    assertThat(Verdicts.judge(delta(0, 0, 0), OTHER, NONE, NO_FLOOR, OTHER, GATE).word())
        .isEqualTo(Word.EXACT);
  }

  @Test
  void lossesBeyondTheMarginDegrade() {
    assertThat(judge(delta(0, -0.0021, 0), OTHER, NONE))
        .isEqualTo(new Judgement(Word.DEGRADES, "NDS falls by 0.0021"));
    assertThat(judge(delta(-0.0021, 0, 0), OTHER, NONE))
        .isEqualTo(new Judgement(Word.DEGRADES, "mAP falls by 0.0021"));
    assertThat(judge(delta(0, 0, 0.011), OTHER, NONE))
        .isEqualTo(new Judgement(Word.DEGRADES, "mAOE grows by 0.0110"));
    assertThat(judge(delta(-0.002, -0.002, 0.01), OTHER, NONE).word()).isEqualTo(Word.CANT_TELL);
    assertThat(judge(delta(0.1, 0.1, -0.5), OTHER, NONE).word()).isEqualTo(Word.CANT_TELL);
  }

  @Test
  void theFloorWidensTheMargin() {
    assertThat(
            Verdicts.judge(
                    delta(0, -0.0025, 0), OTHER, NONE, delta(0, 0.001, 0), BoxTotals.NONE, GATE)
                .word())
        .isEqualTo(Word.CANT_TELL);
  }

  @Test
  void aLossOnThisDataWinsOverEqualBoxesAndOverAnInterval() {
    DeltaInterval narrow = new DeltaInterval(delta(0, 0, 0), delta(0, 0, 0), "");
    assertThat(judge(delta(0, -0.003, 0), SAME, narrow).word()).isEqualTo(Word.DEGRADES);
  }

  @Test
  void largeLossesBreak() {
    assertThat(judge(delta(0, -0.0201, 0), OTHER, NONE))
        .isEqualTo(new Judgement(Word.BREAKS, "NDS falls by 0.0201"));
    assertThat(judge(delta(0, 0, 0.1), SAME, NONE))
        .isEqualTo(new Judgement(Word.BREAKS, "mAOE grows by 0.1000"));
    assertThat(judge(delta(0, -0.02, 0.0999), OTHER, NONE).word()).isEqualTo(Word.DEGRADES);
  }

  @Test
  void onlyAnIntervalInsideTheMarginsIsHarmless() {
    SummaryFigures low = delta(-0.0019, -0.0019, -0.0099);
    SummaryFigures high = delta(0.0019, 0.0019, 0.0099);
    assertThat(judge(delta(0, 0, 0), OTHER, new DeltaInterval(low, high, "")).word())
        .isEqualTo(Word.HARMLESS);
    assertThat(
            judge(
                delta(0, 0, 0),
                OTHER,
                new DeltaInterval(delta(0, -0.0021, 0), high, "12 more scenes would do")))
        .isEqualTo(
            new Judgement(
                Word.CANT_TELL,
                "no loss beyond the margins here, but the 98 % interval leaves them; "
                    + "12 more scenes would do"));
  }

  @Test
  void anErrorThatIsUndefinedTakesNoPart() {
    SummaryFigures undefined = new SummaryFigures(0, 0, 0, 0, 0, Double.NaN, 0);
    assertThat(judge(undefined, OTHER, new DeltaInterval(undefined, undefined, "")).word())
        .isEqualTo(Word.HARMLESS);
  }

  @Test
  void withoutFiguresThereIsNoVerdict() {
    assertThat(judge(SummaryFigures.UNKNOWN, SAME, NONE).word()).isEqualTo(Word.NONE);
  }

  private static Judgement judge(SummaryFigures delta, BoxTotals boxes, DeltaInterval interval) {
    return Verdicts.judge(delta, boxes, interval, NO_FLOOR, BoxTotals.NONE, GATE);
  }

  private static SummaryFigures delta(double map, double nds, double orient) {
    return new SummaryFigures(map, nds, 0, 0, orient, 0, 0);
  }
}
