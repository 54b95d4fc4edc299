package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All figures of a score as {@code Evaluation} computes them: the oracle of the weighted ones. */
final class EvaluatedFigures {
  private EvaluatedFigures() {}

  /** The figures in the order of {@link FigureKeys}. */
  static double[] of(DetectionScore score) {
    List<Double> figures = new ArrayList<>(List.of(score.meanAp(), score.ndScore()));
    for (TpError which : TpError.values()) {
      figures.add(score.tpError(which));
    }
    present(score, figures);
    for (ClassScore c : score.classScores()) {
      figures.add(c.meanDistAp());
      for (int t = 0; t < c.matches().thresholds(); t++) {
        figures.add(c.ap(t));
      }
      for (TpError which : TpError.values()) {
        figures.add(c.tpError(which));
      }
    }
    return figures.stream().mapToDouble(f -> f).toArray();
  }

  private static void present(DetectionScore score, List<Double> figures) {
    double meanAp = score.meanApOfPresentClasses();
    double total = 5 * meanAp;
    List<Double> errors = new ArrayList<>();
    for (TpError which : TpError.values()) {
      double error =
          score.presentClasses().stream()
              .map(score::of)
              .flatMap(Optional::stream)
              .mapToDouble(c -> c.tpError(which))
              .filter(e -> !Double.isNaN(e))
              .average()
              .orElse(Double.NaN);
      errors.add(error);
      total += error < 1 ? 1 - error : 0;
    }
    figures.add(meanAp);
    figures.add(total / 10);
    figures.addAll(errors);
  }
}
