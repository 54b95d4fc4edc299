package dev.bevdrift.metrics.command;

import dev.bevdrift.metrics.interval.FigureDraws;
import dev.bevdrift.metrics.interval.Holm;
import dev.bevdrift.metrics.interval.Replicates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The intervals of a submission.
 *
 * @param settings how they were made
 * @param scenes number of scenes
 * @param clusteredBy what is drawn as a whole
 * @param own figures of the submission under every draw
 * @param difference the submission less the baseline, if there is one
 */
public record IntervalsResult(
    IntervalSettings settings,
    int scenes,
    ClusteredBy clusteredBy,
    Replicates own,
    Optional<Replicates> difference) {
  /** The figures that are tested: NDS, mAP, mAOE and mAVE. */
  public static final List<String> TESTED = List.of("nd_score", "mean_ap", "orient_err", "vel_err");

  /** What is drawn as a whole. */
  public enum ClusteredBy {
    SCENE("scene"),
    DRIVE("drive");

    private final String text;

    ClusteredBy(String text) {
      this.text = text;
    }

    /** The word in texts and files. */
    public String text() {
      return text;
    }
  }

  /**
   * By tested figure: the p-value of its difference being 0, adjusted by Holm over the tested ones;
   * NaN where there is no interval. Empty without a baseline.
   */
  public Map<String, Double> holm() {
    Map<String, Double> adjusted = new LinkedHashMap<>();
    if (difference.isPresent()) {
      double[] p =
          TESTED.stream().map(difference.get()::of).mapToDouble(FigureDraws::pOfZero).toArray();
      double[] holm = Holm.adjusted(p);
      for (int i = 0; i < holm.length; i++) {
        adjusted.put(TESTED.get(i), holm[i]);
      }
    }
    return adjusted;
  }
}
