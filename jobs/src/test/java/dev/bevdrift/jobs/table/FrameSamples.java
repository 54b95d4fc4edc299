package dev.bevdrift.jobs.table;

import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.Annotation;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Frames of random numbers, for tests of tables; the same seed gives the same frame. */
public final class FrameSamples {
  private static final List<String> CHANNELS =
      List.of(
          "CAM_FRONT",
          "CAM_FRONT_RIGHT",
          "CAM_FRONT_LEFT",
          "CAM_BACK",
          "CAM_BACK_LEFT",
          "CAM_BACK_RIGHT");

  private FrameSamples() {}

  /** The {@code index}-th frame of scene-{@code scene}; pictures are random bytes. */
  public static Frame frame(int scene, int index, int jpegBytes) {
    Random random = new Random(scene * 1000L + index);
    List<CameraView> cameras = new ArrayList<>();
    for (String channel : CHANNELS) {
      byte[] jpeg = new byte[jpegBytes];
      random.nextBytes(jpeg);
      cameras.add(
          CameraView.of(channel, "sd-" + index + channel)
              .timestampUs(1_000_000L * index + cameras.size())
              .jpeg(ByteBuffer.wrap(jpeg))
              .sha256("00ff")
              .size(1600, 900)
              .intrinsics(random.doubles(9).toArray())
              .sensor2ego(pose(random))
              .ego2global(pose(random))
              .build());
    }
    Frame.Builder frame =
        Frame.of("scene-token-" + scene, "scene-" + scene, "sample-" + scene + "-" + index)
            .sequence(0)
            .sampleIndex(scene * 100L + index)
            .timestampUs(1_000_000L * index)
            .location("boston-seaport")
            .vehicle("n008")
            .log("n008-drive")
            .description("rain, \"quoted\", ü")
            .cameras(cameras)
            .lidar2ego(pose(random))
            .ego2global(pose(random))
            .canBus(random.doubles(Frame.CAN_BUS_SIZE).toArray())
            .annotations(
                List.of(
                    box(random, "car", 1.5, List.of("vehicle.moving")),
                    box(random, "", Double.NaN, List.of())));
    if (index > 0) {
      frame.prevSampleToken("sample-" + scene + "-" + (index - 1));
    }
    return frame.build();
  }

  private static Annotation box(
      Random random, String detectionName, double velocityX, List<String> attributes) {
    return new Annotation(
        "instance-" + random.nextInt(100),
        "vehicle." + detectionName,
        detectionName,
        vector(random),
        vector(random),
        quaternion(random),
        velocityX,
        velocityX,
        attributes,
        3,
        0,
        detectionName.isEmpty() ? "" : "v80-100");
  }

  private static Pose pose(Random random) {
    return new Pose(vector(random), quaternion(random));
  }

  private static Vec3 vector(Random random) {
    return new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
  }

  private static Quaternion quaternion(Random random) {
    return new Quaternion(
            random.nextGaussian(),
            random.nextGaussian(),
            random.nextGaussian(),
            random.nextGaussian())
        .normalized();
  }
}
