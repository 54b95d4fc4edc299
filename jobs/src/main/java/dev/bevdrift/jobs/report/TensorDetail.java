package dev.bevdrift.jobs.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of an output's difference beside its size: NaN, empty or none where it was not
 * measured.
 *
 * @param rmsAbs root of the mean squared difference
 * @param relative length of the difference over the baseline's, all frames as one vector
 * @param snrDb the same as a signal-to-noise ratio, decibels; infinite when nothing differs
 * @param sizes quantiles and histogram of the absolute differences
 * @param beyondTolerance share of the finite elements that differ by more than the tolerance
 * @param nan elements that are NaN on a side
 * @param infinite elements that are infinite on a side, and NaN on none
 * @param worst the element that differs most
 * @param layers the same by decoder layer, of an output that has layers
 * @param growth the same by the frame's place in its scene, of a rung with a memory
 */
public record TensorDetail(
    double rmsAbs,
    double relative,
    double snrDb,
    SizeFigures sizes,
    double beyondTolerance,
    OptionalLong nan,
    OptionalLong infinite,
    Optional<Worst> worst,
    List<Layer> layers,
    List<Growth> growth) {
  /** Nothing is known. */
  public static final TensorDetail UNKNOWN =
      new TensorDetail(
          Double.NaN,
          Double.NaN,
          Double.NaN,
          SizeFigures.NONE,
          Double.NaN,
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          List.of(),
          List.of());

  /** Places in a scene from here on are one entry, so that long drives stay small. */
  public static final int LAST_GROWTH = 99;

  public TensorDetail {
    layers = List.copyOf(layers);
    growth = List.copyOf(growth);
  }

  /**
   * The element that differs most, of equal ones the first; one that is not finite comes first.
   *
   * @param scene name of its scene
   * @param sampleToken its frame
   * @param element index in each dimension
   */
  public record Worst(String scene, String sampleToken, List<Integer> element) {
    public Worst {
      element = List.copyOf(element);
    }
  }

  /**
   * One decoder layer.
   *
   * @param layer 0 for the first
   * @param maxAbs largest absolute difference
   * @param meanAbs mean absolute difference
   * @param cosine as that of the whole
   * @param detail as that of the whole, without layers and growth
   */
  public record Layer(
      int layer, double maxAbs, double meanAbs, double cosine, TensorDetail detail) {}

  /**
   * Frames at one place in their scene.
   *
   * @param frameInScene 0 for the first; {@link #LAST_GROWTH} stands for later ones too
   * @param frames how many
   * @param maxAbs largest absolute difference
   * @param meanAbs mean absolute difference
   */
  public record Growth(int frameInScene, long frames, double maxAbs, double meanAbs) {}
}
