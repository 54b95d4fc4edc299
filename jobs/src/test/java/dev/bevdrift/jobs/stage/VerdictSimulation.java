package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.jobs.verdict.Judgement;
import dev.bevdrift.jobs.verdict.OtherScenes;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.jobs.verdict.Verdicts;
import dev.bevdrift.jobs.verdict.Word;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.diff.BoxDiff;
import dev.bevdrift.metrics.score.DetectionScore;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Draws pairs of a baseline and a rung whose true difference is known, lets the real code judge
 * them, and counts the wrong words.
 *
 * <p>How far a pair is from harmless is its <i>severity</i>: the largest of its seven true
 * differences over its margin. The truth is what many more scenes give.
 */
final class VerdictSimulation {
  private static final GateThresholds GATE = GateThresholds.DEFAULTS;

  private static final double FIRST_SIZE = 0.2;
  private final int scenes;
  private final int truthScenes;
  private final long seed;

  /**
   * @param scenes of each pair
   * @param truthScenes of the worlds that give the truth
   * @param seed of all pairs
   */
  VerdictSimulation(int scenes, int truthScenes, long seed) {
    this.scenes = scenes;
    this.truthScenes = truthScenes;
    this.seed = seed;
  }

  /**
   * Pairs of one effect and size.
   *
   * @param severity as measured, not as aimed at
   */
  record Cell(VerdictWorld.Effect effect, double severity, Map<Word, Integer> words) {
    int pairs() {
      return words.values().stream().mapToInt(Integer::intValue).sum();
    }

    int of(Word word) {
      return words.getOrDefault(word, 0);
    }
  }

  /**
   * Judges pairs of every effect.
   *
   * @param aim severity to aim at
   * @param pairs of each effect
   */
  List<Cell> cells(double aim, int pairs) {
    List<Cell> cells = new ArrayList<>();
    for (VerdictWorld.Effect effect : VerdictWorld.Effect.values()) {
      double size = FIRST_SIZE;
      for (int i = 0; i < 3; i++) {
        size *= aim / severity(truth(effect, size));
      }
      Map<Word, Integer> words = new EnumMap<>(Word.class);
      for (int p = 0; p < pairs; p++) {
        long cell = 1_000_003L * effect.name().hashCode() + Math.round(aim * 1000) * 10_007L;
        VerdictWorld.Pair pair = VerdictWorld.worse(from(cell + p), scenes, effect, size);
        words.merge(judged(pair).word(), 1, Integer::sum);
      }
      cells.add(new Cell(effect, severity(truth(effect, size)), words));
    }
    return cells;
  }

  private long from(long pair) {
    return pair + 0x5DEECE66DL * seed;
  }

  private SummaryFigures truth(VerdictWorld.Effect effect, double size) {
    return delta(VerdictWorld.worse(-7, truthScenes, effect, size));
  }

  private static double severity(SummaryFigures delta) {
    double severity = Math.abs(delta.ndScore()) / GATE.marginNds();
    severity = Math.max(severity, Math.abs(delta.meanAp()) / GATE.marginMap());
    for (TpError error : TpError.values()) {
      severity = Math.max(severity, Math.abs(delta.error(error)) / GATE.marginError());
    }
    return severity;
  }

  private static SummaryFigures delta(VerdictWorld.Pair pair) {
    return figures(pair.rung()).minus(figures(pair.baseline()));
  }

  private static SummaryFigures figures(DetectionScore score) {
    return new SummaryFigures(
        score.meanAp(),
        score.ndScore(),
        score.tpError(TpError.TRANS),
        score.tpError(TpError.SCALE),
        score.tpError(TpError.ORIENT),
        score.tpError(TpError.VEL),
        score.tpError(TpError.ATTR));
  }

  private static DeltaInterval interval(VerdictWorld.Pair pair) {
    return Intervals.of(GATE, Map.of()).of(pair.baseline(), pair.rung());
  }

  private static Judgement judged(VerdictWorld.Pair pair) {
    return judged(pair, interval(pair));
  }

  private static Judgement judged(VerdictWorld.Pair pair, DeltaInterval interval) {
    BoxDiff boxes = pair.boxes();
    BoxTotals totals =
        new BoxTotals(
            boxes.kept(),
            boxes.lost(),
            boxes.gained(),
            boxes.moved(),
            boxes.reranked(),
            OptionalLong.of(boxes.classFlipped()),
            OptionalLong.of(boxes.flipped()));
    return Verdicts.judge(
        delta(pair), totals, interval, SummaryFigures.UNKNOWN, BoxTotals.NONE, GATE);
  }

  /**
   * What was said of families of pairs without any true difference.
   *
   * @param families of how many rungs each
   * @param claimed families with a rung of which it was said that other scenes would lose too
   * @param losses rungs with a loss beyond the margins on their own scenes, by chance
   */
  record Families(int families, int claimed, int losses) {}

  /** Judges families of rungs that differ from their baseline by chance alone. */
  Families families(int families, int rungs) {
    List<VerdictWorld.Effect> effects = List.of(VerdictWorld.Effect.values());
    int claimed = 0;
    int losses = 0;
    for (int f = 0; f < families; f++) {
      List<SummaryFigures> deltas = new ArrayList<>();
      List<Judgement> words = new ArrayList<>();
      List<DeltaInterval> intervals = new ArrayList<>();
      for (int r = 0; r < rungs; r++) {
        VerdictWorld.Effect effect = effects.get(r % effects.size());
        VerdictWorld.Pair pair =
            VerdictWorld.alike(from(1_000_000_007L + 1009L * f + r), scenes, effect, 1);
        intervals.add(interval(pair));
        deltas.add(delta(pair));
        words.add(judged(pair, intervals.get(r)));
      }
      List<DeltaInterval> adjusted = OtherScenes.adjusted(intervals);
      boolean any = false;
      for (int r = 0; r < rungs; r++) {
        Judgement said = OtherScenes.explained(words.get(r), deltas.get(r), adjusted.get(r));
        any |= said.reason().contains("other scenes would lose too");
        losses += said.word() == Word.DEGRADES || said.word() == Word.BREAKS ? 1 : 0;
      }
      claimed += any ? 1 : 0;
    }
    return new Families(families, claimed, losses);
  }
}
