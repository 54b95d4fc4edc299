package dev.bevdrift.jobs.stage;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.match.IndexSort;
import dev.bevdrift.metrics.match.PredictionOrder;
import java.util.Arrays;

/**
 * Predictions with the place of each in the order of all predictions, which decides ties; ascending
 * in it. Immutable.
 */
public final class OrderedBoxes {
  private final DetectionBoxes boxes;
  private final long[] order;

  private OrderedBoxes(DetectionBoxes boxes, long[] order) {
    this.boxes = boxes;
    this.order = order;
  }

  /** Starts a collection; {@code source} is what messages call it. */
  public static Builder builder(String source) {
    return new Builder(source);
  }

  /** The predictions. */
  public DetectionBoxes boxes() {
    return boxes;
  }

  /** The place of each, by index; not to be changed. */
  long[] order() {
    return order;
  }

  /** Collects predictions in any order. Not thread-safe. */
  public static final class Builder {
    private final String source;
    private final DetectionBoxesBuilder boxes;
    private long[] order = new long[16];

    private Builder(String source) {
      this.source = source;
      boxes = DetectionBoxes.builder(source);
    }

    /** Where the next prediction's fields go; {@link #add} ends it. */
    public DetectionBoxesBuilder next() {
      return boxes;
    }

    /** Adds the prediction whose fields are set. */
    public Builder add(long place) {
      int i = boxes.size();
      if (i == order.length) {
        order = Arrays.copyOf(order, i + (i >> 1));
      }
      order[i] = place;
      boxes.add();
      return this;
    }

    /**
     * All of them, by ascending place.
     *
     * @throws InputException if two have the same place
     */
    public OrderedBoxes build() {
      int n = boxes.size();
      boolean ascending = true;
      for (int i = 1; i < n; i++) {
        ascending &= order[i - 1] < order[i];
      }
      if (ascending) {
        return new OrderedBoxes(boxes.build(), Arrays.copyOf(order, n));
      }
      int[] sorted = IndexSort.ascending(order, order, n);
      long[] places = new long[n];
      for (int i = 0; i < n; i++) {
        places[i] = order[sorted[i]];
        if (i > 0 && places[i] == places[i - 1]) {
          throw new InputException(
              "Cannot order predictions of "
                  + source
                  + ": two have sample_index "
                  + PredictionOrder.sampleIndex(places[i])
                  + " and ordinal "
                  + PredictionOrder.ordinal(places[i])
                  + ", expected each place once");
        }
      }
      return new OrderedBoxes(boxes.build().reordered(sorted), places);
    }
  }
}
