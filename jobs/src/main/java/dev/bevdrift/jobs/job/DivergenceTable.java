package dev.bevdrift.jobs.job;

import dev.bevdrift.udf.tap.Divergence;
import dev.bevdrift.udf.tap.TapDifference;
import java.util.List;
import java.util.Locale;

/** First divergences as text: a rung and frame a line, the nodes before it below. */
final class DivergenceTable {
  private DivergenceTable() {}

  static String text(List<Divergence> divergences) {
    StringBuilder text = new StringBuilder();
    for (Divergence divergence : divergences) {
      text.append(
          String.format(
              Locale.ROOT, "%-28s %-12.12s ", divergence.rung(), divergence.sampleToken()));
      divergence
          .first()
          .ifPresentOrElse(
              first -> text.append(differs(divergence, first)),
              () -> text.append(agrees(divergence)));
      text.append('\n');
      for (String node : divergence.between()) {
        text.append(String.format(Locale.ROOT, "%-28s %-12s   %s%n", "", "", node));
      }
    }
    return text.toString();
  }

  private static String differs(Divergence divergence, TapDifference first) {
    int place = divergence.differences().indexOf(first) + 1;
    return String.format(
        Locale.ROOT,
        "first differs at %s (value %d of %d): max %.2g, %.2g of the largest; it comes from",
        first.tap(),
        place,
        divergence.differences().size(),
        first.maxAbs(),
        first.relative());
  }

  private static String agrees(Divergence divergence) {
    double worst =
        divergence.differences().stream().mapToDouble(TapDifference::relative).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "agrees in all %d values, the worst %.1g of the largest",
        divergence.differences().size(),
        worst);
  }
}
