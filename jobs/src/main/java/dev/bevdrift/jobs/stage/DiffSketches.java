package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.table.BoxCounts;
import dev.bevdrift.jobs.table.BoxSlice;
import dev.bevdrift.jobs.table.ShiftSums;
import dev.bevdrift.jobs.table.Sketch;
import dev.bevdrift.jobs.table.TensorSums;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.diff.BoxComparison;
import dev.bevdrift.metrics.diff.BoxDiff;
import dev.bevdrift.metrics.diff.BoxShift;
import dev.bevdrift.metrics.diff.BoxShifts;
import dev.bevdrift.metrics.diff.Distribution;
import dev.bevdrift.metrics.diff.LogHistogram;
import dev.bevdrift.metrics.score.SliceNames;
import dev.bevdrift.metrics.slice.Bands;
import dev.bevdrift.metrics.slice.SliceProperties;
import dev.bevdrift.metrics.slice.SliceSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rung's differences add up to in one scene: how often their sizes occurred, and its boxes
 * by distance, speed and class. Not thread-safe.
 */
final class DiffSketches {
  private static final Bands DISTANCES = Bands.of(SliceSettings.DEFAULTS.distanceEdgesM());
  private static final Bands SPEEDS = Bands.of(SliceSettings.DEFAULTS.speedEdgesMps());
  private final Map<Key, LogHistogram> sizes =
      new TreeMap<>(Comparator.comparing(Key::name).thenComparingInt(Key::layer));

  private final Map<String, BoxDiff> slices = new TreeMap<>();

  private record Key(String name, int layer) {}

  /** The counts of a tensor's layer, or of a kind of shift, to be added to. */
  LogHistogram sizes(String name, int layer) {
    return sizes.computeIfAbsent(new Key(name, layer), ignored -> LogHistogram.empty());
  }

  /**
   * Adds one frame's boxes.
   *
   * @param egoM where the vehicle is, metres, global frame
   */
  void add(BoxComparison boxes, Vec3 egoM) {
    boxes
        .bySlice((of, i) -> slices(of, i, egoM))
        .forEach((slice, counts) -> slices.merge(slice, counts, BoxDiff::plus));
  }

  private static List<String> slices(DetectionBoxes boxes, int i, Vec3 egoM) {
    double dx = boxes.x(i) - egoM.x();
    double dy = boxes.y(i) - egoM.y();
    return List.of(
        SliceNames.of(SliceProperties.DISTANCE, DISTANCES.nameOf(Math.sqrt(dx * dx + dy * dy))),
        SliceNames.of(SliceProperties.SPEED, SPEEDS.nameOf(SliceProperties.speedMps(boxes, i))),
        SliceNames.of(SliceProperties.CLASS, boxes.detectionClass(i).jsonName()));
  }

  /** A frame's counts as its row has them. */
  static BoxCounts counts(BoxDiff diff) {
    return new BoxCounts(
        Math.toIntExact(diff.kept()),
        Math.toIntExact(diff.lost()),
        Math.toIntExact(diff.gained()),
        Math.toIntExact(diff.moved()),
        Math.toIntExact(diff.reranked()),
        Math.toIntExact(diff.flipped()),
        Math.toIntExact(diff.classFlipped()));
  }

  /** By name. */
  List<BoxSlice> slices() {
    return slices.entrySet().stream()
        .map(slice -> new BoxSlice(slice.getKey(), counts(slice.getValue())))
        .toList();
  }

  /** Adds one frame's shifts, and gives their sums. */
  List<ShiftSums> add(BoxShifts shifts) {
    List<ShiftSums> sums = new ArrayList<>();
    for (BoxShift shift : BoxShift.values()) {
      Distribution sized = shifts.of(shift);
      sizes(shift.key(), TensorSums.WHOLE).merge(sized.sizes());
      sums.add(new ShiftSums(shift.key(), sized.count(), sized.sum(), sized.max()));
    }
    return sums;
  }

  /** By name, then layer; those that counted nothing are left out. */
  List<Sketch> rows() {
    List<Sketch> rows = new ArrayList<>();
    sizes.forEach(
        (key, histogram) -> {
          List<Integer> bins = histogram.filled();
          Long[] counts = new Long[bins.size()];
          Arrays.setAll(counts, i -> histogram.count(bins.get(i)));
          if (!bins.isEmpty()) {
            rows.add(new Sketch(key.name(), key.layer(), bins, List.of(counts)));
          }
        });
    return rows;
  }
}
