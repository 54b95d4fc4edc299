package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Two frames of one scene that follow each other. */
public final class FramePair {
  private static final int FIRST_FRAMES = 3;

  private FramePair() {}

  /**
   * The second and third frame of a scene, or the first two of one that has no third.
   *
   * @param scene its name; the last of the index if empty, since ladders are traced on the first
   * @throws InputException when there is no such scene, or it has one frame
   */
  public static List<Frame> of(Storage storage, Path frames, Optional<String> scene) {
    List<IndexRow> chosen =
        IndexTable.read(storage, frames).stream()
            .filter(row -> scene.isEmpty() || row.sceneName().equals(scene.get()))
            .toList();
    if (chosen.isEmpty()) {
      throw new InputException(
          "Cannot use scene "
              + scene.orElse("")
              + ": "
              + frames
              + " does not have it, expected it");
    }
    IndexRow row = chosen.get(chosen.size() - 1);
    List<Frame> pair = in(storage, new Path(frames, row.file()), row.frames());
    if (pair.isEmpty()) {
      throw new InputException(
          "Cannot use scene " + row.sceneName() + ": it has one frame, expected at least two");
    }
    return pair;
  }

  /**
   * The same of one file of frames; empty where it holds fewer than two.
   *
   * @param most how many of its frames count
   */
  static List<Frame> in(Storage storage, Path file, int most) {
    List<Frame> taken = new ArrayList<>();
    try (CloseableIterator<Frame> rows = FramesTable.read(storage, file)) {
      while (rows.hasNext() && taken.size() < Math.min(FIRST_FRAMES, most)) {
        taken.add(rows.next());
      }
    }
    return taken.size() < 2 ? List.of() : taken.subList(taken.size() - 2, taken.size());
  }
}
