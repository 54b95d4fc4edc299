package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.doctor.FramePose;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.udf.infer.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * The frames that the doctor looks at: whole scenes, spread over the data set, since a signature
 * that a hundred frames don't show is none.
 *
 * @param frames in the order of their scenes, without pictures
 * @param place of each token in its scene, the first is 0
 */
record ExaminedFrames(List<Frame> frames, Map<String, Integer> place) {
  private static final int MOST_FRAMES = 120;

  ExaminedFrames {
    frames = List.copyOf(frames);
    place = Map.copyOf(place);
  }

  /** The scenes to look at: all when they are few, else evenly spread ones. */
  static List<SceneUnit> chosen(List<SceneUnit> units) {
    int frames = units.stream().mapToInt(SceneUnit::frames).sum();
    int step = Math.max(1, (frames + MOST_FRAMES - 1) / MOST_FRAMES);
    List<SceneUnit> chosen = new ArrayList<>();
    for (int i = 0; i < units.size(); i += step) {
      chosen.add(units.get(i));
    }
    return chosen;
  }

  /** Reads the frames of some scenes. */
  static ExaminedFrames read(Storage storage, Path folder, List<SceneUnit> units) {
    List<Frame> frames = new ArrayList<>();
    Map<String, Integer> place = new HashMap<>();
    for (SceneUnit unit : units) {
      try (CloseableIterator<Frame> rows =
          FramesTable.readWithoutImages(storage, new Path(folder, unit.file()))) {
        for (int i = 0; i < unit.frames() && rows.hasNext(); i++) {
          Frame frame = rows.next();
          frames.add(frame);
          place.put(frame.sampleToken(), i);
        }
      }
    }
    return new ExaminedFrames(frames, place);
  }

  /** Without some of them. */
  ExaminedFrames without(Set<String> tokens) {
    return new ExaminedFrames(
        frames.stream().filter(frame -> !tokens.contains(frame.sampleToken())).toList(), place);
  }

  Samples samples() {
    Samples.Builder samples = Samples.builder();
    for (Frame frame : frames) {
      samples.add(frame.sampleToken(), frame.sceneName(), frame.ego2global().translation());
    }
    return samples.build();
  }

  List<FramePose> poses() {
    return frames.stream()
        .map(frame -> new FramePose(frame.lidar2ego(), frame.ego2global()))
        .toList();
  }
}
