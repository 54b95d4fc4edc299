package dev.bevdrift.udf.probe;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out how outputs came about: feeds a graph that is known to be right as each known fault
 * would, and looks which of them gives these outputs. Not thread-safe.
 */
public final class Reenactment {
  private static final List<Role> COMPARED = List.of(Role.ALL_CLS_SCORES, Role.ALL_BBOX_PREDS);

  /** Below this difference there is nothing to explain: lower precisions lie there. */
  private static final double SOUND = 0.02;

  /** A fault explains outputs when it leaves this share of their difference... */
  private static final double LEFT = 0.25;

  /** ...and of the difference that the next best explanation leaves. */
  private static final double CLEARLY = 0.5;

  /**
   * The fault that explains outputs.
   *
   * @param asIs relative difference of the outputs from those of the graph fed rightly
   * @param left the same from those of the graph fed with the fault
   */
  public record Explained(InputFault fault, double asIs, double left) {}

  private final Ladder ladder;
  private final GraphRung rung;
  private final List<Frame> frames;
  private final RuntimeOptions runtime;
  private final List<Map<String, Tensor>> fedRightly;
  private Map<InputFault, List<Map<String, Tensor>>> fedWrongly = Map.of();

  private Reenactment(Ladder ladder, GraphRung rung, List<Frame> frames, RuntimeOptions runtime) {
    this.ladder = ladder;
    this.rung = rung;
    this.frames = List.copyOf(frames);
    this.runtime = runtime;
    try (BevModel model = BevModel.open(ladder, rung, runtime)) {
      fedRightly = run(model, ladder, frames);
    }
  }

  /**
   * Runs a graph that is right.
   *
   * @param frames from the first of a scene on, pictures at hand
   * @throws InputException when the graph cannot be opened or fails on these frames
   */
  public static Reenactment of(
      Ladder ladder, GraphRung rung, List<Frame> frames, RuntimeOptions runtime) {
    return new Reenactment(ladder, rung, frames, runtime);
  }

  /**
   * The fault that explains outputs; runs all faults the first time that there is something to
   * explain.
   *
   * @param outputs of the frames, by role name, in their order
   * @return empty when the outputs are as they should be, or no fault explains them
   */
  public Optional<Explained> explain(List<Map<String, Tensor>> outputs) {
    double asIs = difference(fedRightly, outputs);
    if (!(asIs > SOUND)) {
      return Optional.empty();
    }
    InputFault best = null;
    double least = Double.POSITIVE_INFINITY;
    double next = asIs;
    for (Map.Entry<InputFault, List<Map<String, Tensor>>> fed : faults().entrySet()) {
      double left = difference(fed.getValue(), outputs);
      if (left < least) {
        next = Math.min(next, least);
        least = left;
        best = fed.getKey();
      } else {
        next = Math.min(next, left);
      }
    }
    boolean explains = best != null && least < LEFT * asIs && least < CLEARLY * next;
    return explains ? Optional.of(new Explained(best, asIs, least)) : Optional.empty();
  }

  private Map<InputFault, List<Map<String, Tensor>>> faults() {
    if (fedWrongly.isEmpty()) {
      Map<InputFault, List<Map<String, Tensor>>> all = new LinkedHashMap<>();
      try (BevModel model = BevModel.open(ladder, rung, runtime)) {
        for (InputFault fault : InputFault.of(ladder)) {
          Ladder prepared = ladder.with(fault.preprocess().apply(ladder.preprocess()));
          all.put(fault, run(model, prepared, fault.frames().apply(frames)));
        }
      }
      fedWrongly = all;
    }
    return fedWrongly;
  }

  private static List<Map<String, Tensor>> run(BevModel model, Ladder ladder, List<Frame> frames) {
    InferenceOptions options =
        InferenceOptions.defaults()
            .withChunkFrames(1)
            .with((frame, role) -> COMPARED.contains(role));
    SceneInference inference = SceneInference.of(List.of(model), ladder, options);
    List<Map<String, Tensor>> outputs = new ArrayList<>();
    Iterator<FrameOutcome> outcomes = inference.run(frames.iterator());
    while (outcomes.hasNext()) {
      RungOutcome outcome = outcomes.next().rungs().get(0);
      outcome
          .fault()
          .ifPresent(
              fault -> {
                throw new InputException(fault.message());
              });
      outputs.add(outcome.outputs());
    }
    return outputs;
  }

  /** The last layers' root mean square difference over that of {@code of}, the larger tensor's. */
  private static double difference(List<Map<String, Tensor>> of, List<Map<String, Tensor>> from) {
    double largest = 0;
    for (Role role : COMPARED) {
      double squares = 0;
      double whole = 0;
      for (int f = 0; f < of.size(); f++) {
        Tensor a = of.get(f).get(role.key());
        Tensor b = from.get(f).get(role.key());
        int layer = a.size() / Math.toIntExact(a.shape().get(0));
        for (int i = 1; i <= Math.min(layer, b.size()); i++) {
          double x = a.x(a.size() - i);
          double d = x - b.x(b.size() - i);
          squares += d * d;
          whole += x * x;
        }
      }
      largest = Math.max(largest, Math.sqrt(squares / whole));
    }
    return largest;
  }
}
