package dev.bevdrift.jobs.history;

import dev.bevdrift.jobs.finished.FigureAddress;
import dev.bevdrift.jobs.table.HistoryRun;
import java.util.List;

/**
 * One figure over runs.
 *
 * @param key what all of its runs share
 * @param address the figure
 * @param points its values, in the order of time
 * @param changes places among the points at which a new level begins
 */
record Series(Key key, FigureAddress address, List<Point> points, List<Integer> changes) {
  Series {
    points = List.copyOf(points);
    changes = List.copyOf(changes);
  }

  /**
   * What runs must share to be drawn in one line.
   *
   * @param model name of the model
   * @param data name, version and split
   * @param dataSha256 of frames, scenes and limit
   * @param runtime in words
   * @param conditionsSha256 of data, runtime and driver
   */
  record Key(String model, String data, String dataSha256, String runtime, String conditionsSha256)
      implements Comparable<Key> {
    static Key of(HistoryRun run) {
      return new Key(
          run.model(), run.data(), run.dataSha256(), run.runtime(), run.conditionsSha256());
    }

    @Override
    public int compareTo(Key other) {
      return text().compareTo(other.text());
    }

    /** As people read it; the hash's first digits tell sets of equal names apart. */
    String text() {
      return model + " on " + data + " (" + conditionsSha256.substring(0, 8) + "), " + runtime;
    }
  }

  /**
   * One run's value.
   *
   * @param run whose
   * @param value finite
   */
  record Point(HistoryRun run, double value) {}

  /** The last value. */
  double last() {
    return points.get(points.size() - 1).value();
  }

  /** The first value. */
  double first() {
    return points.get(0).value();
  }
}
