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

  private final Ladder ladder;
  private final RuntimeOptions runtime;
  private final ImageSource images;
  private final Frame before;
  private final Frame frame;
  private final Map<Disturbance, Map<String, Movement>> ofBaseline;
  private final Map<Disturbance, Map<String, Movement>> ofBaselineAlone;

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
    this.ofBaseline = movements(baseline, baseline.temporal());
    this.ofBaselineAlone = baseline.temporal() ? movements(baseline, false) : ofBaseline;
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
    var theirs = rung.temporal() ? ofBaseline : ofBaselineAlone;
    List<Response> responses = new ArrayList<>();
    movements(rung, rung.temporal())
        .forEach(
            (disturbance, ours) ->
                worst(rung, disturbance, ours, theirs.getOrDefault(disturbance, Map.of()))
                    .ifPresent(responses::add));
    return responses;
  }

  private static Optional<Response> worst(
      GraphRung rung,
      Disturbance disturbance,
      Map<String, Movement> ours,
      Map<String, Movement> theirs) {
    Response worst = null;
    for (Map.Entry<String, Movement> entry : ours.entrySet()) {
      Movement baseline = theirs.get(entry.getKey());
      if (baseline == null || baseline.size() != entry.getValue().size() || baseline.rms() == 0) {
        continue;
      }
      Response response =
          new Response(
              rung.id(),
              disturbance,
              entry.getKey(),
              entry.getValue().rms(),
              baseline.rms(),
              entry.getValue().rmsOfDifference(baseline) / baseline.rms());
      if (worst == null || response.mismatch() > worst.mismatch()) {
        worst = response;
      }
    }
    return Optional.ofNullable(worst);
  }

  /** Movements by disturbance and by role of the output. */
  private Map<Disturbance, Map<String, Movement>> movements(GraphRung rung, boolean remembering) {
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
    }
    return all;
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
