package dev.bevdrift.udf.infer;

import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.image.Preprocessor;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.AfterRun;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.Features;
import dev.bevdrift.udf.model.InferenceException;
import dev.bevdrift.udf.model.PrefixModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether rungs' prefixes and heads give what their whole graphs give, to the last bit, on a few
 * frames. Where they do not, the whole graph must run.
 *
 * <p>Pictures are decoded once, and a prefix runs once a frame, for all rungs. Several rungs may be
 * asked about at the same time; closing frees what the prefixes made.
 */
public final class PartsCheck implements AutoCloseable {
  /** Frames that are compared, from a scene's start: without memory, and with it. */
  public static final int FRAMES = 2;

  private final Ladder ladder;
  private final RuntimeOptions runtime;
  private final List<FrameInput> inputs = new ArrayList<>();
  private final Map<Seen, Features> made = new HashMap<>(); // guarded by itself

  private PartsCheck(Ladder ladder, RuntimeOptions runtime) {
    this.ladder = ladder;
    this.runtime = runtime;
  }

  /** A prefix, and the place of the frame that it saw. */
  private record Seen(PrefixModel.Id prefix, int place) {}

  /**
   * Decodes the frames' pictures.
   *
   * @param images where pictures by address are read
   * @param frames the first ones of a scene, in time order
   */
  public static PartsCheck on(
      Ladder ladder, RuntimeOptions runtime, ImageSource images, List<Frame> frames) {
    PartsCheck check = new PartsCheck(ladder, runtime);
    Preprocessor preprocessor = Preprocessor.of(ladder.preprocess(), Decoding.EXACT);
    for (Frame frame : frames) {
      FrameInput input = FrameInput.of(ladder, images, preprocessor);
      input.fill(frame);
      check.inputs.add(input);
    }
    return check;
  }

  /**
   * Runs both forms of a rung.
   *
   * @param rung with parts
   * @return empty when every output is equal; else one line that says what differs, or that no
   *     frame could be compared
   * @throws dev.bevdrift.metrics.InputException when a graph cannot be opened
   */
  public Optional<String> difference(GraphRung rung) {
    int compared = 0;
    try (BevModel whole = BevModel.open(ladder, rung, runtime);
        BevModel parts = BevModel.openParts(ladder, rung, runtime)) {
      RungRunner one = RungRunner.of(whole, ladder, Optional.empty(), Decoding.EXACT);
      RungRunner other = RungRunner.of(parts, ladder, Optional.empty(), Decoding.EXACT);
      for (int i = 0; i < inputs.size(); i++) {
        FrameInput input = inputs.get(i);
        RungRunner.FeatureSource features = ofFrame(i);
        RungRunner.Ran expected = one.run(input, features, AfterRun.KEEP_MEMORY);
        RungRunner.Ran given = other.run(input, features, AfterRun.KEEP_MEMORY);
        Optional<String> difference = difference(expected, given);
        if (difference.isPresent()) {
          return Optional.of(difference.get() + " on " + input.frame());
        }
        compared += expected.failed() ? 0 : 1;
      }
    }
    return compared > 0
        ? Optional.empty()
        : Optional.of("none of the first " + inputs.size() + " frames could be run");
  }

  private RungRunner.FeatureSource ofFrame(int place) {
    return (prefix, feeds) -> features(new Seen(prefix.id(), place), prefix, feeds);
  }

  private Features features(Seen seen, PrefixModel prefix, Map<String, FloatBuffer> feeds)
      throws InferenceException {
    synchronized (made) {
      Features known = made.get(seen);
      if (known == null) {
        known = prefix.run(feeds, AfterRun.KEEP_MEMORY);
        made.put(seen, known);
      }
      return known;
    }
  }

  private static Optional<String> difference(RungRunner.Ran whole, RungRunner.Ran parts) {
    if (whole.failed() != parts.failed()) {
      return Optional.of(
          whole.failed()
              ? "only the whole graph fails: " + whole.fault().message()
              : "only the parts fail: " + parts.fault().message());
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

  @Override
  public void close() {
    synchronized (made) {
      made.values().forEach(Features::close);
      made.clear();
    }
  }
}
