package dev.bevdrift.metrics.box;

import java.util.Collections;
import java.util.List;

/**
 * What is known about samples and true boxes beyond what the metric needs: for slices and tables of
 * errors.
 *
 * <p>Belongs to one {@link GroundTruth} and uses its indices. Immutable, thread-safe.
 */
public final class TruthFacts {
  private final Samples samples;
  private final List<SceneFacts> byScene;
  private final List<String> visibility;
  private final List<String> instance;

  private TruthFacts(
      Samples samples, List<SceneFacts> byScene, List<String> visibility, List<String> instance) {
    this.samples = samples;
    this.byScene = byScene;
    this.visibility = visibility;
    this.instance = instance;
  }

  /**
   * Facts of a ground truth.
   *
   * @param truth whose facts they are
   * @param byScene in the order of {@link Samples#sceneNames}
   * @param visibility of each true box, such as {@code v80-100}; empty where unknown
   * @param instance of each true box, the object it is; empty where unknown
   * @throws IllegalArgumentException if a list is not as long as what it speaks of
   */
  public static TruthFacts of(
      GroundTruth truth, List<SceneFacts> byScene, List<String> visibility, List<String> instance) {
    require("scenes", byScene.size(), truth.samples().sceneNames().size());
    require("visibilities", visibility.size(), truth.boxes().size());
    require("instances", instance.size(), truth.boxes().size());
    return new TruthFacts(
        truth.samples(), List.copyOf(byScene), List.copyOf(visibility), List.copyOf(instance));
  }

  /** Nothing is known of any scene or box. */
  public static TruthFacts unknown(GroundTruth truth) {
    List<String> empty = Collections.nCopies(truth.boxes().size(), "");
    return of(
        truth,
        Collections.nCopies(truth.samples().sceneNames().size(), SceneFacts.UNKNOWN),
        empty,
        empty);
  }

  private static void require(String what, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "Cannot use facts of " + found + " " + what + ": expected " + expected);
    }
  }

  /** The scene of a sample. */
  public SceneFacts ofSample(int sample) {
    return byScene.get(samples.scene(sample));
  }

  /** All scenes in the order of {@link Samples#sceneNames}. */
  public List<SceneFacts> scenes() {
    return byScene;
  }

  /** The data set's visibility level of a true box; empty where unknown. */
  public String visibility(int truth) {
    return visibility.get(truth);
  }

  /** The visibility of every true box. */
  public List<String> visibilities() {
    return visibility;
  }

  /** The object that a true box is; empty where unknown. */
  public String instance(int truth) {
    return instance.get(truth);
  }
}
