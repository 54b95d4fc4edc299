package dev.bevdrift.jobs.outputs;

import dev.bevdrift.udf.infer.Tensor;
import java.util.Map;

/**
 * Two folders of outputs, sample by sample: NumPy arrays are found by name, tables are streamed
 * scene by scene.
 */
public final class OutputPairs {
  private OutputPairs() {}

  /** Takes what both hold of one sample, by role name; empty where one holds nothing. */
  @FunctionalInterface
  public interface Taker {
    /** Takes one sample's. */
    void take(String sampleToken, Map<String, Tensor> a, Map<String, Tensor> b);
  }

  /**
   * Goes through the samples of one side, {@code a} unless only {@code b} must be streamed.
   *
   * @throws dev.bevdrift.metrics.InputException naming file and array that cannot be used
   */
  public static void each(MadeElsewhere a, MadeElsewhere b, Taker to) {
    if (b.isByName()) {
      a.each((token, tensors) -> to.take(token, tensors, b.named(token)));
    } else if (a.isByName()) {
      b.each((token, tensors) -> to.take(token, a.named(token), tensors));
    } else {
      for (String file : a.files()) {
        boolean both = b.files().contains(file);
        if (both) {
          try (SceneOutputs other = b.scene(file)) {
            a.each(file, (token, tensors) -> to.take(token, tensors, other.of(token)));
          }
        } else {
          a.each(file, (token, tensors) -> to.take(token, tensors, Map.of()));
        }
      }
    }
  }
}
