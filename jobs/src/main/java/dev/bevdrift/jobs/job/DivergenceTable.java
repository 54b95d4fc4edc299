package dev.bevdrift.jobs.job;

import dev.bevdrift.udf.tap.Divergence;
import dev.bevdrift.udf.tap.TapDifference;
import dev.bevdrift.udf.tap.WorstTapFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * First divergences as text: a rung and frame a line, the nodes before it below, and the frame that
 * differs most where there are several.
 */
final class DivergenceTable {
  private static final int NAMED = 4;

  private DivergenceTable() {}

  static String text(List<Divergence> divergences) {
    Map<String, List<Divergence>> byRung = new LinkedHashMap<>();
    for (Divergence divergence : divergences) {
      byRung.computeIfAbsent(divergence.rung(), any -> new ArrayList<>()).add(divergence);
    }
    StringBuilder text = new StringBuilder();
    for (List<Divergence> frames : byRung.values()) {
      frames.forEach(divergence -> add(text, divergence));
      if (frames.size() > 1) {
        WorstTapFrame.of(frames).ifPresent(worst -> text.append(worst(frames.size(), worst)));
      }
    }
    return text.toString();
  }

  private static void add(StringBuilder text, Divergence divergence) {
    text.append(
        String.format(Locale.ROOT, "%-28s %-12.12s ", divergence.rung(), divergence.sampleToken()));
    divergence
        .first()
        .ifPresentOrElse(
            first -> text.append(differs(divergence, first)),
            () -> text.append(agrees(divergence)));
    text.append('\n');
    for (String node : divergence.between()) {
      below(text, node);
    }
    List<String> unseen = divergence.unseenBefore();
    if (!unseen.isEmpty()) {
      String first = divergence.first().isPresent() ? "earlier " : "";
      String more = unseen.size() > NAMED ? ", ..." : "";
      below(
          text,
          "%d %svalues were not looked at in %d sessions, --sessions allows more: %s%s"
              .formatted(
                  unseen.size(),
                  first,
                  divergence.sessions(),
                  String.join(", ", unseen.subList(0, Math.min(NAMED, unseen.size()))),
                  more));
    }
  }

  private static void below(StringBuilder text, String line) {
    text.append(String.format(Locale.ROOT, "%-28s %-12s   %s%n", "", "", line));
  }

  private static String differs(Divergence divergence, TapDifference first) {
    return String.format(
        Locale.ROOT,
        "first differs at %s (value %d of %d): max %.2g, %.2g of the largest; it comes from",
        first.tap(),
        divergence.firstPlace() + 1,
        divergence.order().size(),
        first.maxAbs(),
        first.relative());
  }

  private static String agrees(Divergence divergence) {
    double worst =
        divergence.differences().stream().mapToDouble(TapDifference::relative).max().orElse(0);
    String looked =
        divergence.unseen().isEmpty()
            ? "all"
            : "the " + divergence.differences().size() + " seen of";
    return String.format(
        Locale.ROOT,
        "agrees in %s %d values, the worst %.1g of the largest",
        looked,
        divergence.order().size(),
        worst);
  }

  private static String worst(int frames, WorstTapFrame worst) {
    return String.format(
        Locale.ROOT,
        "%-28s %-12s   worst of %d frames: %s, %s differs by %.2g of the largest%n",
        worst.rung(),
        "",
        frames,
        worst.sampleToken(),
        worst.difference().tap(),
        worst.difference().relative());
  }
}
