package dev.bevdrift.jobs.history;

import dev.bevdrift.jobs.listing.TextTable;
import dev.bevdrift.jobs.listing.TextTable.Side;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A history as plain text for terminals. */
public final class HistoryText {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);
  private static final int TREND_WIDTH = 30;
  private static final int HASH_DIGITS = 8;
  private static final List<Side> SIDES =
      List.of(Side.LEFT, Side.LEFT, Side.RIGHT, Side.RIGHT, Side.RIGHT, Side.LEFT);

  private HistoryText() {}

  /** When a run ended, in UTC to the minute. */
  static String minute(long us) {
    return MINUTE.format(Instant.EPOCH.plus(us, ChronoUnit.MICROS));
  }

  /** The first digits of a hash; a dash for none. */
  static String shortHash(String hash) {
    return hash.isEmpty() ? "-" : hash.substring(0, Math.min(HASH_DIGITS, hash.length()));
  }

  /** A table for each set of conditions, with the change points below. */
  static String text(List<Series> all) {
    Map<Series.Key, List<Series>> byKey = new TreeMap<>();
    all.forEach(one -> byKey.computeIfAbsent(one.key(), none -> new ArrayList<>()).add(one));
    StringBuilder out = new StringBuilder();
    byKey.forEach((key, series) -> append(out, key, series));
    return out.toString();
  }

  private static void append(StringBuilder out, Series.Key key, List<Series> series) {
    long runs =
        series.stream().flatMap(s -> s.points().stream()).map(p -> p.run().id()).distinct().count();
    out.append(key.text()).append(": ").append(runs).append(runs == 1 ? " run\n" : " runs\n");
    TextTable table = TextTable.of(SIDES);
    table.add(List.of("  rung", "figure", "first", "last", "change", "trend (0 least, 9 most)"));
    List<String> changes = new ArrayList<>();
    for (Series one : series) {
      table.add(
          List.of(
              "  " + one.address().rung(),
              one.address().figure()
                  + (one.address().slice().equals("all") ? "" : " [" + one.address().slice() + "]"),
              number(one.first()),
              number(one.last()),
              change(one.last() - one.first()),
              trend(one)));
      one.changes().forEach(place -> changes.add(changeText(one, place)));
    }
    out.append(table.text());
    out.append(changes.isEmpty() ? "  no change point\n" : "  change points\n");
    changes.stream().sorted().forEach(line -> out.append("    ").append(line).append('\n'));
  }

  private static String changeText(Series one, int place) {
    Series.Point from = one.points().get(place - 1);
    Series.Point to = one.points().get(place);
    return minute(to.run().finishedUs())
        + "  "
        + one.address().text()
        + " "
        + number(from.value())
        + " -> "
        + number(to.value())
        + ": run "
        + to.run().name()
        + ", commit "
        + shortHash(to.run().commit())
        + ", checkpoint "
        + shortHash(to.run().checkpointSha256())
        + ", ladder "
        + shortHash(to.run().ladderSha256());
  }

  /** The last values as digits between the least and the most of them. */
  private static String trend(Series one) {
    List<Series.Point> last =
        one.points().subList(Math.max(0, one.points().size() - TREND_WIDTH), one.points().size());
    double least = last.stream().mapToDouble(Series.Point::value).min().orElse(0);
    double most = last.stream().mapToDouble(Series.Point::value).max().orElse(0);
    StringBuilder digits = new StringBuilder();
    for (Series.Point point : last) {
      digits.append(
          most > least
              ? (char) ('0' + Math.round(9 * (point.value() - least) / (most - least)))
              : '=');
    }
    return digits.toString();
  }

  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1e5 || (size > 0 && size < 1e-3)) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String change(double value) {
    return value == 0 ? "0" : (value > 0 ? "+" : "") + number(value);
  }
}
