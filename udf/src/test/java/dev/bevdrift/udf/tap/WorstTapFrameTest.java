package dev.bevdrift.udf.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WorstTapFrameTest {
  private static final double TOLERANCE = 0.1;

  private static Divergence frame(String token, double... relative) {
    List<String> order = List.of("a", "b", "c").subList(0, relative.length);
    List<TapDifference> differences =
        java.util.stream.IntStream.range(0, relative.length)
            .filter(i -> relative[i] >= 0)
            .mapToObj(i -> new TapDifference(order.get(i), "v", relative[i], 1))
            .toList();
    return new Divergence("R", token, TOLERANCE, order, differences, 1, List.of(), List.of());
  }

  @Test
  void itIsWhereTheFirstOnAnyFrameDiffersMost() {
    // The second parts at b already; there the first frame is within, the third differs most.
    WorstTapFrame worst =
        WorstTapFrame.of(
                List.of(frame("1", 0, 0.05, 9), frame("2", 0, 0.2, 0.3), frame("3", 0, 0.7, 0)))
            .orElseThrow();
    assertThat(worst.sampleToken()).isEqualTo("3");
    assertThat(worst.difference().tap()).isEqualTo("b");
    assertThat(worst.difference().relative()).isEqualTo(0.7);
  }

  @Test
  void ofEqualOnesItIsTheFirst() {
    assertThat(
            WorstTapFrame.of(List.of(frame("1", 0.5), frame("2", 0.5))).orElseThrow().sampleToken())
        .isEqualTo("1");
  }

  @Test
  void aFrameOnWhichItWasNotLookedAtTakesNoPart() {
    WorstTapFrame worst =
        WorstTapFrame.of(List.of(frame("1", -1, 0.6), frame("2", 0.2, 0.9))).orElseThrow();
    assertThat(worst.sampleToken()).isEqualTo("2");
    assertThat(worst.difference().tap()).isEqualTo("a");
  }

  @Test
  void withoutADifferenceThereIsNone() {
    assertThat(WorstTapFrame.of(List.of(frame("1", 0.05)))).isEmpty();
    assertThat(WorstTapFrame.of(List.of())).isEmpty();
  }
}
