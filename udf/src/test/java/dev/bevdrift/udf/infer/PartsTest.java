package dev.bevdrift.udf.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.golden.ToyLadder;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import dev.bevdrift.udf.model.SessionPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs in two parts: a prefix that rungs share, and heads. */
class PartsTest {
  private static final RuntimeOptions CPU = RuntimeOptions.of(RuntimeOptions.Provider.CPU);

  private final Ladder ladder = Ladder.open(ToyLadder.withParts());
  private final List<Frame> frames =
      List.of(ToyFrames.frame("a", 1), ToyFrames.frame("a", 2), ToyFrames.frame("b", 1));

  @TempDir private Path temp;

  @AfterEach
  void noSessionIsLeftOpen() {
    assertThat(SessionPool.ofJvm().size()).isZero();
  }

  private GraphRung rung(String id) {
    return (GraphRung) ladder.rung(id).orElseThrow();
  }

  private static List<FrameOutcome> run(
      List<BevModel> models, Ladder ladder, int chunk, List<Frame> frames) {
    List<FrameOutcome> outcomes = new ArrayList<>();
    try {
      SceneInference.of(models, ladder, InferenceOptions.defaults().withChunkFrames(chunk))
          .run(frames.iterator())
          .forEachRemaining(outcomes::add);
    } finally {
      models.forEach(BevModel::close);
    }
    return outcomes;
  }

  @Test
  void partsGiveWhatTheWholeGivesAndTheirPrefixIsOneSession() {
    List<BevModel> parts =
        List.of(
            BevModel.openParts(ladder, rung("temporal"), CPU),
            BevModel.openParts(ladder, rung("single"), CPU));
    assertThat(SessionPool.ofJvm().size()).as("two heads and one prefix").isEqualTo(3);
    List<FrameOutcome> given = run(parts, ladder, 2, frames);
    List<FrameOutcome> expected =
        run(
            List.of(
                BevModel.open(ladder, rung("temporal"), CPU),
                BevModel.open(ladder, rung("single"), CPU)),
            ladder,
            2,
            frames);

    for (int i = 0; i < frames.size(); i++) {
      for (int r = 0; r < 2; r++) {
        RungOutcome one = expected.get(i).rungs().get(r);
        RungOutcome other = given.get(i).rungs().get(r);
        assertThat(other.fault()).isEmpty();
        assertThat(other.runNs()).isPositive();
        assertThat(one.outputs()).isNotEmpty();
        one.outputs()
            .forEach(
                (role, tensor) ->
                    assertThat(other.outputs().get(role).asBuffer())
                        .as(role)
                        .isEqualTo(tensor.asBuffer()));
      }
    }
  }

  @Test
  void theCheckBelievesEqualPartsAndNamesWhatDiffers() {
    assertThat(check("single", frames.subList(0, 2))).isEmpty();
    assertThat(check("temporal", frames.subList(0, 2))).isEmpty();
    // The liar's head has 0.010001 for 0.01 as weight of the boxes' x; the rest is equal.
    assertThat(check("liar", frames.subList(0, 2)).orElseThrow())
        .matches(
            "all_bbox_preds differs in [1-3] of 30 numbers, by up to [0-9.E-]+ on frame a-1 of a");
  }

  private java.util.Optional<String> check(String id, List<Frame> on) {
    try (PartsCheck check = PartsCheck.on(ladder, CPU, ImageSource.localFiles(), on)) {
      return check.difference(rung(id));
    }
  }

  @Test
  void rungsAskedAboutAtTheSameTimeGetTheirOwnAnswers() {
    List<GraphRung> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asked.addAll(List.of(rung("single"), rung("liar"), rung("temporal")));
    }
    try (PartsCheck check =
        PartsCheck.on(ladder, CPU, ImageSource.localFiles(), frames.subList(0, 2))) {
      List<Boolean> equal =
          asked.parallelStream().map(rung -> check.difference(rung).isEmpty()).toList();
      for (int i = 0; i < asked.size(); i++) {
        assertThat(equal.get(i)).isEqualTo(!asked.get(i).id().equals("liar"));
      }
    }
  }

  @Test
  void framesThatCannotBeRunProveNothing() {
    Frame five =
        ToyFrames.builder("a", 1).cameras(ToyFrames.frame("a", 1).cameras().subList(0, 5)).build();

    assertThat(check("single", List.of(five))).contains("none of the first 1 frames could be run");
  }

  @Test
  void aPrefixThatTakesWhatRungsChangeIsRefused() {
    ToyLadder.in(temp, ToyLadder.withParts())
        .editRung(
            "temporal",
            rung -> {
              // The whole graph as the "prefix": it reads the memory.
              ObjectNode prefix = (ObjectNode) rung.get("prefix");
              prefix.set("files", rung.get("files"));
              prefix.putArray("values").add("bev_embed");
            });
    Ladder bent = Ladder.open(temp);
    GraphRung rung = (GraphRung) bent.rung("temporal").orElseThrow();

    assertThatThrownBy(() -> BevModel.openParts(bent, rung, CPU))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot use "
                + temp.resolve("temporal.onnx")
                + ": it is a prefix and takes can_bus, expected what is the same for every rung");
  }

  @Test
  void aRungThatComesWholeHasNoParts() {
    assertThatThrownBy(() -> BevModel.openParts(ladder, rung("decoded"), CPU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot open rung decoded in parts: it comes whole, expected prefix and head");
  }

  @Test
  void rungsWithEqualHashesRunOnce() {
    ToyLadder.in(temp, ToyLadder.withParts())
        .editRung(
            "liar",
            rung ->
                rung.set(
                    "files",
                    ToyLadder.rung(ToyLadder.in(temp.resolve("x")).manifest(), "single")
                        .get("files")));
    Ladder twins = Ladder.open(temp);
    List<BevModel> models =
        List.of(
            BevModel.open(twins, (GraphRung) twins.rung("single").orElseThrow(), CPU),
            BevModel.open(twins, (GraphRung) twins.rung("liar").orElseThrow(), CPU));

    List<RungOutcome> rungs = run(models, twins, 1, frames.subList(0, 1)).get(0).rungs();
    assertThat(rungs.get(0).runNs()).isPositive();
    assertThat(rungs.get(1).runNs()).as("taken from single").isZero();
    assertThat(rungs.get(1).output("bev_embed")).isEqualTo(rungs.get(0).output("bev_embed"));
  }

  @Test
  void sessionsBeyondTheBoundAreOpenedAgainAndGiveTheSame() {
    RuntimeOptions two = CPU.withMaxSessions(2);
    List<String> ids = List.of("temporal", "single", "decoded");
    List<BevModel> bounded = ids.stream().map(id -> BevModel.open(ladder, rung(id), two)).toList();
    assertThat(SessionPool.ofJvm().size()).isEqualTo(2);
    List<FrameOutcome> given = run(bounded, ladder, 1, frames);
    List<FrameOutcome> expected =
        run(
            ids.stream().map(id -> BevModel.open(ladder, rung(id), CPU)).toList(),
            ladder,
            1,
            frames);

    for (int i = 0; i < frames.size(); i++) {
      for (int r = 0; r < ids.size(); r++) {
        RungOutcome one = expected.get(i).rungs().get(r);
        RungOutcome other = given.get(i).rungs().get(r);
        assertThat(other.outputs().keySet()).isEqualTo(one.outputs().keySet()).isNotEmpty();
        one.outputs()
            .forEach(
                (role, tensor) ->
                    assertThat(other.outputs().get(role).asBuffer())
                        .as(role)
                        .isEqualTo(tensor.asBuffer()));
      }
    }
  }
}
