package dev.bevdrift.udf.model;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.LadderFile;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a graph that rungs share, ready to run: pictures to camera features. Not thread-safe.
 */
public final class PrefixModel implements AutoCloseable {
  private final Id id;
  private final GraphPart part;

  private PrefixModel(Id id, GraphPart part) {
    this.id = id;
    this.part = part;
  }

  /**
   * What makes two prefixes the same: equal ids give equal features.
   *
   * @param files the graph and its weights, with their hashes
   * @param values that are wanted of it
   */
  public record Id(List<LadderFile> files, List<String> values) {}

  /**
   * Opens the prefix of a rung that has one.
   *
   * @throws InputException when it cannot be used, or takes what rungs may change
   */
  static PrefixModel open(Ladder ladder, GraphRung rung, RuntimeOptions options) {
    List<LadderFile> files = rung.parts().prefix();
    return new PrefixModel(
        new Id(files, rung.parts().values()),
        GraphPart.open(ladder, rung, files, options, "", GraphCheck::prefix));
  }

  /** Which prefix it is. */
  public Id id() {
    return id;
  }

  /**
   * Runs one frame; the caller closes what it gets.
   *
   * @param inputs by graph name, as {@link BevModel#run}'s
   * @param afterwards what becomes of the session's working memory
   * @throws InferenceException when the runtime fails
   */
  public Features run(Map<String, FloatBuffer> inputs, AfterRun afterwards)
      throws InferenceException {
    return part.run(inputs, Optional.empty(), Set.copyOf(id.values()), afterwards);
  }

  /** Lets go of the session; a second call does nothing. */
  @Override
  public void close() {
    part.close();
  }
}
