package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneFault;
import dev.bevdrift.jobs.run.SceneUnit;
import java.io.Serializable;
import java.util.List;

/**
 * What a task sends back about one scene; its boxes and differences stand in files.
 *
 * @param unit the scene
 * @param faults what failed in it, in the order of frames
 * @param provider what ran the graphs, such as {@code CPU}
 * @param providerNote one line about how it was chosen
 */
public record SceneResult(
    SceneUnit unit, List<SceneFault> faults, String provider, String providerNote)
    implements Serializable {
  public SceneResult {
    faults = List.copyOf(faults);
  }
}
