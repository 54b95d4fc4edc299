package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.ErrorFiles;
import dev.bevdrift.jobs.run.SceneFault;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.PredictionsTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;

/**
 * One rung's predictions in the tables of a run, against the annotations of its frames.
 *
 * <p>Frames that failed in the run leave both sides. Serializable: a task reads the scenes it is
 * given.
 *
 * @param storage where both lie
 * @param frames folder of the frames
 * @param predictions folder of the predictions, one file a scene
 * @param rung whose predictions
 * @param maxBoxesPerSample most predictions of one sample
 */
record PredictionTables(
    Storage storage, String frames, String predictions, String rung, int maxBoxesPerSample)
    implements SceneSource {

  @Override
  public ScenePart read(SceneUnit unit) {
    Set<String> failed = failed(unit);
    GroundTruth truth = Truth.read(storage, new Path(frames), List.of(unit)).without(failed);
    OrderedBoxes.Builder boxes = OrderedBoxes.builder(file(unit).toString());
    append(unit, truth.samples(), failed, boxes);
    return new ScenePart(truth, boxes.build());
  }

  /** Adds the predictions of one scene. */
  void append(SceneUnit unit, Samples samples, Set<String> failed, OrderedBoxes.Builder to) {
    Path file = file(unit);
    PredictionRows rows = new PredictionRows(file, samples, maxBoxesPerSample, to);
    try (CloseableIterator<PredictionRow> from = PredictionsTable.read(storage, file)) {
      for (long number = 0; from.hasNext(); number++) {
        PredictionRow row = from.next();
        if (row.rung().equals(rung) && !failed.contains(row.sampleToken())) {
          rows.add(number, row);
        }
      }
    }
  }

  /** The frames of a scene that the rung failed in. */
  Set<String> failed(SceneUnit unit) {
    Set<String> tokens = new HashSet<>();
    for (SceneFault fault : ErrorFiles.read(storage, RunInputs.root(folder()), unit)) {
      if (fault.rung().equals(rung)) {
        tokens.add(fault.sampleToken());
      }
    }
    return tokens;
  }

  /**
   * Checks that there are predictions of every scene and no other, and some of the rung.
   *
   * @throws InputException naming what is missing
   */
  void check(List<SceneUnit> units) {
    if (!storage.isFolder(folder())) {
      throw new InputException(
          "Cannot use --predictions=" + predictions + ": there is no such folder, expected one");
    }
    Set<String> here = new TreeSet<>();
    for (Path file : storage.list(folder())) {
      if (file.getName().endsWith(".parquet") && !file.getName().startsWith(".")) {
        here.add(file.getName());
      }
    }
    for (SceneUnit unit : units) {
      if (!here.remove(unit.file())) {
        throw new InputException(
            "Cannot score "
                + predictions
                + ": it lacks "
                + unit.file()
                + ", which is a scene of the frames, expected predictions of each");
      }
    }
    for (String other : here) {
      throw new InputException(
          "Cannot score "
              + predictions
              + ": it has "
              + other
              + ", which is no scene of "
              + frames
              + ", expected the scenes of the frames only");
    }
    checkRung(units);
  }

  /** Finds the rung, usually in the first file: a scene may have no box of it, not all. */
  private void checkRung(List<SceneUnit> units) {
    Set<String> rungs = new TreeSet<>();
    for (SceneUnit unit : units) {
      try (CloseableIterator<PredictionRow> rows = PredictionsTable.read(storage, file(unit))) {
        while (rows.hasNext()) {
          String found = rows.next().rung();
          if (found.equals(rung)) {
            return;
          }
          rungs.add(found);
        }
      }
    }
    throw new InputException(
        "Cannot score --rung="
            + rung
            + ": "
            + predictions
            + " has no box of it, expected one of "
            + rungs);
  }

  private Path folder() {
    return new Path(predictions);
  }

  private Path file(SceneUnit unit) {
    return new Path(predictions, unit.file());
  }
}
