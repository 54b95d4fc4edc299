package dev.bevdrift.jobs.stage;

import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Figures;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The scores of a run: of each row of the report, on each set of frames that is asked for. Rows may
 * be put by several threads.
 */
final class Scores {
  private final Map<Key, DetectionScore> scores = new ConcurrentHashMap<>();
  private final Map<Key, Figures> figures = new ConcurrentHashMap<>();
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
    figures.clear();
  }

  void put(String row, Set<String> left, DetectionScore score, Figures all) {
    scores.put(new Key(row, left), score);
    figures.put(new Key(row, left), all);
  }

  /** The score of a row without some frames. */
  Optional<DetectionScore> of(String row, Set<String> left) {
    return Optional.ofNullable(scores.get(new Key(row, left)));
  }

  /** Every figure of a row without some frames, slice by slice; none when it was not scored. */
  Figures figures(String row, Set<String> left) {
    return figures.getOrDefault(new Key(row, left), Figures.none());
  }
}
