package dev.bevdrift.jobs.run;

import java.io.Serializable;

/**
 * One scene sequence that a task takes whole.
 *
 * @param sceneToken the data set's
 * @param sceneName the data set's
 * @param sequence 0 unless a long scene was cut
 * @param file name of its file in each of the folders
 * @param frames how many of its frames are run, from the first on
 */
public record SceneUnit(String sceneToken, String sceneName, int sequence, String file, int frames)
    implements Serializable {
  /** Name without the ending, for messages and for files that are no Parquet. */
  public String stem() {
    return sceneName + "-" + sequence;
  }
}
