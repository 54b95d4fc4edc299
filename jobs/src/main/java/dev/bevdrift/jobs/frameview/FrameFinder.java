package dev.bevdrift.jobs.frameview;

import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.PredictionsTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;

/** Finds one frame in a folder of frames, and the boxes that rungs of a run put out for it. */
public final class FrameFinder {
  private final Storage storage;
  private final Path frames;

  private FrameFinder(Storage storage, Path frames) {
    this.storage = storage;
    this.frames = frames;
  }

  /** In this folder of frames. */
  public static FrameFinder in(Storage storage, Path frames) {
    return new FrameFinder(storage, frames);
  }

  /**
   * The frame with a token; tables are read without pictures until it is found.
   *
   * @throws InputException when no frame has it
   */
  public Frame byToken(String sampleToken) {
    for (IndexRow row : IndexTable.read(storage, frames)) {
      try (CloseableIterator<Frame> found =
          FramesTable.readWithoutImages(storage, new Path(frames, row.file()))) {
        while (found.hasNext()) {
          Frame frame = found.next();
          if (frame.sampleToken().equals(sampleToken)) {
            return whole(row, sampleToken);
          }
        }
      }
    }
    throw new InputException(
        "Cannot show sample " + sampleToken + ": no frame of " + frames + " has it, expected one");
  }

  private Frame whole(IndexRow row, String sampleToken) {
    try (CloseableIterator<Frame> found = FramesTable.read(storage, new Path(frames, row.file()))) {
      Frame frame = found.next();
      while (!frame.sampleToken().equals(sampleToken)) {
        frame = found.next();
      }
      return frame;
    }
  }

  /**
   * A scene's frame by number, counted over all its sequences.
   *
   * @param number 0 for the first
   * @throws InputException when there is no such scene, or fewer frames
   */
  public Frame byNumber(String sceneName, int number) {
    int passed = 0;
    for (IndexRow row : IndexTable.read(storage, frames)) {
      if (row.sceneName().equals(sceneName)) {
        if (number < passed + row.frames()) {
          return nth(row, number - passed);
        }
        passed += row.frames();
      }
    }
    throw new InputException(
        "Cannot show frame "
            + number
            + " of "
            + sceneName
            + ": "
            + frames
            + " has "
            + passed
            + " frames of it, expected more");
  }

  private Frame nth(IndexRow row, int number) {
    try (CloseableIterator<Frame> found = FramesTable.read(storage, new Path(frames, row.file()))) {
      for (int i = 0; i < number; i++) {
        found.next();
      }
      return found.next();
    }
  }

  /**
   * The boxes of rungs on a frame.
   *
   * @param predictions a run's folder of predictions
   * @param rungs ids, at least one
   * @param leastScore boxes below it are left out
   * @return by id, in the order asked for
   * @throws InputException when a rung has no rows in the frame's file, naming those that have
   */
  public Map<String, List<SolidBox>> boxes(
      Path predictions, Frame frame, List<String> rungs, double leastScore) {
    Map<String, List<SolidBox>> boxes = new LinkedHashMap<>();
    rungs.forEach(rung -> boxes.put(rung, new ArrayList<>()));
    TreeSet<String> known = new TreeSet<>();
    Path file = new Path(predictions, FramesTable.fileName(frame.sceneName(), frame.sequence()));
    try (CloseableIterator<PredictionRow> rows = PredictionsTable.read(storage, file)) {
      while (rows.hasNext()) {
        PredictionRow row = rows.next();
        known.add(row.rung());
        if (boxes.containsKey(row.rung())
            && row.sampleToken().equals(frame.sampleToken())
            && row.detectionScore() >= leastScore) {
          boxes.get(row.rung()).add(solid(row));
        }
      }
    }
    for (String rung : rungs) {
      if (!known.contains(rung)) {
        throw new InputException(
            "Cannot show rung "
                + rung
                + ": "
                + file
                + " has no box of it, expected some of "
                + String.join(", ", known));
      }
    }
    return boxes;
  }

  private static SolidBox solid(PredictionRow row) {
    return new SolidBox(
        row.translation(), row.size(), row.rotation(), row.detectionName(), row.detectionScore());
  }

  /** The true boxes of a frame that are scored. */
  public static List<SolidBox> truth(Frame frame) {
    return frame.annotations().stream()
        .filter(box -> box.scored())
        .map(
            box ->
                new SolidBox(box.translation(), box.size(), box.rotation(), box.detectionName(), 1))
        .toList();
  }
}
