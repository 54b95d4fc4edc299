package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.Latencies;
import dev.bevdrift.jobs.run.SceneFault;
import dev.bevdrift.jobs.run.SceneUnit;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a task sends back about one scene; its boxes and differences stand in files.
 *
 * @param unit the scene
 * @param faults what failed in it, in the order of frames
 * @param provider what ran the graphs, such as {@code CPU}
 * @param providerNote one line about how it was chosen
 * @param hardware the processor's name, and its driver's version where it has one
 * @param latencies rung to the times of its frames; a rung that did not run is not in it
 * @param cached how many rungs' results were taken from the cache
 */
public record SceneResult(
    SceneUnit unit,
    List<SceneFault> faults,
    String provider,
    String providerNote,
    String hardware,
    Map<String, Latencies> latencies,
    int cached)
    implements Serializable {
  public SceneResult {
    faults = List.copyOf(faults);
    latencies = new TreeMap<>(latencies);
  }
}
