package dev.bevdrift.udf.infer;

import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a rung's prefix and head give what its whole graph gives, to the last bit, on a few
 * frames. Where they do not, the whole graph must run.
 */
public final class PartsCheck {
  /** Frames that are compared, from a scene's start: without memory, and with it. */
  public static final int FRAMES = 3;

  private PartsCheck() {}

  /**
   * Runs both forms.
   *
   * @param rung with parts
   * @param images where pictures by address are read
   * @param frames the first ones of a scene, in time order
   * @return empty when every output is equal; else one line that says what differs, or that no
   *     frame could be compared
   * @throws dev.bevdrift.metrics.InputException when a graph cannot be opened
   */
  public static Optional<String> difference(
      Ladder ladder,
      GraphRung rung,
      RuntimeOptions runtime,
      ImageSource images,
      List<Frame> frames) {
    InferenceOptions options =
        InferenceOptions.defaults().withChunkFrames(frames.size()).with(images);
    try (BevModel whole = BevModel.open(ladder, rung, runtime);
        BevModel parts = BevModel.openParts(ladder, rung, runtime)) {
      List<FrameOutcome> expected = run(whole, ladder, options, frames);
      List<FrameOutcome> given = run(parts, ladder, options, frames);
      int compared = 0;
      for (int i = 0; i < frames.size(); i++) {
        RungOutcome one = expected.get(i).rungs().get(0);
        RungOutcome other = given.get(i).rungs().get(0);
        Optional<String> difference = difference(one, other);
        if (difference.isPresent()) {
          return Optional.of(difference.get() + " on " + frames.get(i));
        }
        compared += one.fault().isEmpty() ? 1 : 0;
      }
      return compared > 0
          ? Optional.empty()
          : Optional.of("none of the first " + frames.size() + " frames could be run");
    }
  }

  private static List<FrameOutcome> run(
      BevModel model, Ladder ladder, InferenceOptions options, List<Frame> frames) {
    List<FrameOutcome> outcomes = new ArrayList<>();
    SceneInference.of(List.of(model), ladder, options)
        .run(frames.iterator())
        .forEachRemaining(outcomes::add);
    return outcomes;
  }

  private static Optional<String> difference(RungOutcome whole, RungOutcome parts) {
    if (whole.fault().isPresent() != parts.fault().isPresent()) {
      return Optional.of(
          (whole.fault().isPresent() ? "only the whole graph fails: " : "only the parts fail: ")
              + whole.fault().or(parts::fault).orElseThrow().message());
    }
    for (Map.Entry<String, Tensor> output : whole.outputs().entrySet()) {
      Tensor a = output.getValue();
      Tensor b = parts.outputs().get(output.getKey());
      if (!a.shape().equals(b.shape())) {
        return Optional.of(
            output.getKey() + " has the shape " + b.shape() + " and not " + a.shape());
      }
      int different = 0;
      double largest = 0;
      for (int i = 0; i < a.size(); i++) {
        if (Float.floatToRawIntBits(a.x(i)) != Float.floatToRawIntBits(b.x(i))) {
          different++;
          largest = Math.max(largest, Math.abs((double) a.x(i) - b.x(i)));
        }
      }
      if (different > 0) {
        return Optional.of(
            output.getKey()
                + " differs in "
                + different
                + " of "
                + a.size()
                + " numbers, by up to "
                + largest);
      }
    }
    return Optional.empty();
  }
}
