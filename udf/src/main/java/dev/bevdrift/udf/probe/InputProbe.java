package dev.bevdrift.udf.probe;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.ImageSource;
import dev.bevdrift.udf.infer.InferenceOptions;
import dev.bevdrift.udf.infer.RungOutcome;
import dev.bevdrift.udf.infer.SceneInference;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs graphs on one frame as it is and disturbed, and compares how their outputs move. */
public final class InputProbe {
  private static final List<Role> COMPARED =
      List.of(Role.BEV_EMBED, Role.ALL_CLS_SCORES, Role.ALL_BBOX_PREDS);

  /** The precision of which rounding is too small to speak of. */
  private static final String FULL = "fp32";

  private final Ladder ladder;
  private final RuntimeOptions runtime;
  private final ImageSource images;
  private final Frame before;
  private final Frame frame;
  private final Reaction ofBaseline;
  private final Reaction ofBaselineAlone;

  /** The outputs of a frame as it is, and how they move; both by role of the output. */
  private record Reaction(
      Map<String, Tensor> still, Map<Disturbance, Map<String, Movement>> moved) {}

  private InputProbe(
      Ladder ladder,
      GraphRung baseline,
      Frame before,
      Frame frame,
      RuntimeOptions runtime,
      ImageSource images) {
    this.ladder = ladder;
    this.runtime = runtime;
    this.images = images;
    this.before = before;
    this.frame = frame;
    this.ofBaseline = reaction(baseline, baseline.temporal());
    this.ofBaselineAlone = baseline.temporal() ? reaction(baseline, false) : ofBaseline;
  }

  /**
   * Runs the baseline, ready to compare others with it.
   *
   * @param baseline a rung that is known to listen, such as faithful
   * @param before the frame before {@code frame} in its scene
   * @param images where frames without pictures of their own have them
   * @throws InputException when the graph cannot be opened or fails on these frames
   */
  public static InputProbe of(
      Ladder ladder,
      GraphRung baseline,
      Frame before,
      Frame frame,
      RuntimeOptions runtime,
      ImageSource images) {
    if (!before.sameSequence(frame)) {
      throw new IllegalArgumentException(
          "Cannot probe " + frame + " after " + before + ": expected frames of one scene");
    }
    return new InputProbe(ladder, baseline, before, frame, runtime, images);
  }

  /**
   * How a rung responds to each disturbance that the baseline responds to. A rung without memory is
   * compared with the baseline on a first frame.
   *
   * @return empty when the two have no raw output in common
   * @throws InputException when the graph cannot be opened or fails on these frames
   */
  public List<Response> responses(GraphRung rung) {
    Reaction theirs = rung.temporal() ? ofBaseline : ofBaselineAlone;
    Reaction ours = reaction(rung, rung.temporal());
    List<Response> responses = new ArrayList<>();
    for (Disturbance disturbance : ours.moved.keySet()) {
      worst(rung, disturbance, ours, theirs).ifPresent(responses::add);
    }
    return responses;
  }

  private static Optional<Response> worst(
      GraphRung rung, Disturbance disturbance, Reaction ours, Reaction theirs) {
    Map<String, Movement> moved = theirs.moved.getOrDefault(disturbance, Map.of());
    Response worst = null;
    for (Map.Entry<String, Movement> entry : ours.moved.get(disturbance).entrySet()) {
      String role = entry.getKey();
      Movement baseline = moved.get(role);
      if (baseline == null || baseline.size() != entry.getValue().size() || baseline.rms() == 0) {
        continue;
      }
      double rounding =
          rung.precision().equals(FULL)
              ? 0
              : Movement.of(theirs.still.get(role), ours.still.get(role)).rms() / baseline.rms();
      Response response =
          new Response(
              rung.id(),
              disturbance,
              role,
              entry.getValue().rms(),
              baseline.rms(),
              entry.getValue().rmsOfDifference(baseline) / baseline.rms(),
              rounding);
      if (worst == null || beyond(response) > beyond(worst)) {
        worst = response;
      }
    }
    return Optional.ofNullable(worst);
  }

  /** The mismatch that rounding does not explain. */
  private static double beyond(Response response) {
    return response.mismatch() - response.rounding();
  }

  private Reaction reaction(GraphRung rung, boolean remembering) {
    Map<Disturbance, Map<String, Movement>> all = new EnumMap<>(Disturbance.class);
    try (BevModel model = BevModel.open(ladder, rung, runtime)) {
      Map<String, Tensor> still = outputs(model, remembering, frame);
      for (Disturbance disturbance : Disturbance.values()) {
        if (disturbance.needsMemory() && !remembering) {
          continue;
        }
        boolean withMemory = remembering && disturbance != Disturbance.MEMORY;
        Map<String, Tensor> moved = outputs(model, withMemory, disturbance.of(frame));
        Map<String, Movement> byRole = new LinkedHashMap<>();
        still.forEach((role, tensor) -> byRole.put(role, Movement.of(tensor, moved.get(role))));
        all.put(disturbance, byRole);
      }
      return new Reaction(still, all);
    }
  }

  private Map<String, Tensor> outputs(BevModel model, boolean remembering, Frame last) {
    List<Frame> stream = remembering ? List.of(before, last) : List.of(last);
    InferenceOptions options =
        InferenceOptions.defaults()
            .with(images)
            .withChunkFrames(1)
            .with((of, role) -> of == last && COMPARED.contains(role));
    SceneInference inference = SceneInference.of(List.of(model), ladder, options);
    Iterator<FrameOutcome> outcomes = inference.run(stream.iterator());
    Map<String, Tensor> ofLast = Map.of();
    while (outcomes.hasNext()) {
      RungOutcome outcome = outcomes.next().rungs().get(0);
      outcome
          .fault()
          .ifPresent(
              fault -> {
                throw new InputException(fault.message());
              });
      ofLast = outcome.outputs();
    }
    return ofLast;
  }
}
