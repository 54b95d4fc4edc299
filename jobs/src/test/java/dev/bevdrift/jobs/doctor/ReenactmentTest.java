package dev.bevdrift.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.InferenceOptions;
import dev.bevdrift.udf.infer.SceneInference;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import dev.bevdrift.udf.probe.InputFault;
import dev.bevdrift.udf.probe.Reenactment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wrong inputs are told from a network's outputs: the sample's half-precision graph stands for
 * another runtime, fed wrongly, and its single-precision graph for the one that is known.
 */
class ReenactmentTest {
  private static final int FRAMES = 3;
  private static final RuntimeOptions RUNTIME =
      RuntimeOptions.of(RuntimeOptions.Provider.CPU).withIntraOpThreads(1);
  private static Ladder ladder;
  private static List<Frame> frames;
  private static Reenactment reenactment;

  @BeforeAll
  static void read() {
    ladder = SampleMaterial.ladder();
    frames = new ArrayList<>();
    Path file =
        new Path(System.getProperty("bevdrift.root") + "/sample/frames/scene-7004-0.parquet");
    try (CloseableIterator<Frame> rows = FramesTable.read(Storage.local(), file)) {
      while (frames.size() < FRAMES) {
        frames.add(rows.next());
      }
    }
    reenactment = Reenactment.of(ladder, rung("faithful"), frames, RUNTIME);
  }

  private static GraphRung rung(String id) {
    return (GraphRung) ladder.rung(id).orElseThrow();
  }

  private static List<Map<String, Tensor>> outputs(String id, Ladder prepared, List<Frame> stream) {
    List<Map<String, Tensor>> outputs = new ArrayList<>();
    try (BevModel model = BevModel.open(ladder, rung(id), RUNTIME)) {
      Iterator<FrameOutcome> outcomes =
          SceneInference.of(
                  List.of(model), prepared, InferenceOptions.defaults().withChunkFrames(1))
              .run(stream.iterator());
      outcomes.forEachRemaining(outcome -> outputs.add(outcome.rungs().get(0).outputs()));
    }
    return outputs;
  }

  @Test
  void everyWrongInputIsNamed() {
    List<String> missed = new ArrayList<>();
    for (InputFault fault : InputFault.of(ladder)) {
      Ladder prepared = ladder.with(fault.preprocess().apply(ladder.preprocess()));
      var explained = reenactment.explain(outputs("fp16", prepared, fault.frames().apply(frames)));
      List<String> said = explained.map(ReenactmentTest::messages).orElse(List.of());
      if (!said.equals(List.of(fault.message()))) {
        missed.add(fault.message() + " -> " + said);
      }
    }
    assertThat(missed).isEmpty();
  }

  @Test
  void anEarlierDecoderLayerIsNamed() {
    List<Map<String, Tensor>> earlier = new ArrayList<>();
    for (Map<String, Tensor> of : outputs("fp16", ladder, frames)) {
      Map<String, Tensor> cut = new TreeMap<>();
      for (String role : List.of("all_cls_scores", "all_bbox_preds")) {
        Tensor whole = of.get(role);
        int layer = whole.size() / Math.toIntExact(whole.shape().get(0));
        float[] numbers = new float[layer]; // one layer alone, as a deployed graph puts out
        for (int i = 0; i < layer; i++) {
          numbers[i] = whole.x(whole.size() - 2 * layer + i);
        }
        cut.put(role, Tensor.of(List.of(1L, 1L, whole.shape().get(2), 10L), numbers));
      }
      earlier.add(cut);
    }
    assertThat(reenactment.explain(earlier).map(ReenactmentTest::messages))
        .contains(List.of("The outputs are those of the decoder layer before the last"));
  }

  private static List<String> messages(Reenactment.Explained explained) {
    return explained.faults().stream().map(InputFault::message).toList();
  }

  /**
   * Each fault with a few of the others, fed to another graph than the one that knows. Nothing but
   * what was done wrong is named; most are named both.
   */
  @Test
  void twoWrongInputsAtOnceAreNamedOrUnknown() {
    List<InputFault> faults = InputFault.of(ladder);
    Map<String, Integer> counts = new TreeMap<>();
    List<String> innocent = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      InputFault one = faults.get(i);
      InputFault other = faults.get((i + 7) % faults.size());
      if (one.rule().equals(other.rule())) {
        continue;
      }
      InputFault both = one.and(other);
      Ladder prepared = ladder.with(both.preprocess().apply(ladder.preprocess()));
      List<String> said =
          reenactment
              .explain(outputs("fp16", prepared, both.frames().apply(frames)))
              .map(ReenactmentTest::messages)
              .orElse(List.of());
      counts.merge(List.of("unknown", "one", "both").get(said.size()), 1, Integer::sum);
      if (!List.of(one.message(), other.message()).containsAll(said)
          && !samePictures(faults, said, both)) {
        innocent.add(both.message() + " -> " + said);
      }
    }
    System.out.println("two wrong inputs at once: " + counts);
    assertThat(innocent).isEmpty();
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(all).isGreaterThan(15);
    assertThat(2 * counts.getOrDefault("both", 0)).isGreaterThan(all);
  }

  /** Two mistakes about cameras may be one pair as well as another: the pictures stand the same. */
  private static boolean samePictures(List<InputFault> faults, List<String> said, InputFault both) {
    List<InputFault> named =
        said.stream()
            .map(
                message ->
                    faults.stream().filter(f -> f.message().equals(message)).findFirst().get())
            .toList();
    return named.size() == 2
        && (pictures(named.get(0).and(named.get(1))).equals(pictures(both))
            || pictures(named.get(1).and(named.get(0))).equals(pictures(both)));
  }

  private static List<Object> pictures(InputFault fault) {
    List<Object> pictures = new ArrayList<>();
    for (Frame frame : fault.frames().apply(frames)) {
      frame.cameras().forEach(view -> pictures.add(List.of(view.channel(), view.jpeg())));
    }
    pictures.add(fault.preprocess().apply(ladder.preprocess()));
    return pictures;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"faithful", "R09-gather-grid-sample", "O4-simplify", "fp16", "ours-opset11"})
  void rightInputsAreNotBlamed(String id) {
    assertThat(reenactment.explain(outputs(id, ladder, frames))).isEmpty();
  }

  /** They differ, but not by their inputs. */
  @ParameterizedTest
  @ValueSource(strings = {"R03a-bake-can-bus", "O2-bake-visibility"})
  void aLossyRewriteIsNoWrongInput(String id) {
    assertThat(reenactment.explain(outputs(id, ladder, frames))).isEmpty();
  }

  /** Nothing is guessed. */
  @Test
  void noiseIsUnknown() {
    Random random = new Random(11);
    List<Map<String, Tensor>> noisy = new ArrayList<>();
    for (Map<String, Tensor> of : outputs("faithful", ladder, frames)) {
      Map<String, Tensor> changed = new TreeMap<>();
      of.forEach(
          (name, tensor) -> {
            float[] numbers = new float[tensor.size()];
            for (int i = 0; i < numbers.length; i++) {
              numbers[i] = tensor.x(i) + (float) random.nextGaussian();
            }
            changed.put(name, Tensor.of(tensor.shape(), numbers));
          });
      noisy.add(changed);
    }
    assertThat(reenactment.explain(noisy)).isEmpty();
  }
}
