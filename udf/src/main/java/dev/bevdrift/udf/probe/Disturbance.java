package dev.bevdrift.udf.probe;

import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One thing of a frame that is changed, by an amount that a drive could bring. */
public enum Disturbance {
  /** Every camera shows what its neighbour in the order saw. */
  PICTURES("img", Needs.NOTHING) {
    @Override
    Frame of(Frame frame) {
      List<CameraView> views = new ArrayList<>();
      for (int c = 0; c < frame.cameras().size(); c++) {
        CameraView other = frame.cameras().get((c + 1) % frame.cameras().size());
        CameraView.Builder view =
            frame
                .cameras()
                .get(c)
                .changed()
                .sha256(other.sha256())
                .size(other.width(), other.height());
        other.jpeg().ifPresent(view::jpeg);
        other.address().ifPresent(view::address);
        views.add(view.build());
      }
      return frame.changed().cameras(views).build();
    }
  },
  /** Every camera is turned by 3 degrees about the vehicle's vertical axis. */
  CALIBRATION("lidar2img", Needs.NOTHING) {
    @Override
    Frame of(Frame frame) {
      Pose turn = new Pose(Pose.IDENTITY.translation(), Quaternion.aboutZ(Math.toRadians(3)));
      List<CameraView> views =
          frame.cameras().stream()
              .map(view -> view.changed().sensor2ego(turn.after(view.sensor2ego())).build())
              .toList();
      return frame.changed().cameras(views).build();
    }
  },
  /** Acceleration, rotation rate and velocity are larger by 0.5 in each axis. */
  SIGNALS("can_bus[7:16]", Needs.NOTHING) {
    @Override
    Frame of(Frame frame) {
      return with(frame, 7, 16, 0.5);
    }
  },
  /** The vehicle has moved 2 m further east and north since the frame before. */
  MOTION("can_bus[0:2]", Needs.MEMORY) {
    @Override
    Frame of(Frame frame) {
      return with(frame, 0, 2, 2);
    }
  },
  /** The vehicle has turned by 5 degrees more since the frame before. */
  TURN("can_bus[17]", Needs.MEMORY) {
    @Override
    Frame of(Frame frame) {
      return with(frame, 17, 18, 5);
    }
  },
  /** There is no frame before. */
  MEMORY("prev_bev", Needs.MEMORY) {
    @Override
    Frame of(Frame frame) {
      return frame;
    }
  };

  private enum Needs {
    NOTHING,
    MEMORY
  }

  private final String input;
  private final Needs needs;

  Disturbance(String input, Needs needs) {
    this.input = input;
    this.needs = needs;
  }

  /** The frame with this one thing changed. */
  abstract Frame of(Frame frame);

  /** Which input of a graph it reaches first. */
  public String input() {
    return input;
  }

  /** The name in tables and JSON. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it means anything to a graph that remembers nothing. */
  boolean needsMemory() {
    return needs == Needs.MEMORY;
  }

  private static Frame with(Frame frame, int from, int to, double added) {
    double[] signals = frame.canBusCopy();
    for (int i = from; i < to; i++) {
      signals[i] += added;
    }
    return frame.changed().canBus(signals).build();
  }
}
