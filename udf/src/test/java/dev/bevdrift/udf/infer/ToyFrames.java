package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.box.Pose;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import javax.imageio.ImageIO;

/** Frames for the toy ladder: grey pictures of 16x8 whose brightness is the frame's number. */
public final class ToyFrames {
  static final List<String> CAMERAS =
      List.of(
          "CAM_FRONT",
          "CAM_FRONT_RIGHT",
          "CAM_FRONT_LEFT",
          "CAM_BACK",
          "CAM_BACK_LEFT",
          "CAM_BACK_RIGHT");

  private ToyFrames() {}

  /** Frame {@code number} of a scene, half a second after the one before. */
  public static Frame frame(String scene, int number) {
    return builder(scene, number).build();
  }

  static Frame.Builder builder(String scene, int number) {
    double[] canBus = new double[Frame.CAN_BUS_SIZE];
    canBus[0] = 100 * number;
    canBus[3] = -1;
    canBus[17] = number * number;
    return Frame.of(scene + "-token", scene, scene + "-" + number)
        .timestampUs(500_000L * number)
        .lidar2ego(Pose.IDENTITY)
        .ego2global(Pose.IDENTITY)
        .canBus(canBus)
        .cameras(CAMERAS.stream().map(channel -> view(channel, jpeg(10 * number))).toList());
  }

  static CameraView view(String channel, byte[] jpeg) {
    return blind(channel).jpeg(ByteBuffer.wrap(jpeg)).build();
  }

  /** A view without a picture. */
  static CameraView.Builder blind(String channel) {
    return CameraView.of(channel, channel + "-data")
        .size(16, 8)
        .intrinsics(new double[] {10, 0, 8, 0, 10, 4, 0, 0, 1})
        .sensor2ego(Pose.IDENTITY)
        .ego2global(Pose.IDENTITY);
  }

  static byte[] jpeg(int brightness) {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 16; x++) {
        image.setRGB(x, y, brightness * 0x010101);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
