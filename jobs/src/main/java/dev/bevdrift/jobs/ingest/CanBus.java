package dev.bevdrift.jobs.ingest;

import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.udf.infer.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * The vehicle's signals of one scene, as the original pipeline feeds them.
 *
 * <p>Source: BEVFormer, {@code tools/data_converter/nuscenes_converter._get_can_bus_info} and
 * {@code datasets/nuscenes_dataset.get_data_info}, whose quirks the trained weights have learnt:
 * the ego pose of the LiDAR keyframe stands over the message's own position; at [3:7] stands the
 * quaternion's scalar part four times; acceleration, rotation rate and velocity come from the first
 * message <i>after</i> the keyframe. {@link Turn#QUATERNION} mends the second of these.
 */
final class CanBus {
  private static final int MOTION = 9;

  /** What stands at [3:7]. */
  enum Turn {
    /** The quaternion's w four times, as the original has it. */
    SCALAR,
    /** The quaternion's w, x, y, z. */
    QUATERNION
  }

  private final long[] timesUs;
  private final double[] motions;

  private CanBus(long[] timesUs, double[] motions) {
    this.timesUs = timesUs;
    this.motions = motions;
  }

  /** A scene without messages: its motion is zero. */
  static CanBus none() {
    return new CanBus(new long[0], new double[0]);
  }

  /**
   * Reads the pose messages of a scene.
   *
   * @throws dev.bevdrift.metrics.InputException naming file, message and field
   */
  static CanBus read(Storage storage, Path file) {
    List<Long> times = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    JsonTable.forEach(
        storage,
        file,
        row -> {
          times.add(row.whole("utime"));
          double[] motion = new double[MOTION];
          System.arraycopy(row.numbers("accel", 3), 0, motion, 0, 3);
          System.arraycopy(row.numbers("rotation_rate", 3), 0, motion, 3, 3);
          System.arraycopy(row.numbers("vel", 3), 0, motion, 6, 3);
          rows.add(motion);
        });
    double[] motions = new double[rows.size() * MOTION];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, motions, i * MOTION, MOTION);
    }
    return new CanBus(times.stream().mapToLong(Long::longValue).toArray(), motions);
  }

  /**
   * The 18 raw, absolute signals of a keyframe: position m, the quaternion as {@code turn} says,
   * acceleration m/s², rotation rate rad/s, velocity m/s, yaw rad and yaw degrees, both of a full
   * turn from 0.
   *
   * @param timestampUs the keyframe's
   * @param ego2global the vehicle's pose at the LiDAR's keyframe
   * @param turn what to write at [3:7]
   */
  double[] at(long timestampUs, Pose ego2global, Turn turn) {
    double[] signals = new double[Frame.CAN_BUS_SIZE];
    signals[0] = ego2global.translation().x();
    signals[1] = ego2global.translation().y();
    signals[2] = ego2global.translation().z();
    Arrays.fill(signals, 3, 7, ego2global.rotation().w());
    if (turn == Turn.QUATERNION) {
      signals[4] = ego2global.rotation().x();
      signals[5] = ego2global.rotation().y();
      signals[6] = ego2global.rotation().z();
    }
    if (timesUs.length > 0) {
      int after = 0;
      while (after < timesUs.length - 1 && timesUs[after] <= timestampUs) {
        after++;
      }
      System.arraycopy(motions, after * MOTION, signals, 7, MOTION);
    }
    double yawDeg = ego2global.rotation().yawRad() / Math.PI * 180;
    if (yawDeg < 0) {
      yawDeg += 360;
    }
    signals[16] = yawDeg / 180 * Math.PI;
    signals[17] = yawDeg;
    return signals;
  }
}
