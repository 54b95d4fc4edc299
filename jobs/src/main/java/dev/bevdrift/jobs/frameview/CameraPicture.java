package dev.bevdrift.jobs.frameview;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.CameraView;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** One camera's picture with the boxes that it sees, as wire frames. */
final class CameraPicture {
  /** What is nearer than this to the camera's plane is cut off, metres. */
  private static final double NEAR_M = 0.1;

  /** Boxes further away than this are not drawn: they would be specks on top of each other. */
  private static final double FAR_M = 80;

  private final CameraView view;
  private final Pose camera2global;
  private final double scale;

  private CameraPicture(CameraView view, double scale) {
    this.view = view;
    this.scale = scale;
    camera2global = view.ego2global().after(view.sensor2ego());
  }

  /**
   * @param view calibration and pose at its own time
   * @param widthPx how wide the picture is drawn; its height follows
   */
  static CameraPicture of(CameraView view, int widthPx) {
    return new CameraPicture(view, (double) widthPx / view.width());
  }

  int heightPx() {
    return (int) Math.round(view.height() * scale);
  }

  /**
   * Draws picture and boxes with the top left corner at the origin of {@code to}.
   *
   * @throws InputException when the picture cannot be decoded
   */
  void draw(Graphics2D to, ByteBuffer jpeg, List<BoxLayer> layers) {
    int width = (int) Math.round(view.width() * scale);
    to.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    to.drawImage(decoded(jpeg), 0, 0, width, heightPx(), null);
    Graphics2D inside = (Graphics2D) to.create(0, 0, width, heightPx());
    inside.setStroke(new BasicStroke(1.5f));
    for (BoxLayer layer : layers) {
      inside.setColor(layer.color());
      for (SolidBox box : layer.boxes()) {
        lines(box).forEach(inside::draw);
      }
    }
    inside.dispose();
  }

  private BufferedImage decoded(ByteBuffer jpeg) {
    byte[] bytes = new byte[jpeg.remaining()];
    jpeg.duplicate().get(bytes);
    try {
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(bytes));
      if (picture != null) {
        return picture;
      }
    } catch (IOException e) {
      throw unusable(e.getMessage(), e);
    }
    throw unusable("no reader knows it", null);
  }

  private InputException unusable(String fact, Throwable cause) {
    return new InputException(
        "Cannot decode the picture of " + view.channel() + ": " + fact + ", expected a JPEG",
        cause);
  }

  /** The edges of a box on the picture, in drawn pixels; none if the camera does not see it. */
  List<Line2D> lines(SolidBox box) {
    Pose global2camera = camera2global.inverse();
    List<Line2D> lines = new ArrayList<>();
    double depth = global2camera.apply(box.centre()).z();
    if (!(depth > NEAR_M && depth < FAR_M)) {
      return lines;
    }
    List<Vec3> corners = box.corners().stream().map(global2camera::apply).toList();
    for (int[] edge : SolidBox.EDGES) {
      Vec3 from = corners.get(edge[0]);
      Vec3 to = corners.get(edge[1]);
      if (from.z() >= NEAR_M || to.z() >= NEAR_M) {
        lines.add(line(clipped(from, to), clipped(to, from)));
      }
    }
    return lines;
  }

  /** {@code point}, or where the way to {@code other} crosses the near plane. */
  private static Vec3 clipped(Vec3 point, Vec3 other) {
    if (point.z() >= NEAR_M) {
      return point;
    }
    double t = (NEAR_M - point.z()) / (other.z() - point.z());
    Vec3 way = other.minus(point);
    return new Vec3(point.x() + t * way.x(), point.y() + t * way.y(), NEAR_M);
  }

  private Line2D line(Vec3 from, Vec3 to) {
    return new Line2D.Double(across(from), down(from), across(to), down(to));
  }

  private double across(Vec3 p) {
    double sum = view.intrinsic(0) * p.x() + view.intrinsic(1) * p.y() + view.intrinsic(2) * p.z();
    return sum / p.z() * scale;
  }

  private double down(Vec3 p) {
    double sum = view.intrinsic(3) * p.x() + view.intrinsic(4) * p.y() + view.intrinsic(5) * p.z();
    return sum / p.z() * scale;
  }
}
