package dev.bevdrift.jobs.gate;

import dev.bevdrift.jobs.finished.FigureAddress;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.score.FigureNames;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** Names of figures that the metric has, whether or not a run measured them. */
final class KnownFigures {
  private static final double[] THRESHOLDS_M = {0.5, 1.0, 2.0, 4.0};
  private static final int MOST_NAMED = 3;

  private KnownFigures() {}

  /** All of them, own and as differences. */
  static Set<String> ofTheMetric() {
    Set<String> own = new TreeSet<>(Set.of(FigureNames.MEAN_AP, FigureNames.ND_SCORE));
    own.add(FigureNames.MEAN_AP_PRESENT);
    own.add(FigureNames.ND_SCORE_PRESENT);
    for (TpError error : TpError.values()) {
      own.add(FigureNames.error(error));
    }
    for (DetectionClass of : DetectionClass.values()) {
      own.add(FigureNames.ap(of));
      for (double threshold : THRESHOLDS_M) {
        own.add(FigureNames.ap(of, threshold));
      }
      for (TpError error : TpError.values()) {
        if (of.defines(error)) {
          own.add(FigureNames.error(error, of));
        }
      }
    }
    Set<String> all = new TreeSet<>(own);
    own.forEach(name -> all.add(FigureAddress.DELTA + name));
    return all;
  }

  /** The names most like one that is unknown, for messages. */
  static String nearest(String name, Collection<String> known) {
    return String.join(
        ", ",
        known.stream()
            .sorted(
                Comparator.<String>comparingInt(other -> distance(name, other))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(MOST_NAMED)
            .toList());
  }

  /** Edits between two names, by Levenshtein's recurrence. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
