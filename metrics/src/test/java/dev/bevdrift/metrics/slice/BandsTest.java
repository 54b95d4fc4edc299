package dev.bevdrift.metrics.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BandsTest {
  @Test
  void bandsAreHalfOpenAndTheLastHasNoEnd() {
    Bands bands = Bands.of(List.of(0.0, 0.5, 10.0));
    assertThat(bands.names()).containsExactly("0-0.5", "0.5-10", "10+", "unknown");
    assertThat(bands.of(0)).isZero();
    assertThat(bands.of(Math.nextDown(0.5))).isZero();
    assertThat(bands.of(0.5)).isEqualTo(1);
    assertThat(bands.of(10)).isEqualTo(2);
    assertThat(bands.of(Double.POSITIVE_INFINITY)).isEqualTo(2);
    assertThat(bands.of(Double.NaN)).isEqualTo(3);
  }

  @Test
  void countsAreNamedByTheirFirstAndLast() {
    Bands bands = Bands.ofCounts(List.of(1.0, 2.0, 5.0));
    assertThat(bands.names()).containsExactly("1", "2-4", "5+", "unknown");
    assertThat(bands.of(4)).isEqualTo(1);
    // Nobody counted.
    assertThat(bands.of(-1)).isEqualTo(3);
  }

  @Test
  void edgesMustRise() {
    assertThatThrownBy(() -> Bands.of(List.of(0.0, 5.0, 5.0)))
        .hasMessage(
            "Cannot use the edges [0.0, 5.0, 5.0] of bands: expected rising numbers of zero or"
                + " more");
    assertThatThrownBy(() -> Bands.of(List.of())).hasMessageContaining("expected rising");
    assertThatThrownBy(() -> Bands.of(List.of(-1.0))).hasMessageContaining("expected rising");
  }

  @Test
  void defaultsAreStated() {
    SliceSettings s = SliceSettings.DEFAULTS;
    assertThat(s.distanceEdgesM()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0, 50.0);
    assertThat(s.pointEdges()).containsExactly(1.0, 5.0, 20.0, 100.0);
    assertThat(s.speedEdgesMps()).containsExactly(0.0, 0.5, 2.0, 5.0, 10.0);
    assertThat(s.leastTrueBoxes()).isEqualTo(30);
    assertThat(s.leastScenes()).isEqualTo(6);
  }
}
