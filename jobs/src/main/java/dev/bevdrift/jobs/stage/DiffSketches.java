package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.table.ShiftSums;
import dev.bevdrift.jobs.table.Sketch;
import dev.bevdrift.jobs.table.TensorSums;
import dev.bevdrift.metrics.diff.BoxShift;
import dev.bevdrift.metrics.diff.BoxShifts;
import dev.bevdrift.metrics.diff.Distribution;
import dev.bevdrift.metrics.diff.LogHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often sizes of a rung's differences occurred in one scene. Not thread-safe. */
final class DiffSketches {
  private final Map<Key, LogHistogram> sizes =
      new TreeMap<>(Comparator.comparing(Key::name).thenComparingInt(Key::layer));

  private record Key(String name, int layer) {}

  /** The counts of a tensor's layer, or of a kind of shift, to be added to. */
  LogHistogram sizes(String name, int layer) {
    return sizes.computeIfAbsent(new Key(name, layer), ignored -> LogHistogram.empty());
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
