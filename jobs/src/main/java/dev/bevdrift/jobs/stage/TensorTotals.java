package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.report.SizeFigures;
import dev.bevdrift.jobs.report.TensorDetail;
import dev.bevdrift.jobs.table.DiffRow;
import dev.bevdrift.jobs.table.Sketch;
import dev.bevdrift.jobs.table.TensorSums;
import dev.bevdrift.metrics.diff.LogHistogram;
import dev.bevdrift.metrics.diff.TensorDiff;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One output of a rung, or one decoder layer of it, over the frames added so far. Not thread-safe.
 */
final class TensorTotals {
  private final TensorDiff sums = TensorDiff.empty();
  private final LogHistogram sizes = LogHistogram.empty();
  private final TreeMap<Integer, Growth> growth = new TreeMap<>();
  private Optional<TensorDetail.Worst> worst = Optional.empty();
  private long frames;
  private long nan;
  private long beyond;
  private boolean counted = true;

  /** Frames at one place in their scene. */
  private static final class Growth {
    private final TensorDiff sums = TensorDiff.empty();
    private long frames;
  }

  void add(DiffRow row, TensorSums more, String sceneName) {
    TensorDiff diff =
        TensorDiff.ofSums(
            more.elements(),
            more.maxAbs(),
            more.sumAbs(),
            more.sumSquared(),
            more.dot(),
            more.squaredBaseline(),
            more.squaredRung(),
            more.nonFinite());
    boolean worse =
        sums.nonFinite() == 0 && (more.nonFinite() > 0 || more.maxAbs() > sums.largestFinite());
    if (worse && !more.worstElement().isEmpty()) {
      worst =
          Optional.of(new TensorDetail.Worst(sceneName, row.sampleToken(), more.worstElement()));
    }
    frames++;
    sums.merge(diff);
    counted &= more.nan() != TensorSums.UNKNOWN && more.beyond() != TensorSums.UNKNOWN;
    nan += more.nan();
    beyond += more.beyond();
    if (row.frameInScene() != DiffRow.UNKNOWN) {
      int place = Math.min(row.frameInScene(), TensorDetail.LAST_GROWTH);
      Growth at = growth.computeIfAbsent(place, ignored -> new Growth());
      at.sums.merge(diff);
      at.frames++;
    }
  }

  void add(Sketch sketch) {
    for (int i = 0; i < sketch.bins().size(); i++) {
      sizes.add(sketch.bins().get(i), sketch.counts().get(i));
    }
  }

  TensorDiff sums() {
    return sums;
  }

  long frames() {
    return frames;
  }

  TensorDetail.Layer asLayer(int layer) {
    return new TensorDetail.Layer(
        layer, sums.maxAbs(), sums.meanAbs(), sums.cosine(), detail(List.of(), Memory.NONE));
  }

  /**
   * Everything but the size of the difference.
   *
   * @param layers of the same output
   * @param memory whether the rung hands something from frame to frame
   */
  TensorDetail detail(List<TensorDetail.Layer> layers, Memory memory) {
    long finite = sums.elements() - sums.nonFinite();
    // A sketch that misses files, written by an older version, would tell of other frames.
    boolean whole = sizes.total() == finite;
    return new TensorDetail(
        sums.rms(),
        sums.relative(),
        sums.snrDb(),
        whole ? SizeFigures.of(sizes, sums.largestFinite()) : SizeFigures.NONE,
        counted ? (double) beyond / finite : Double.NaN,
        counted ? OptionalLong.of(nan) : OptionalLong.empty(),
        counted ? OptionalLong.of(sums.nonFinite() - nan) : OptionalLong.empty(),
        worst,
        layers,
        memory == Memory.FROM_FRAME_TO_FRAME ? growth() : List.of());
  }

  private List<TensorDetail.Growth> growth() {
    return growth.entrySet().stream()
        .map(
            at ->
                new TensorDetail.Growth(
                    at.getKey(),
                    at.getValue().frames,
                    at.getValue().sums.maxAbs(),
                    at.getValue().sums.meanAbs()))
        .toList();
  }

  /** Whether a rung remembers the frame before. */
  enum Memory {
    NONE,
    FROM_FRAME_TO_FRAME
  }
}
