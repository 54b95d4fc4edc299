package dev.bevdrift.jobs.finished;

import dev.bevdrift.metrics.score.SliceNames;
import java.util.Comparator;

/**
 * Which number of a run.
 *
 * @param rung id of the row, originals and noise floor included
 * @param slice {@link SliceNames#ALL} or a part of the boxes
 * @param figure its name, such as {@code nd_score} or {@code boxes/lost}
 */
public record FigureAddress(String rung, String slice, String figure)
    implements Comparable<FigureAddress> {
  /** What begins the name of a difference from the rung's own baseline. */
  public static final String DELTA = "delta/";

  private static final Comparator<FigureAddress> ORDER =
      Comparator.comparing(FigureAddress::rung)
          .thenComparing(FigureAddress::slice, SliceNames.ORDER)
          .thenComparing(FigureAddress::figure);

  /** A figure over every box. */
  public static FigureAddress ofAll(String rung, String figure) {
    return new FigureAddress(rung, SliceNames.ALL, figure);
  }

  @Override
  public int compareTo(FigureAddress other) {
    return ORDER.compare(this, other);
  }

  /** As people read it: {@code fp16 ap/car}, {@code fp16 nd_score [light/night]}. */
  public String text() {
    return rung + " " + figure + (slice.equals(SliceNames.ALL) ? "" : " [" + slice + "]");
  }
}
