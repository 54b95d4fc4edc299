package dev.bevdrift.jobs.gate;

import dev.bevdrift.jobs.finished.FigureAddress;
import dev.bevdrift.jobs.finished.FinishedRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What figures differed by when one graph ran twice, of several nights under the same conditions.
 * Not thread-safe while pairs are added.
 */
public final class NoisePairs {
  private final Map<String, FinishedRun> runs = new LinkedHashMap<>();
  private final Map<Slot, Map<String, Double>> remembered = new TreeMap<>();

  private record Slot(String slice, String figure) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
      int bySlice = slice.compareTo(other.slice);
      return bySlice != 0 ? bySlice : figure.compareTo(other.figure);
    }
  }

  private NoisePairs() {}

  /** The pairs of these runs, each run once. */
  public static NoisePairs of(Collection<FinishedRun> runs) {
    NoisePairs pairs = new NoisePairs();
    runs.forEach(run -> pairs.runs.put(run.id(), run));
    return pairs;
  }

  /** Adds a pair of a night of which only the history knows. */
  public void add(String runId, String slice, String figure, double difference) {
    if (!runs.containsKey(runId)) {
      remembered
          .computeIfAbsent(new Slot(slice, figure), none -> new TreeMap<>())
          .put(runId, difference);
    }
  }

  /** The floor of a figure; a difference from a baseline has that of the figure itself. */
  NoiseFloor floor(String slice, String figure) {
    String own =
        figure.startsWith(FigureAddress.DELTA)
            ? figure.substring(FigureAddress.DELTA.length())
            : figure;
    List<Double> differences = new ArrayList<>();
    runs.values().forEach(run -> differences.add(run.selfDifference(slice, own)));
    differences.addAll(remembered.getOrDefault(new Slot(slice, own), Map.of()).values());
    return NoiseFloor.of(differences);
  }
}
