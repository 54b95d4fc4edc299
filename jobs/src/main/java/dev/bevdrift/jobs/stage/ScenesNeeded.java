package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.metrics.interval.Interval;
import dev.bevdrift.metrics.interval.Replicates;
import dev.bevdrift.metrics.score.Figure;
import java.util.Optional;

/**
 * About how many scenes it would take until every interval lies inside its margin, if the estimates
 * stay and widths shrink with the root of the number of scenes.
 */
final class ScenesNeeded {
  private static final int TOO_MANY = 100_000;

  private ScenesNeeded() {}

  /** A phrase for people. */
  static String text(Replicates delta, GateThresholds gate) {
    double most = delta.clusters();
    for (Figure figure : Figure.values()) {
      Optional<Interval> interval = delta.of(figure.jsonName()).interval(gate.confidence());
      if (interval.isPresent()) {
        most = Math.max(most, scenes(delta, figure, interval.get(), margin(figure, gate)));
      }
    }
    if (most == Double.POSITIVE_INFINITY) {
      return "a figure differs by more than its margin, though not for the worse";
    }
    return most > TOO_MANY
        ? "more scenes would hardly settle it"
        : "about " + (long) Math.ceil(most) + " scenes would settle it";
  }

  private static double scenes(Replicates delta, Figure figure, Interval interval, double margin) {
    double estimate = delta.of(figure.jsonName()).estimate();
    double width = Math.max(interval.high() - estimate, estimate - interval.low());
    double room = margin - Math.abs(estimate);
    if (Double.isNaN(width) || width <= room) {
      return delta.clusters();
    }
    return room <= 0
        ? Double.POSITIVE_INFINITY
        : delta.clusters() * (width / room) * (width / room);
  }

  private static double margin(Figure figure, GateThresholds gate) {
    return switch (figure) {
      case MEAN_AP -> gate.marginMap();
      case ND_SCORE -> gate.marginNds();
      default -> gate.marginError();
    };
  }
}
