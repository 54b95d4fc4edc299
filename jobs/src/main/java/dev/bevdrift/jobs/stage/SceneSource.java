package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import java.io.Serializable;

/** Gives a task the boxes of a scene; travels to executors. */
@FunctionalInterface
public interface SceneSource extends Serializable {
  /** Reads one scene; the same one gives the same boxes on any machine, however often. */
  ScenePart read(SceneUnit unit);
}
