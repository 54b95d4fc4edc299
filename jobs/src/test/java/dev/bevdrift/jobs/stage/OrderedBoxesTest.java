package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.match.PredictionOrder;
import org.junit.jupiter.api.Test;

class OrderedBoxesTest {
  private static OrderedBoxes.Builder boxes(long... places) {
    OrderedBoxes.Builder to = OrderedBoxes.builder("a test");
    for (long place : places) {
      to.next().sample(0).score((double) place);
      to.add(place);
    }
    return to;
  }

  @Test
  void boxesAreBroughtIntoTheirOrder() {
    OrderedBoxes sorted = boxes(7, 3, 5).build();
    assertThat(sorted.order()).containsExactly(3, 5, 7);
    assertThat(sorted.boxes().score(0)).isEqualTo(3);
    assertThat(sorted.boxes().score(2)).isEqualTo(7);
    assertThat(boxes(1, 2).build().order()).containsExactly(1, 2);
    assertThat(boxes().build().boxes().size()).isZero();
  }

  @Test
  void aPlaceThatIsTakenTwiceIsRefused() {
    long place = PredictionOrder.of(4, 2);
    assertThatThrownBy(() -> boxes(place, 1, place).build())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot order predictions of a test: two have sample_index 4 and ordinal 2, expected"
                + " each place once");
    assertThatThrownBy(() -> PredictionOrder.of(4, 1 << 20))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
