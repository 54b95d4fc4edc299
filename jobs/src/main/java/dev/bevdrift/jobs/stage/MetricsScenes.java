package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.nuscenes.Split;
import dev.bevdrift.metrics.nuscenes.Splits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * The scenes of a folder of frames, whose annotations are the ground truth.
 *
 * @param folder the frames
 * @param info what they are
 * @param units the scenes in the order of the index, whole
 * @param driveOf scene name to its drive, where the index says
 */
record MetricsScenes(
    Path folder, DatasetInfo info, List<SceneUnit> units, Map<String, String> driveOf) {
  MetricsScenes {
    units = List.copyOf(units);
    driveOf = Map.copyOf(driveOf);
  }

  /**
   * Reads a folder's description and index.
   *
   * @throws InputException if it is no folder of frames, or they have no annotations
   */
  static MetricsScenes of(Storage storage, Path folder) {
    if (!storage.isFolder(folder)) {
      throw new InputException(
          "Cannot use --frames=" + folder + ": there is no such folder, expected one");
    }
    DatasetInfo info = DatasetInfo.read(storage, folder);
    if (!info.annotations()) {
      throw new InputException(
          "Cannot score against " + folder + ": its frames have no annotations, expected them");
    }
    List<SceneUnit> units = new ArrayList<>();
    List<IndexRow> index = IndexTable.read(storage, folder);
    for (IndexRow row : index) {
      units.add(
          new SceneUnit(
              row.sceneToken(), row.sceneName(), row.sequence(), row.file(), row.frames()));
    }
    if (units.isEmpty()) {
      throw new InputException(
          "Cannot score against " + folder + ": its index is empty, expected a scene");
    }
    return new MetricsScenes(folder, info, units, IndexTable.driveOf(index));
  }

  /** The folder's first scenes or frames, as a run took them: see {@code bin/eval --help}. */
  MetricsScenes takenBy(RunInputs run) {
    List<SceneUnit> taken = new ArrayList<>();
    int left = run.limit() == 0 ? Integer.MAX_VALUE : run.limit();
    for (SceneUnit unit : units) {
      int frames = Math.min(left, unit.frames());
      if (frames > 0 && (run.scenes().isEmpty() || run.scenes().contains(unit.sceneName()))) {
        taken.add(
            new SceneUnit(
                unit.sceneToken(), unit.sceneName(), unit.sequence(), unit.file(), frames));
        left -= frames;
      }
    }
    return new MetricsScenes(folder, info, taken, driveOf);
  }

  /**
   * What the frames are of their split. A split of nuScenes that is here only in part may be scored
   * with a submission of the whole.
   */
  Split.Kind kind() {
    Optional<Set<String>> whole = Splits.scenesOfPredefined(info.split());
    if (whole.isEmpty()) {
      return Split.Kind.CUSTOM;
    }
    Set<String> here = new HashSet<>(units.stream().map(SceneUnit::sceneName).toList());
    return info.leftOutFrames() == 0 && here.containsAll(whole.get())
        ? Split.Kind.PREDEFINED
        : Split.Kind.PART;
  }

  /** Number of frames. */
  int frames() {
    return units.stream().mapToInt(SceneUnit::frames).sum();
  }
}
