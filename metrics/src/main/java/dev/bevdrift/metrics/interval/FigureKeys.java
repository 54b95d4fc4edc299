package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.FigureNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of all figures of one set of predictions, in a fixed order.
 *
 * <p>The means over all classes; the means over the classes that have a true box; then those of
 * each class: AP, AP at each threshold, each error, those that the class does not define among them
 * (they are NaN). They are called as {@link FigureNames} says. Immutable, thread-safe.
 */
public final class FigureKeys {
  private static final int ERRORS = TpError.values().length;
  private static final int MEANS = 2 + ERRORS;

  private final List<String> names;
  private final Map<String, Integer> places = new HashMap<>();
  private final int thresholds;

  private FigureKeys(List<String> names, int thresholds) {
    this.names = List.copyOf(names);
    this.thresholds = thresholds;
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
  }

  /** The figures of an evaluation with these classes and thresholds. */
  public static FigureKeys of(DetectionConfig config) {
    List<String> names = new ArrayList<>(means(""));
    names.addAll(means(FigureNames.PRESENT));
    for (DetectionClass c : config.classes()) {
      names.add(FigureNames.ap(c));
      config.distanceThresholdsM().forEach(t -> names.add(FigureNames.ap(c, t)));
      for (TpError which : TpError.values()) {
        names.add(FigureNames.error(which, c));
      }
    }
    return new FigureKeys(names, config.distanceThresholdsM().size());
  }

  private static List<String> means(String ending) {
    List<String> names =
        new ArrayList<>(List.of(FigureNames.MEAN_AP + ending, FigureNames.ND_SCORE + ending));
    for (TpError which : TpError.values()) {
      names.add(FigureNames.error(which) + ending);
    }
    return names;
  }

  /** The names in order. */
  public List<String> names() {
    return names;
  }

  /** Number of figures. */
  public int size() {
    return names.size();
  }

  /**
   * The place of a name, counted from 0.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public int place(String name) {
    Integer place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException(
          "Cannot find figure " + name + ": it is unknown, expected one such as " + names.get(0));
    }
    return place;
  }

  /** Whether a figure is an average over classes. */
  boolean isMean(int place) {
    return place < 2 * MEANS;
  }

  /** The place, in the config, of the class of a figure that is not a mean. */
  int classOf(int place) {
    return (place - 2 * MEANS) / (1 + thresholds + ERRORS);
  }

  /** The first figure of the {@code c}-th class: its AP, then by threshold, then its errors. */
  int ofClass(int c) {
    return 2 * MEANS + c * (1 + thresholds + ERRORS);
  }

  /** The first of the means: of all classes, or of those present. */
  static int means(Averages over) {
    return over == Averages.ALL ? 0 : MEANS;
  }

  /** What an average is over. */
  enum Averages {
    ALL,
    PRESENT
  }
}
