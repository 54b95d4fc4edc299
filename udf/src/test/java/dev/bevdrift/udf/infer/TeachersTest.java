package dev.bevdrift.udf.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.udf.golden.ToyLadder;
import dev.bevdrift.udf.ladder.Baseline;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The toys' memory is a sum over the BEV that they were given, so a lesson shows in every number.
 */
class TeachersTest {
  private static final RuntimeOptions CPU = RuntimeOptions.of(RuntimeOptions.Provider.CPU);
  private static final String TAUGHT = "temporal-taught";

  private final Ladder ladder = Ladder.open(ToyLadder.source());
  private final List<BevModel> models = new ArrayList<>();

  @AfterEach
  void close() {
    models.forEach(BevModel::close);
  }

  private SceneInference inference(int chunkFrames, String teacher, String... ids) {
    for (String id : ids) {
      GraphRung rung = (GraphRung) ladder.rung(id.replace("-taught", "")).orElseThrow();
      models.add(BevModel.open(ladder, rung.withId(id, Baseline.of("temporal")), CPU));
    }
    return SceneInference.of(
        models,
        ladder,
        InferenceOptions.defaults()
            .withChunkFrames(chunkFrames)
            .with(Teachers.of(Map.of(TAUGHT, teacher))));
  }

  private static List<FrameOutcome> all(
      SceneInference inference, Teachers.Reference reference, Frame... frames) {
    List<FrameOutcome> outcomes = new ArrayList<>();
    inference.run(List.of(frames).iterator(), reference).forEachRemaining(outcomes::add);
    return outcomes;
  }

  private static Frame[] frames() {
    return new Frame[] {
      ToyFrames.frame("a", 1),
      ToyFrames.frame("a", 2),
      ToyFrames.frame("a", 3),
      ToyFrames.frame("b", 1),
      ToyFrames.frame("b", 2)
    };
  }

  private static float bev(RungOutcome outcome) {
    return outcome.output("bev_embed").orElseThrow().x(11);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void taughtByItselfARunGivesItsOwnBytes(int chunkFrames) {
    List<FrameOutcome> outcomes =
        all(
            inference(chunkFrames, "temporal", "temporal", TAUGHT),
            Teachers.Reference.none(),
            frames());

    for (FrameOutcome outcome : outcomes) {
      RungOutcome free = outcome.rungs().get(0);
      RungOutcome taught = outcome.rungs().get(1);
      assertThat(taught.runNs()).as("it ran, and took no twin's outputs").isPositive();
      assertThat(taught.output("bev_embed").orElseThrow().asBuffer())
          .isEqualTo(free.output("bev_embed").orElseThrow().asBuffer());
    }
  }

  @Test
  void theReferencesPreviousBevIsRememberedInPlaceOfTheRunsOwn() {
    Tensor zeros = Tensor.adopt(List.of(4L, 1L, 3L), new float[12]);
    List<FrameOutcome> free =
        all(inference(2, "temporal", "temporal"), Teachers.Reference.none(), frames());
    close();
    models.clear();
    List<FrameOutcome> taught =
        all(
            inference(2, Teachers.REFERENCE, TAUGHT),
            (frame, run) -> Map.of("bev_embed", zeros),
            frames());

    assertThat(bev(taught.get(0).rungs().get(0))).isEqualTo(bev(free.get(0).rungs().get(0)));
    // What the free run has from its own memory, in the last cell, whose weight is 0.11.
    double remembered = 0.66 * bev(free.get(1).rungs().get(0)) / 0.11;
    assertThat((bev(free.get(2).rungs().get(0)) - bev(taught.get(2).rungs().get(0))) / 0.11)
        .isCloseTo(remembered, within(1e-3));
    assertThat(remembered).isGreaterThan(1);
  }

  @Test
  void aFrameThatTheTeacherLacksCostsTheNextFrameOnly() {
    Tensor zeros = Tensor.adopt(List.of(4L, 1L, 3L), new float[12]);
    List<FrameOutcome> taught =
        all(
            inference(4, Teachers.REFERENCE, TAUGHT),
            (frame, run) ->
                frame.sampleToken().equals("a-1") ? Map.of() : Map.of("bev_embed", zeros),
            frames());

    assertThat(taught.get(1).rungs().get(0).fault().orElseThrow().message())
        .isEqualTo(
            "Cannot use rung temporal-taught on frame a-2 of a: its teacher, reference, has no BEV"
                + " of the frame before");
    for (int i : new int[] {0, 2, 3, 4}) {
      assertThat(taught.get(i).rungs().get(0).fault()).as("frame %d", i).isEmpty();
    }
  }

  @Test
  void aCorruptPictureCostsATaughtRunThatFrameAndTheNext() {
    List<CameraView> views = new ArrayList<>(ToyFrames.frame("a", 2).cameras());
    views.set(3, ToyFrames.view("CAM_BACK", Arrays.copyOf(ToyFrames.jpeg(20), 200)));
    Frame[] frames = frames();
    frames[1] = ToyFrames.builder("a", 2).cameras(views).build();
    List<FrameOutcome> outcomes =
        all(inference(4, "temporal", "temporal", TAUGHT), Teachers.Reference.none(), frames);

    assertThat(outcomes.get(1).rungs().get(1).fault().orElseThrow().stage())
        .isEqualTo(FrameFault.Stage.IMAGE);
    assertThat(outcomes.get(2).rungs().get(1).fault().orElseThrow().stage())
        .isEqualTo(FrameFault.Stage.PREVIOUS_BEV);
    assertThat(outcomes.get(3).rungs().get(1).fault()).isEmpty();
  }

  @Test
  void aTeacherThatComesLaterIsRefused() {
    SceneInference inference = inference(4, "temporal", TAUGHT, "temporal");

    assertThatThrownBy(() -> all(inference, Teachers.Reference.none(), frames()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot teach temporal-taught: temporal does not run before it");
  }
}
