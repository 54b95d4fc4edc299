package dev.bevdrift.udf.infer;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which runs remember another's outputs in place of their own (teacher forcing): each frame starts
 * from the teacher's previous BEV, so that its error is its own and not one that it inherited.
 * Immutable.
 */
public final class Teachers {
  /** The teacher that stands for the original's own outputs. */
  public static final String REFERENCE = "reference";

  private final Map<String, String> byRun;

  private Teachers(Map<String, String> byRun) {
    this.byRun = new TreeMap<>(byRun);
  }

  /** Every run remembers its own. */
  public static Teachers none() {
    return new Teachers(Map.of());
  }

  /**
   * Of some runs.
   *
   * @param byRun id of a taught run to the id of a run that comes before it, or {@link #REFERENCE}
   */
  public static Teachers of(Map<String, String> byRun) {
    return new Teachers(byRun);
  }

  /** The teacher of a run; empty for one that remembers its own outputs. */
  public Optional<String> of(String run) {
    return Optional.ofNullable(byRun.get(run));
  }

  /** The original's outputs of the frames that are on their way. */
  public interface Reference {
    /**
     * The outputs of a frame as the run's own baseline has them.
     *
     * @param run id of the taught run
     * @return by role name; empty where there are none
     */
    Map<String, Tensor> outputs(Frame frame, String run);

    /** Without an original at hand. */
    static Reference none() {
      return (frame, run) -> Map.of();
    }
  }
}
