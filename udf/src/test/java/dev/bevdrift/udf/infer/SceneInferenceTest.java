package dev.bevdrift.udf.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.golden.ToyLadder;
import dev.bevdrift.udf.image.Preprocessor;
import dev.bevdrift.udf.ladder.Baseline;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneInferenceTest {
  private static final RuntimeOptions CPU = RuntimeOptions.of(RuntimeOptions.Provider.CPU);
  private static final double BEV_SUM = 0.66; // of the toy's weights: (0 + 1 + ... + 11) / 100
  private static final int LAST_CELL = 11;

  private final Ladder ladder = Ladder.open(ToyLadder.source());
  private final List<BevModel> models = new ArrayList<>();

  @AfterEach
  void close() {
    models.forEach(BevModel::close);
  }

  private SceneInference inference(InferenceOptions options, String... ids) {
    for (String id : ids) {
      models.add(BevModel.open(ladder, rung(id), CPU));
    }
    return SceneInference.of(models, ladder, options);
  }

  private GraphRung rung(String id) {
    return (GraphRung) ladder.rung(id).orElseThrow();
  }

  private static List<FrameOutcome> all(Iterator<FrameOutcome> outcomes) {
    List<FrameOutcome> list = new ArrayList<>();
    outcomes.forEachRemaining(list::add);
    return list;
  }

  private static List<FrameOutcome> run(SceneInference inference, Frame... frames) {
    return all(inference.run(List.of(frames).iterator()));
  }

  /** The toy graphs' scalar, from a frame's own inputs: mean(img) + lidar2img part + signals. */
  private double scalar(Frame frame, double signals) {
    FrameInput input =
        FrameInput.of(ladder, ImageSource.localFiles(), Preprocessor.of(ladder.preprocess()));
    input.fill(frame);
    double img = 0;
    for (int i = 0; i < input.img().capacity(); i++) {
      img += input.img().get(i);
    }
    double lidar2img = 0;
    for (int i = 0; i < input.lidar2img().capacity(); i++) {
      lidar2img += input.lidar2img().get(i);
    }
    return img / input.img().capacity() + lidar2img / 100_000 + signals / 1000;
  }

  private static double scalarOf(RungOutcome outcome) {
    return outcome.output("bev_embed").orElseThrow().x(LAST_CELL) / 0.11;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 9})
  void memoryAndDifferencesFollowTheSceneWhateverTheChunk(int chunkFrames) {
    SceneInference inference =
        inference(InferenceOptions.defaults().withChunkFrames(chunkFrames), "temporal", "single");
    Frame[] frames = {
      ToyFrames.frame("a", 1),
      ToyFrames.frame("a", 2),
      ToyFrames.frame("a", 4),
      ToyFrames.frame("b", 3),
      ToyFrames.frame("b", 4)
    };
    double[] differences = {0, 100 + 3, 200 + 12, 0, 100 + 7};

    List<FrameOutcome> outcomes = run(inference, frames);

    double memory = 0;
    for (int i = 0; i < frames.length; i++) {
      boolean first = i == 0 || i == 3;
      double expected = scalar(frames[i], differences[i] - 1) + (first ? 0 : 10 + BEV_SUM * memory);
      assertThat(outcomes.get(i).frame()).isSameAs(frames[i]);
      assertThat(scalarOf(outcomes.get(i).rungs().get(0)))
          .as("temporal, frame %d; tolerance: 32-bit sums of 576 numbers", i)
          .isCloseTo(expected, within(2e-5));
      assertThat(scalarOf(outcomes.get(i).rungs().get(1)))
          .as("single frame: differences are 0 on every frame %d", i)
          .isCloseTo(scalar(frames[i], -1), within(2e-5));
      memory = expected;
    }
  }

  @Test
  void aNewSequenceOfTheSameSceneStartsAfresh() {
    Frame second = ToyFrames.builder("a", 2).sequence(1).build();
    List<FrameOutcome> outcomes =
        run(inference(InferenceOptions.defaults(), "temporal"), ToyFrames.frame("a", 1), second);

    assertThat(scalarOf(outcomes.get(1).rungs().get(0)))
        .isCloseTo(scalar(second, -1), within(2e-5));
  }

  @Test
  void aSecondRunThroughOtherModelsGivesTheSameBytes() {
    Frame[] frames = {ToyFrames.frame("a", 1), ToyFrames.frame("a", 2)};
    List<FrameOutcome> once = run(inference(InferenceOptions.defaults(), "temporal"), frames);
    close();
    models.clear();
    models.add(
        BevModel.openApart(
            ladder, rung("temporal").withId("again", Baseline.of("rung:temporal")), CPU, "again"));
    List<FrameOutcome> again =
        run(SceneInference.of(models, ladder, InferenceOptions.defaults()), frames);

    assertThat(again.get(1).rungs().get(0).rung()).isEqualTo("again");
    for (String role : List.of("bev_embed", "all_cls_scores", "all_bbox_preds")) {
      assertThat(again.get(1).rungs().get(0).output(role).orElseThrow().asBuffer())
          .isEqualTo(once.get(1).rungs().get(0).output(role).orElseThrow().asBuffer());
    }
  }

  @Test
  void boxesAreDecodedIntoTheGlobalFrame() {
    RungOutcome outcome =
        run(inference(InferenceOptions.defaults(), "decoded"), ToyFrames.frame("a", 1))
            .get(0)
            .rungs()
            .get(0);

    Detections boxes = outcome.detections();
    assertThat(boxes.size()).isEqualTo(2);
    assertThat(boxes.className(0)).isEqualTo("pedestrian");
    assertThat(boxes.score(0)).isEqualTo(0.9f);
    assertThat(boxes.translation(0).z()).isEqualTo(-1 + 0.75);
    assertThat(boxes.attribute(0)).isEqualTo("pedestrian.moving");
    assertThat(outcome.runNs()).isPositive();
  }

  @Test
  void aTwinTakesTheOutputsAndDecodesThemItsOwnWay() {
    List<RungOutcome> rungs =
        run(inference(InferenceOptions.defaults(), "single", "recipe-yaw"), ToyFrames.frame("a", 1))
            .get(0)
            .rungs();

    assertThat(rungs.get(1).rung()).isEqualTo("recipe-yaw");
    assertThat(rungs.get(1).runNs()).isZero();
    assertThat(rungs.get(1).output("bev_embed")).isEqualTo(rungs.get(0).output("bev_embed"));
    double right = rungs.get(0).detections().rotation(0).yawRad();
    double wrong = rungs.get(1).detections().rotation(0).yawRad();
    double atan2 = Math.atan2(0.6, 0.8);
    double recipe = Math.atan(1 / (1 + Math.exp(-0.75)));
    assertThat(right - wrong).as("32-bit yaws").isCloseTo(recipe - atan2, within(1e-6));
  }

  @Test
  void aTwinAloneRunsItself() {
    RungOutcome alone =
        run(inference(InferenceOptions.defaults(), "recipe-yaw"), ToyFrames.frame("a", 1))
            .get(0)
            .rungs()
            .get(0);

    assertThat(alone.fault()).isEmpty();
    assertThat(alone.detections().size()).isPositive();
  }

  @Test
  void theFilterDropsOutputsButNotTheMemory() {
    OutputFilter onlyScores = (frame, role) -> role == Role.ALL_CLS_SCORES;
    Frame[] frames = {ToyFrames.frame("a", 1), ToyFrames.frame("a", 2)};
    List<FrameOutcome> filtered =
        run(inference(InferenceOptions.defaults().with(onlyScores), "temporal"), frames);

    RungOutcome second = filtered.get(1).rungs().get(0);
    assertThat(second.outputs()).containsOnlyKeys("all_cls_scores");
    double first = scalar(frames[0], -1);
    assertThat((double) second.output("all_cls_scores").orElseThrow().x(0))
        .isCloseTo(0.1 * (scalar(frames[1], 102) + 10 + BEV_SUM * first) - 1, within(1e-5));
  }

  @Test
  void aCorruptPictureIsAFaultOfAllRungsAndEndsTheMemoryOfTheScene() {
    List<CameraView> views = new ArrayList<>(ToyFrames.frame("a", 2).cameras());
    views.set(3, ToyFrames.view("CAM_BACK", Arrays.copyOf(ToyFrames.jpeg(20), 200)));
    Frame broken = ToyFrames.builder("a", 2).cameras(views).build();
    List<FrameOutcome> outcomes =
        run(
            inference(InferenceOptions.defaults(), "temporal", "single"),
            ToyFrames.frame("a", 1),
            broken,
            ToyFrames.frame("a", 3),
            ToyFrames.frame("b", 1));

    FrameFault fault = outcomes.get(1).rungs().get(1).fault().orElseThrow();
    assertThat(fault.stage()).isEqualTo(FrameFault.Stage.IMAGE);
    assertThat(fault.camera()).isEqualTo("CAM_BACK");
    assertThat(fault.sampleToken()).isEqualTo("a-2");
    assertThat(fault.message())
        .startsWith("Cannot use the picture of CAM_BACK in frame a-2 of a: ")
        .doesNotContain("\n");
    assertThat(outcomes.get(1).rungs().get(0).fault()).contains(fault);
    assertThat(outcomes.get(1).rungs().get(0).detections().size()).isZero();
    assertThat(outcomes.get(2).rungs().get(0).fault())
        .contains(
            new FrameFault(
                "a-3",
                "",
                FrameFault.Stage.PREVIOUS_BEV,
                "Cannot use rung temporal on frame a-3 of a: an earlier frame of this scene failed,"
                    + " so that there is no previous BEV"));
    assertThat(outcomes.get(2).rungs().get(1).fault()).isEmpty();
    assertThat(outcomes.get(3).rungs().get(0).fault()).isEmpty();
  }

  @Test
  void aMissingCameraOrPictureIsNamed() {
    Frame five =
        ToyFrames.builder("a", 1).cameras(ToyFrames.frame("a", 1).cameras().subList(0, 5)).build();
    List<CameraView> views = new ArrayList<>(ToyFrames.frame("a", 2).cameras());
    views.set(0, ToyFrames.blind("CAM_FRONT").build());
    Frame blind = ToyFrames.builder("a", 2).cameras(views).build();

    List<FrameOutcome> outcomes =
        run(inference(InferenceOptions.defaults(), "single"), five, blind);

    assertThat(outcomes.get(0).rungs().get(0).fault().orElseThrow().message())
        .isEqualTo(
            "Cannot use the picture of CAM_BACK_RIGHT in frame a-1 of a:"
                + " there is no such camera in the frame");
    assertThat(outcomes.get(1).rungs().get(0).fault().orElseThrow().message())
        .isEqualTo(
            "Cannot use the picture of CAM_FRONT in frame a-2 of a:"
                + " it has neither bytes nor an address");
  }

  @Test
  void camerasAreFoundByNameInAnyOrder() {
    List<CameraView> turned = new ArrayList<>(ToyFrames.frame("a", 1).cameras());
    java.util.Collections.reverse(turned);
    Frame frame = ToyFrames.builder("a", 1).cameras(turned).build();

    RungOutcome outcome =
        run(inference(InferenceOptions.defaults(), "single"), frame).get(0).rungs().get(0);

    assertThat(scalarOf(outcome)).isCloseTo(scalar(ToyFrames.frame("a", 1), -1), within(2e-5));
  }

  @Test
  void aFaultOfOneRungLeavesTheOthersAlone() {
    List<RungOutcome> rungs =
        run(
                inference(
                    InferenceOptions.defaults(),
                    "throwing",
                    "not_a_number",
                    "changing_shape",
                    "single"),
                positiveSignals())
            .get(0)
            .rungs();

    assertFault(rungs.get(0), FrameFault.Stage.INFERENCE, "indices element out of data bounds");
    assertFault(
        rungs.get(1),
        FrameFault.Stage.OUTPUT,
        "Cannot use rung not_a_number on frame a-1 of a: all_cls_scores holds NaN at element 0 of 6,"
            + " expected finite numbers");
    assertFault(
        rungs.get(2),
        FrameFault.Stage.OUTPUT,
        "all_cls_scores has the shape [1, 1, 2, 2] and all_bbox_preds [1, 1, 3, 10],"
            + " expected [L, 1, Q, 2] and [L, 1, Q, 10]");
    assertThat(rungs.get(3).fault()).isEmpty();
    assertThat(rungs.get(3).detections().size()).isPositive();
  }

  @Test
  void whereOutputsAreNotNumbersTheGraphsBoundIsNamed(@TempDir Path temp) {
    ToyLadder toy =
        ToyLadder.in(temp).editRung("not_a_number", rung -> rung.put("visible_bound", 96));
    Ladder bounded = Ladder.open(toy.folder());
    try (BevModel model =
        BevModel.open(bounded, (GraphRung) bounded.rung("not_a_number").orElseThrow(), CPU)) {
      SceneInference inference =
          SceneInference.of(List.of(model), bounded, InferenceOptions.defaults());

      assertFault(
          run(inference, positiveSignals()).get(0).rungs().get(0),
          FrameFault.Stage.OUTPUT,
          "all_cls_scores holds NaN at element 0 of 6, expected finite numbers; one known cause"
              + " is a camera that sees more than the graph's visible_bound of 96 BEV cells");
    }
  }

  private static Frame positiveSignals() {
    double[] signals = new double[Frame.CAN_BUS_SIZE];
    signals[7] = 5;
    return ToyFrames.builder("a", 1).canBus(signals).build();
  }

  private static void assertFault(RungOutcome outcome, FrameFault.Stage stage, String part) {
    FrameFault fault = outcome.fault().orElseThrow();
    assertThat(fault.stage()).isEqualTo(stage);
    assertThat(fault.message()).contains(part).doesNotContain("\n");
    assertThat(outcome.outputs()).isEmpty();
  }

  @Test
  void timeThatRunsBackwardsIsAnError() {
    SceneInference inference = inference(InferenceOptions.defaults(), "single");

    assertThatThrownBy(() -> run(inference, ToyFrames.frame("a", 2), ToyFrames.frame("a", 1)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot run scene a: frame a-1 at 500000 us follows a-2 at 1000000 us,"
                + " expected time to run forwards");
  }

  @Test
  void whatReadingThrowsComesOutAfterTheChunksBefore() {
    InputException damaged = new InputException("row 1 is damaged");
    Iterator<Frame> frames =
        new Iterator<>() {
          private boolean given;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Frame next() {
            if (given) {
              throw damaged;
            }
            given = true;
            return ToyFrames.frame("a", 1);
          }
        };
    Iterator<FrameOutcome> outcomes =
        inference(InferenceOptions.defaults().withChunkFrames(1), "single").run(frames);

    assertThat(outcomes.next().frame().sampleToken()).isEqualTo("a-1");
    assertThatThrownBy(outcomes::next).isSameAs(damaged);
  }

  @Test
  void theNextChunkIsReadByAnotherThreadAndNoFurtherOne() {
    List<String> threads = Collections.synchronizedList(new ArrayList<>());
    Iterator<Frame> six =
        IntStream.rangeClosed(1, 6)
            .mapToObj(
                number -> {
                  threads.add(Thread.currentThread().getName());
                  return ToyFrames.frame("a", number);
                })
            .iterator();
    Iterator<FrameOutcome> outcomes =
        inference(InferenceOptions.defaults().withChunkFrames(2), "temporal").run(six);

    outcomes.next();

    assertThat(threads.size()).as("two chunks, and one frame to know more come").isLessThan(6);
    assertThat(all(outcomes)).hasSize(5);
    assertThat(threads.subList(1, 6)).doesNotContain(Thread.currentThread().getName());
  }

  @Test
  void noFramesNoOutcomes() {
    Iterator<FrameOutcome> outcomes =
        inference(InferenceOptions.defaults(), "single").run(List.<Frame>of().iterator());

    assertThat(outcomes.hasNext()).isFalse();
    assertThatThrownBy(outcomes::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void picturesByAddressAreReadAndHashed(@TempDir Path temp) throws IOException {
    byte[] jpeg = ToyFrames.jpeg(10);
    Path blob = temp.resolve("blob");
    ByteBuffer padded = ByteBuffer.allocate(jpeg.length + 12).position(5).put(jpeg);
    Files.write(blob, padded.array());
    ImageAddress good = new ImageAddress(blob.toUri().toString(), 5, jpeg.length);
    ImageAddress shifted = new ImageAddress(blob.toString(), 4, jpeg.length);
    ImageAddress beyond = new ImageAddress(blob.toString(), 5, jpeg.length + 100);
    String sha256 = sha256(jpeg);
    SceneInference inference = inference(InferenceOptions.defaults(), "single");

    List<FrameOutcome> outcomes =
        run(
            inference,
            byAddress(1, good, sha256),
            byAddress(2, shifted, sha256),
            byAddress(3, beyond, ""));

    assertThat(scalarOf(outcomes.get(0).rungs().get(0)))
        .isCloseTo(scalar(ToyFrames.frame("a", 1), -1), within(2e-5));
    assertFault(outcomes.get(1).rungs().get(0), FrameFault.Stage.IMAGE, ", expected " + sha256);
    assertFault(
        outcomes.get(2).rungs().get(0),
        FrameFault.Stage.IMAGE,
        blob
            + " has "
            + (jpeg.length + 12)
            + " bytes, expected "
            + (jpeg.length + 100)
            + " from 5");
  }

  private static String sha256(byte[] bytes) {
    try {
      return java.util.HexFormat.of()
          .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Frame byAddress(int number, ImageAddress address, String sha256) {
    return ToyFrames.builder("a", number)
        .cameras(
            ToyFrames.CAMERAS.stream()
                .map(channel -> ToyFrames.blind(channel).address(address).sha256(sha256).build())
                .toList())
        .build();
  }
}
