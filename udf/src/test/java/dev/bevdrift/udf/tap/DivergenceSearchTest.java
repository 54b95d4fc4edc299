package dev.bevdrift.udf.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.golden.ToyLadder;
import dev.bevdrift.udf.infer.ImageSource;
import dev.bevdrift.udf.infer.PreparedFrame;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.infer.ToyFrames;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergenceSearchTest {
  private static final double TOLERANCE = 1e-3;

  @TempDir Path folder;
  private ToyLadder toy;
  private Ladder ladder;

  @BeforeEach
  void nameTaps() {
    toy = ToyLadder.in(folder);
    for (String id : List.of("single", "temporal")) {
      toy.editRung(id, DivergenceSearchTest::nameTaps);
    }
    ladder = Ladder.open(folder);
  }

  private static void nameTaps(ObjectNode rung) {
    rung.putObject("taps")
        .put("pictures", "s_img")
        .put("signals", "s_can")
        .put("sum", "s")
        .put("scores", "all_cls_scores");
  }

  private GraphRung rung(String id) {
    return (GraphRung) ladder.rung(id).orElseThrow();
  }

  private PreparedFrame frame(int number) {
    return PreparedFrame.first(ladder, ToyFrames.frame("scene", number), ImageSource.localFiles());
  }

  private TapFrame taps(String id) {
    return DivergenceSearch.of(ladder, TOLERANCE).taps(rung(id), frame(1), frame(2));
  }

  private Divergence search(String id, TapFrame original) {
    return DivergenceSearch.of(ladder, TOLERANCE).of(rung(id), frame(2), original).orElseThrow();
  }

  private static TapFrame with(TapFrame frame, String tap, Tensor value) {
    Map<String, Tensor> taps = new LinkedHashMap<>(frame.taps());
    taps.put(tap, value);
    return new TapFrame(frame.sampleToken(), frame.canBus(), frame.prevBev(), taps);
  }

  private static Tensor times(Tensor tensor, float factor) {
    float[] numbers = new float[tensor.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = tensor.x(i) * factor;
    }
    return Tensor.of(tensor.shape(), numbers);
  }

  @Test
  void aGraphAgreesWithItself() {
    for (String id : List.of("single", "temporal")) {
      Divergence found = search(id, taps(id));
      assertThat(found.differences())
          .extracting(TapDifference::tap)
          .containsExactly("pictures", "signals", "sum", "scores");
      assertThat(found.differences()).allSatisfy(d -> assertThat(d.maxAbs()).isZero());
      assertThat(found.first()).isEmpty();
      assertThat(found.between()).isEmpty();
      assertThat(found.missing()).isEmpty();
    }
  }

  @Test
  void theFirstValueThatDiffersIsNamedWithTheNodesBeforeIt() {
    TapFrame original = taps("single");
    Divergence found =
        search("single", with(original, "sum", times(original.taps().get("sum"), 2)));
    assertThat(found.first().orElseThrow().tap()).isEqualTo("sum");
    assertThat(found.first().orElseThrow().relative()).isCloseTo(0.5, within(1e-6));
    // From the sum upwards, not beyond pictures and signals, which agree.
    assertThat(found.between())
        .containsExactly(
            "Add makes s", "Add makes s_1", "Mul makes s_l2i", "ReduceSum makes sum_l2i");
  }

  @Test
  void aDifferenceWithinToleranceIsNone() {
    TapFrame original = taps("single");
    Tensor near = times(original.taps().get("signals"), 1.0005F);
    assertThat(search("single", with(original, "signals", near)).first()).isEmpty();
  }

  @Test
  void graphsAreFedWhatTheOriginalWasFed() {
    TapFrame original = taps("temporal");
    TapFrame other =
        new TapFrame(
            original.sampleToken(),
            times(original.canBus(), 3),
            original.prevBev().map(bev -> times(bev, 2)),
            original.taps());
    Divergence found = search("temporal", other);
    assertThat(found.differences().get(0).maxAbs()).isZero();
    assertThat(found.first().orElseThrow().tap()).isEqualTo("signals");
    TapFrame memory =
        new TapFrame(
            original.sampleToken(),
            original.canBus(),
            original.prevBev().map(bev -> times(bev, 2)),
            original.taps());
    assertThat(search("temporal", memory).first().orElseThrow().tap()).isEqualTo("sum");
  }

  private Divergence alone(String id, TapFrame original, int sessions) {
    SearchLimits limits = new SearchLimits(Long.MAX_VALUE, 1, sessions);
    return DivergenceSearch.of(ladder, TOLERANCE, limits)
        .of(rung(id), frame(2), original)
        .orElseThrow();
  }

  @Test
  void groupsOfOneGiveTheSame() {
    TapFrame original = taps("temporal");
    Divergence together = search("temporal", original);
    Divergence byBytes =
        DivergenceSearch.of(ladder, TOLERANCE, new SearchLimits(1, 8, 8))
            .of(rung("temporal"), frame(2), original)
            .orElseThrow();
    for (Divergence found : List.of(alone("temporal", original, 4), byBytes)) {
      assertThat(found.differences()).isEqualTo(together.differences());
      assertThat(found.unseenBefore()).isEmpty();
      assertThat(found.sessions()).isEqualTo(4);
    }
    assertThat(together.sessions()).isEqualTo(1);
  }

  /** Every pattern of values that differ, against looking at all of them. */
  @Test
  void theFirstThatDiffersIsFoundOrNotLookedAt() {
    TapFrame sound = taps("single");
    List<String> names = List.copyOf(sound.taps().keySet());
    for (int pattern = 0; pattern < 1 << names.size(); pattern++) {
      TapFrame original = sound;
      for (int i = 0; i < names.size(); i++) {
        if ((pattern >> i & 1) == 1) {
          original = with(original, names.get(i), times(sound.taps().get(names.get(i)), 2));
        }
      }
      Optional<String> oracle = search("single", original).first().map(TapDifference::tap);
      assertThat(oracle.isPresent()).isEqualTo(pattern != 0);
      for (int sessions = 1; sessions <= names.size(); sessions++) {
        Divergence found = alone("single", original, sessions);
        assertThat(found.sessions()).isEqualTo(sessions);
        assertThat(found.unseen()).hasSize(names.size() - sessions);
        Optional<String> first = found.first().map(TapDifference::tap);
        if (!first.equals(oracle)) {
          assertThat(found.unseenBefore()).contains(oracle.orElseThrow());
        }
      }
    }
  }

  @Test
  void aDifferenceThatIsSwallowedIsFoundByTheLookAtEarlierValues() {
    TapFrame original = taps("single");
    TapFrame swallowed = with(original, "pictures", times(original.taps().get("pictures"), 2));
    Divergence bisected = alone("single", swallowed, 3);
    assertThat(bisected.first()).isEmpty();
    assertThat(bisected.unseenBefore()).containsExactly("pictures");
    Divergence whole = alone("single", swallowed, 4);
    assertThat(whole.first().map(TapDifference::tap)).contains("pictures");
    assertThat(whole.unseenBefore()).isEmpty();
  }

  @Test
  void limitsBelowOneAreRefused() {
    assertThatThrownBy(() -> SearchLimits.DEFAULTS.withSessions(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot search with 268435456 bytes, 8 values and 0 sessions");
  }

  @Test
  void whatIsNotFiniteOrOfAnotherSizeDiffersWithoutBounds() {
    TapFrame original = taps("single");
    Tensor shorter = Tensor.of(List.of(1L), new float[] {1});
    assertThat(search("single", with(original, "scores", shorter)).first().orElseThrow().maxAbs())
        .isInfinite();
    Tensor nan = times(original.taps().get("scores"), Float.NaN);
    assertThat(search("single", with(original, "scores", nan)).first().orElseThrow().tap())
        .isEqualTo("scores");
  }

  @Test
  void tapsThatAGraphLacksAreListed() {
    TapFrame original = taps("single");
    Divergence found = search("single", with(original, "unknown", original.canBus()));
    assertThat(found.missing()).containsExactly("unknown");
    Optional<Divergence> none =
        DivergenceSearch.of(ladder, TOLERANCE).of(rung("decoded"), frame(2), original);
    assertThat(none).isEmpty();
  }

  @Test
  void aNameThatIsNoValueOfTheGraphIsBadInput() {
    toy.editRung("single", rung -> rung.putObject("taps").put("sum", "nowhere"));
    Ladder wrong = Ladder.open(folder);
    TapFrame original = taps("temporal");
    assertThatThrownBy(
            () ->
                DivergenceSearch.of(wrong, TOLERANCE)
                    .of((GraphRung) wrong.rung("single").orElseThrow(), frame(2), original))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Cannot show 'nowhere' of ")
        .hasMessageContaining("single.onnx");
  }
}
