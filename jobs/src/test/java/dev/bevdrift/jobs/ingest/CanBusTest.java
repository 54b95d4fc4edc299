package dev.bevdrift.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.jobs.ingest.CanBus.Turn;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanBusTest {
  private static final Pose POSE = new Pose(new Vec3(600, 1647, 0.5), Quaternion.aboutZ(-0.5));

  @TempDir Path folder;

  @Test
  void withoutMessagesOnlyThePoseStands() {
    double[] signals = CanBus.none().at(1000, POSE, Turn.SCALAR);
    assertThat(Arrays.copyOf(signals, 3)).containsExactly(600, 1647, 0.5);
    assertThat(Arrays.copyOfRange(signals, 3, 7)).containsOnly(Math.cos(-0.25));
    assertThat(Arrays.copyOfRange(signals, 7, 16)).containsOnly(0);
    // 1e-12: a rounding or two on the way through degrees.
    assertThat(signals[16]).isCloseTo(2 * Math.PI - 0.5, within(1e-12));
    assertThat(signals[17]).isCloseTo(360 - Math.toDegrees(0.5), within(1e-10));
  }

  @Test
  void theTrueQuaternionDiffersOnlyInItsLastThreeParts() {
    double[] correct = CanBus.none().at(1000, POSE, Turn.QUATERNION);
    assertThat(Arrays.copyOfRange(correct, 3, 7))
        .containsExactly(Math.cos(-0.25), 0, 0, Math.sin(-0.25));
    double[] original = CanBus.none().at(1000, POSE, Turn.SCALAR);
    System.arraycopy(original, 4, correct, 4, 3);
    assertThat(correct).isEqualTo(original);
  }

  @Test
  void motionComesFromTheMessageAfterTheKeyframe() throws IOException {
    CanBus messages = read(message(100, 1) + "," + message(200, 2) + "," + message(300, 3));
    assertThat(messages.at(150, POSE, Turn.SCALAR)[7]).isEqualTo(2);
    // A message at the keyframe's very time is not after it.
    assertThat(messages.at(200, POSE, Turn.SCALAR)[7]).isEqualTo(3);
    // Before the first message: the first. After the last: the last.
    assertThat(messages.at(50, POSE, Turn.SCALAR)[7]).isEqualTo(1);
    assertThat(messages.at(900, POSE, Turn.SCALAR)[7]).isEqualTo(3);
  }

  @Test
  void motionIsAccelerationThenTurningThenVelocity() throws IOException {
    double[] signals = read(message(100, 1)).at(50, POSE, Turn.SCALAR);
    assertThat(Arrays.copyOfRange(signals, 7, 16)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void aMalformedMessageIsNamed() {
    assertThatThrownBy(() -> read(message(100, 1) + ",{\"utime\": 200, \"accel\": [1, 2]}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read "
                + folder.resolve("poses.json")
                + ": row 1, accel is [1,2], expected 3 numbers");
  }

  private CanBus read(String messages) throws IOException {
    Path file = folder.resolve("poses.json");
    Files.writeString(file, "[" + messages + "]");
    return CanBus.read(Storage.local(), new org.apache.hadoop.fs.Path(file.toString()));
  }

  private static String message(long timeUs, int first) {
    return "{\"utime\": "
        + timeUs
        + ", \"accel\": ["
        + first
        + ", 2, 3], \"rotation_rate\": [4, 5, 6], \"vel\": [7, 8, 9]}";
  }
}
