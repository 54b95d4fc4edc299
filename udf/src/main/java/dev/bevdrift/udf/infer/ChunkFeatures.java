package dev.bevdrift.udf.infer;

import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.model.AfterRun;
import dev.bevdrift.udf.model.Features;
import dev.bevdrift.udf.model.InferenceException;
import dev.bevdrift.udf.model.PrefixModel;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the shared prefixes made of a chunk's frames: each runs once a frame, when the first rung
 * asks, and the others read what it made. Not thread-safe; closing frees the memory.
 */
final class ChunkFeatures implements AutoCloseable {
  private final List<Map<Seen, Features>> byFrame = new ArrayList<>();

  private ChunkFeatures(int frames) {
    for (int i = 0; i < frames; i++) {
      byFrame.add(new HashMap<>());
    }
  }

  /** Nothing yet, for that many frames. */
  static ChunkFeatures of(int frames) {
    return new ChunkFeatures(frames);
  }

  /** A prefix, and how the pictures were decoded that it saw. */
  private record Seen(PrefixModel.Id prefix, Decoding decoding) {}

  /** The features of one frame of the chunk, its pictures decoded so. */
  RungRunner.FeatureSource ofFrame(int index, Decoding decoding) {
    AfterRun afterwards = afterFrame(index);
    return (prefix, inputs) ->
        of(byFrame.get(index), new Seen(prefix.id(), decoding), prefix, inputs, afterwards);
  }

  /** Behind the chunk's last frame other graphs have their turn. */
  AfterRun afterFrame(int index) {
    return index == byFrame.size() - 1 ? AfterRun.FREE_MEMORY : AfterRun.KEEP_MEMORY;
  }

  private static Features of(
      Map<Seen, Features> made,
      Seen seen,
      PrefixModel prefix,
      Map<String, FloatBuffer> inputs,
      AfterRun afterwards)
      throws InferenceException {
    Features features = made.get(seen);
    if (features == null) {
      features = prefix.run(inputs, afterwards);
      made.put(seen, features);
    }
    return features;
  }

  @Override
  public void close() {
    byFrame.forEach(made -> made.values().forEach(Features::close));
  }
}
