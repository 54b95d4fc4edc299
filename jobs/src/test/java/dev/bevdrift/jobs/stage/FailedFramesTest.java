package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.run.SceneFault;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedFramesTest {
  private static SceneFault fault(String rung, String token, String stage) {
    return new SceneFault("scene-1", token, rung, "", stage, "a fault");
  }

  @Test
  void aGraphThatFailedIsToldFromPicturesThatDid() {
    FailedFrames failed =
        FailedFrames.of(
            List.of(
                fault("good", "a", "image"),
                fault("bad", "a", "image"),
                fault("good", "b", "previous_bev"),
                fault("bad", "b", "previous_bev"),
                fault("bad", "c", "output"),
                fault("bad", "d", "previous_bev")),
            List.of("good", "bad"));

    assertThat(failed.byItsGraph("good")).isZero();
    assertThat(failed.byItsGraph("bad")).isEqualTo(4);
    assertThat(failed.byItsGraph("another")).isZero();
    assertThat(failed.forAll()).containsExactlyInAnyOrder("a", "b");
    assertThat(failed.count()).isEqualTo(4);
  }

  @Test
  void aFailureInTheRunIsTheGraphsToo() {
    FailedFrames failed =
        FailedFrames.of(List.of(fault("bad", "a", "inference")), List.of("good", "bad"));
    assertThat(failed.byItsGraph("bad")).isEqualTo(1);
    assertThat(failed.of("good")).isEmpty();
  }
}
