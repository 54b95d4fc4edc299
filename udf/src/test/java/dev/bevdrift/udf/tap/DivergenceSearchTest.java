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

  @Test
  void groupsOfOneGiveTheSame() {
    TapFrame original = taps("temporal");
    Divergence together = search("temporal", original);
    Divergence alone =
        DivergenceSearch.of(ladder, TOLERANCE, 1)
            .of(rung("temporal"), frame(2), original)
            .orElseThrow();
    assertThat(alone).isEqualTo(together);
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
