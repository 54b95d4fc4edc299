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
import java.util.function.UnaryOperator;

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

  private static final InputFault EARLIER_LAYER =
      new InputFault(
          "decoder-layer",
          "The outputs are those of the decoder layer before the last",
          "which of the decoder's layers goes out: the last one's scores and boxes count",
          UnaryOperator.identity(),
          UnaryOperator.identity());

  /**
   * What explains outputs.
   *
   * @param faults one, or two at once
   * @param asIs relative difference of the outputs from those of the graph fed rightly
   * @param left the same from those of the graph fed with the faults
   */
  public record Explained(List<InputFault> faults, double asIs, double left) {
    public Explained {
      faults = List.copyOf(faults);
    }
  }

  /** The best explanation so far, and what the next best leaves. */
  private record Best(List<InputFault> faults, double left, double next) {
    Best or(List<InputFault> others, double leave) {
      return leave < left
          ? new Best(others, leave, left)
          : new Best(faults, left, Math.min(next, leave));
    }
  }

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
   * The fault that explains outputs, or the two that do together; runs all faults the first time
   * that there is something to explain.
   *
   * <p>Of two faults one is the single fault that explains most: the other is looked for beside it.
   *
   * @param outputs of the frames, by role name, in their order
   * @return empty when the outputs are as they should be, or no fault explains them
   */
  public Optional<Explained> explain(List<Map<String, Tensor>> outputs) {
    double asIs = difference(fedRightly, outputs);
    if (!(asIs > SOUND)) {
      return Optional.empty();
    }
    Best best =
        new Best(List.of(), asIs, asIs)
            .or(List.of(EARLIER_LAYER), difference(withoutLastLayer(fedRightly), outputs));
    for (Map.Entry<InputFault, List<Map<String, Tensor>>> fed : faults().entrySet()) {
      best = best.or(List.of(fed.getKey()), difference(fed.getValue(), outputs));
    }
    boolean input = !best.faults.isEmpty() && !best.faults.get(0).equals(EARLIER_LAYER);
    if (!explains(best, asIs) && input) {
      best = withASecond(best, outputs);
    }
    return explains(best, asIs)
        ? Optional.of(new Explained(best.faults, asIs, best.left))
        : Optional.empty();
  }

  private static boolean explains(Best best, double asIs) {
    return best.left < LEFT * asIs && best.left < CLEARLY * best.next;
  }

  private Best withASecond(Best alone, List<Map<String, Tensor>> outputs) {
    InputFault first = alone.faults.get(0);
    Best best = new Best(alone.faults, alone.left, alone.left);
    try (BevModel model = BevModel.open(ladder, rung, runtime)) {
      for (InputFault second : InputFault.of(ladder)) {
        if (!second.rule().equals(first.rule())) {
          best =
              best.or(List.of(first, second), difference(fed(model, first.and(second)), outputs));
        }
      }
    }
    return best;
  }

  private Map<InputFault, List<Map<String, Tensor>>> faults() {
    if (fedWrongly.isEmpty()) {
      Map<InputFault, List<Map<String, Tensor>>> all = new LinkedHashMap<>();
      try (BevModel model = BevModel.open(ladder, rung, runtime)) {
        for (InputFault fault : InputFault.of(ladder)) {
          all.put(fault, fed(model, fault));
        }
      }
      fedWrongly = all;
    }
    return fedWrongly;
  }

  private List<Map<String, Tensor>> fed(BevModel model, InputFault fault) {
    Ladder prepared = ladder.with(fault.preprocess().apply(ladder.preprocess()));
    return run(model, prepared, fault.frames().apply(frames));
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

  /** Outputs as they would be if the decoder ended a layer earlier; the same if it has but one. */
  private static List<Map<String, Tensor>> withoutLastLayer(List<Map<String, Tensor>> outputs) {
    List<Map<String, Tensor>> all = new ArrayList<>();
    for (Map<String, Tensor> of : outputs) {
      Map<String, Tensor> earlier = new LinkedHashMap<>();
      of.forEach((role, tensor) -> earlier.put(role, withoutLastLayer(tensor)));
      all.add(earlier);
    }
    return all;
  }

  private static Tensor withoutLastLayer(Tensor of) {
    int layers = Math.toIntExact(of.shape().get(0));
    if (layers == 1) {
      return of;
    }
    List<Long> shape = new ArrayList<>(of.shape());
    shape.set(0, layers - 1L);
    float[] numbers = new float[of.size() / layers * (layers - 1)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = of.x(i);
    }
    return Tensor.of(shape, numbers);
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
