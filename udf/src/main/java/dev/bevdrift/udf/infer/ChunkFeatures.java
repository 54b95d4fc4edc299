package dev.bevdrift.udf.infer;

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
  private final List<Map<PrefixModel.Id, Features>> byFrame = new ArrayList<>();

  private ChunkFeatures(int frames) {
    for (int i = 0; i < frames; i++) {
      byFrame.add(new HashMap<>());
    }
  }

  /** Nothing yet, for that many frames. */
  static ChunkFeatures of(int frames) {
    return new ChunkFeatures(frames);
  }

  /** The features of one frame of the chunk. */
  RungRunner.FeatureSource ofFrame(int index) {
    return (prefix, inputs) -> of(byFrame.get(index), prefix, inputs);
  }

  private static Features of(
      Map<PrefixModel.Id, Features> made, PrefixModel prefix, Map<String, FloatBuffer> inputs)
      throws InferenceException {
    Features features = made.get(prefix.id());
    if (features == null) {
      features = prefix.run(inputs);
      made.put(prefix.id(), features);
    }
    return features;
  }

  @Override
  public void close() {
    byFrame.forEach(made -> made.values().forEach(Features::close));
  }
}
