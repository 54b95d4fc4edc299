package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.TpError;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures under one {@link FigureKey}: numbers by name, intervals where there are any, and how
 * much they rest on. Immutable, thread-safe.
 */
public final class FigureSet {
  private final SliceInfo info;
  private final SortedMap<String, Double> values;
  private final SortedMap<String, FigureInterval> intervals;

  private FigureSet(
      SliceInfo info,
      SortedMap<String, Double> values,
      SortedMap<String, FigureInterval> intervals) {
    this.info = info;
    this.values = Collections.unmodifiableSortedMap(values);
    this.intervals = Collections.unmodifiableSortedMap(intervals);
  }

  /**
   * Figures by name.
   *
   * @param values NaN where the metric leaves a figure undefined
   * @param intervals of some of these names
   */
  public static FigureSet of(
      SliceInfo info, Map<String, Double> values, Map<String, FigureInterval> intervals) {
    for (String name : intervals.keySet()) {
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException(
            "Cannot give an interval of " + name + ": expected a figure of that name");
      }
    }
    return new FigureSet(info, new TreeMap<>(values), new TreeMap<>(intervals));
  }

  /**
   * Every figure of a score: the means of both kinds, and those of each class that has a true box.
   */
  public static FigureSet of(SliceInfo info, DetectionScore score) {
    TreeMap<String, Double> values = new TreeMap<>();
    for (Figure figure : Figure.values()) {
      values.put(figure.jsonName(), figure.of(score));
    }
    Optional<DetectionScore> present = score.ofPresentClasses();
    values.put(FigureNames.MEAN_AP_PRESENT, present.map(DetectionScore::meanAp).orElse(Double.NaN));
    values.put(
        FigureNames.ND_SCORE_PRESENT, present.map(DetectionScore::ndScore).orElse(Double.NaN));
    for (ClassScore of : score.classScores()) {
      if (of.matches().truths() > 0) {
        putClass(values, of, score.config());
      }
    }
    return new FigureSet(info, values, new TreeMap<>());
  }

  private static void putClass(
      Map<String, Double> values, ClassScore score, DetectionConfig config) {
    var of = score.matches().detectionClass();
    values.put(FigureNames.ap(of), score.meanDistAp());
    for (int t = 0; t < config.distanceThresholdsM().size(); t++) {
      values.put(FigureNames.ap(of, config.distanceThresholdsM().get(t)), score.ap(t));
    }
    for (TpError which : TpError.values()) {
      if (of.defines(which)) {
        values.put(FigureNames.error(which, of), score.tpError(which));
      }
    }
  }

  /** How much the figures rest on. */
  public SliceInfo info() {
    return info;
  }

  /** The figures by name, in the order of names. */
  public SortedMap<String, Double> values() {
    return values;
  }

  /** The intervals by the figure's name. */
  public SortedMap<String, FigureInterval> intervals() {
    return intervals;
  }

  /** A figure; NaN when it is undefined or was not measured. */
  public double value(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  /** The interval of a figure, if it has one. */
  public Optional<FigureInterval> interval(String name) {
    return Optional.ofNullable(intervals.get(name));
  }

  /** The same figures, one of them with an interval. */
  public FigureSet with(String name, FigureInterval interval) {
    TreeMap<String, FigureInterval> more = new TreeMap<>(intervals);
    more.put(name, interval);
    return of(info, values, more);
  }

  /**
   * These figures less a baseline's, name by name, without intervals: the interval of a difference
   * is no difference of intervals. A name that only one of both has is left out.
   */
  public FigureSet minus(FigureSet baseline) {
    TreeMap<String, Double> delta = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (baseline.values.containsKey(name)) {
            delta.put(name, value - baseline.value(name));
          }
        });
    return new FigureSet(info, delta, new TreeMap<>());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FigureSet that
        && info.equals(that.info)
        && values.equals(that.values)
        && intervals.equals(that.intervals);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * info.hashCode() + values.hashCode()) + intervals.hashCode();
  }

  @Override
  public String toString() {
    return info + " " + values + " " + intervals;
  }
}
