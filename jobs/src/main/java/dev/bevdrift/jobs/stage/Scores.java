package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.verdict.Figures;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.score.DetectionScore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The scores of a run: of each row of the report, on each set of frames that is asked for. */
final class Scores {
  private final Map<Key, DetectionScore> scores = new HashMap<>();
  private String numericsOnly;

  private record Key(String row, Set<String> left) {}

  /**
   * @param numericsOnly why nothing is scored; empty when something is
   */
  Scores(String numericsOnly) {
    this.numericsOnly = numericsOnly;
  }

  /** Why there are no figures; empty when there are. */
  String numericsOnly() {
    return numericsOnly;
  }

  /** Forgets all figures, for the reason given. */
  void giveUp(String why) {
    numericsOnly = why;
    scores.clear();
  }

  void put(String row, Set<String> left, DetectionScore score) {
    scores.put(new Key(row, left), score);
  }

  /** The score of a row without some frames. */
  Optional<DetectionScore> of(String row, Set<String> left) {
    return Optional.ofNullable(scores.get(new Key(row, left)));
  }

  /** The figures of a row without some frames, or unknown. */
  Figures figures(String row, Set<String> left) {
    return of(row, left).map(Scores::figures).orElse(Figures.UNKNOWN);
  }

  private static Figures figures(DetectionScore score) {
    return new Figures(
        score.meanAp(),
        score.ndScore(),
        score.tpError(TpError.TRANS),
        score.tpError(TpError.SCALE),
        score.tpError(TpError.ORIENT),
        score.tpError(TpError.VEL),
        score.tpError(TpError.ATTR));
  }
}
