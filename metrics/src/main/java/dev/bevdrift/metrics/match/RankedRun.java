package dev.bevdrift.metrics.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Matched predictions of some samples, collected until they are ranked and sent off in pages.
 *
 * <p>Matching never looks beyond a sample, so any samples may make up a run; {@link PageMerge}
 * ranks the pages of all runs together. Memory: about 100 bytes a prediction. Not thread-safe.
 */
public final class RankedRun {
  /** The most thresholds: a match names its thresholds in the bits of an int. */
  public static final int MAX_THRESHOLDS = 31;

  private final Map<Integer, ClassRun> byClass = new TreeMap<>();
  private BoxTotals totals = BoxTotals.NONE;

  private RankedRun() {}

  /** An empty run. */
  public static RankedRun empty() {
    return new RankedRun();
  }

  /**
   * Adds one class's matches in some samples.
   *
   * @param order the place of each prediction, by its index, in the order of all predictions of all
   *     runs, which decides ties; each place once
   */
  public void add(ClassMatches matches, long[] order) {
    byClass.computeIfAbsent(matches.detectionClass().index(), ClassRun::new).add(matches, order);
  }

  /** Notes what was looked at, before any filter. */
  public void count(BoxTotals more) {
    totals = totals.plus(more);
  }

  /** Predictions collected. */
  public long size() {
    return byClass.values().stream().mapToLong(ClassRun::size).sum();
  }

  /** Everything collected, by class and rank; the run must not be used afterwards. */
  public List<RankedPage> pages() {
    List<RankedPage> pages = new ArrayList<>();
    BoxTotals once = totals;
    for (ClassRun run : byClass.values()) {
      run.pages(once, pages::add);
      once = BoxTotals.NONE;
    }
    return pages;
  }
}
