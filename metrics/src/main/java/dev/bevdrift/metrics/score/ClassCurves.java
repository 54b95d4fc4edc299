package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.curve.CurveStream;
import dev.bevdrift.metrics.curve.Curves;
import dev.bevdrift.metrics.match.BoxTotals;
import dev.bevdrift.metrics.match.PageCursor;
import dev.bevdrift.metrics.match.PageMerge;
import dev.bevdrift.metrics.match.RankedPage;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What is left of one class when its ranked predictions have streamed by.
 *
 * @param detectionClass the class
 * @param truths number of evaluated true boxes
 * @param curves by threshold
 * @param totals what was looked at, which the first class of the config knows
 */
public record ClassCurves(
    DetectionClass detectionClass, long truths, List<Curves> curves, BoxTotals totals)
    implements Serializable {
  private static final int ERRORS = TpError.values().length;

  public ClassCurves {
    curves = List.copyOf(curves);
  }

  /**
   * Streams a class: each page is read once, each prediction feeds the curve of every threshold.
   *
   * @param thresholds how many
   * @param pages of the class, from all runs, by ascending key
   */
  public static ClassCurves of(
      DetectionClass detectionClass, int thresholds, Iterator<RankedPage> pages) {
    PageMerge merge = PageMerge.of(pages);
    CurveStream[] streams = new CurveStream[thresholds];
    Arrays.setAll(streams, t -> CurveStream.of(merge.truths()));
    merge.forEach(at -> feed(streams, at));
    return new ClassCurves(
        detectionClass,
        merge.truths(),
        Arrays.stream(streams).map(CurveStream::finish).toList(),
        merge.totals());
  }

  private static void feed(CurveStream[] streams, PageCursor at) {
    for (int t = 0; t < streams.length; t++) {
      int match = 0;
      while (match < at.matches() && !at.matchesAt(match, t)) {
        match++;
      }
      if (match < at.matches()) {
        streams[t].truePositive(at.score(), at.errors(), match * ERRORS);
      } else {
        streams[t].falsePositive(at.score());
      }
    }
  }
}
