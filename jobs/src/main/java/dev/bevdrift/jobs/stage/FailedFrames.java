package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneFault;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which frames each row of the report lacks. */
final class FailedFrames {
  /** Stages in which nothing but the graph is at fault. */
  private static final Set<String> OWN_STAGES = Set.of("inference", "output");

  private final Map<String, Set<String>> byRow;
  private final Set<String> atFault;
  private final Set<String> forAll;
  private final int count;

  private FailedFrames(
      Map<String, Set<String>> byRow, Set<String> atFault, Set<String> forAll, int count) {
    this.byRow = byRow;
    this.atFault = atFault;
    this.forAll = forAll;
    this.count = count;
  }

  /**
   * Of all faults of a run.
   *
   * @param rungs ids of the graphs that ran; a frame that failed for all of them leaves the
   *     original's rows too
   */
  static FailedFrames of(List<SceneFault> faults, List<String> rungs) {
    Map<String, Set<String>> byRow = new HashMap<>();
    Set<String> any = new HashSet<>();
    Set<String> atFault = new HashSet<>();
    for (SceneFault fault : faults) {
      byRow.computeIfAbsent(fault.rung(), ignored -> new HashSet<>()).add(fault.sampleToken());
      any.add(fault.sampleToken());
      if (OWN_STAGES.contains(fault.stage())) {
        atFault.add(fault.rung());
      }
    }
    Set<String> forAll = new HashSet<>(any);
    for (String rung : rungs) {
      forAll.retainAll(byRow.getOrDefault(rung, Set.of()));
    }
    return new FailedFrames(byRow, Set.copyOf(atFault), Set.copyOf(forAll), any.size());
  }

  /** Frames that a row lacks. */
  Set<String> of(String row) {
    Set<String> all = new HashSet<>(forAll);
    all.addAll(byRow.getOrDefault(row, Set.of()));
    return Set.copyOf(all);
  }

  /**
   * How many frames a row lacks where its graph failed by itself, those that only lost their memory
   * by it included; 0 where nothing but pictures failed.
   */
  int byItsGraph(String row) {
    return atFault.contains(row) ? byRow.get(row).size() : 0;
  }

  /** Frames that a row or its baseline lacks. */
  Set<String> ofEither(String row, String baseline) {
    Set<String> all = new HashSet<>(of(row));
    all.addAll(of(baseline));
    return Set.copyOf(all);
  }

  /** Frames that no graph has. */
  Set<String> forAll() {
    return forAll;
  }

  /** Frames that at least one row lacks. */
  int count() {
    return count;
  }
}
