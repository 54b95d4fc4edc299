package dev.bevdrift.jobs.frameview;

import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Vec3;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** The view from above: the vehicle in the middle, its front up, one ring every ten metres. */
final class BirdView {
  private static final Color GROUND = new Color(0x1B1E22);
  private static final Color RING = new Color(0x3A4048);
  private static final Color TEXT = new Color(0x9AA3AD);
  private static final Color VEHICLE = new Color(0xD8DEE4);
  private static final double RING_M = 10;
  private static final double VEHICLE_LENGTH_M = 4.1;
  private static final double VEHICLE_WIDTH_M = 1.7;

  private final Pose global2ego;
  private final int sidePx;
  private final double pixelsPerM;

  private BirdView(Pose global2ego, int sidePx, double reachM) {
    this.global2ego = global2ego;
    this.sidePx = sidePx;
    pixelsPerM = sidePx / (2 * reachM);
  }

  /**
   * @param ego2global the vehicle's pose
   * @param sidePx of the square
   * @param reachM from the vehicle to the square's edges
   */
  static BirdView of(Pose ego2global, int sidePx, double reachM) {
    return new BirdView(ego2global.inverse(), sidePx, reachM);
  }

  /** Draws the square with its top left corner at the origin of {@code to}. */
  void draw(Graphics2D to, List<BoxLayer> layers) {
    Graphics2D inside = (Graphics2D) to.create(0, 0, sidePx, sidePx);
    inside.setColor(GROUND);
    inside.fillRect(0, 0, sidePx, sidePx);
    rings(inside);
    inside.setColor(VEHICLE);
    double width = VEHICLE_WIDTH_M * pixelsPerM;
    double length = VEHICLE_LENGTH_M * pixelsPerM;
    double middle = sidePx / 2.0;
    inside.draw(new Rectangle2D.Double(middle - width / 2, middle - length / 2, width, length));
    inside.setStroke(new BasicStroke(1.5f));
    for (BoxLayer layer : layers) {
      inside.setColor(layer.color());
      for (SolidBox box : layer.boxes()) {
        inside.draw(outline(box));
        inside.draw(heading(box));
      }
    }
    inside.dispose();
  }

  private void rings(Graphics2D to) {
    for (double m = RING_M; m * pixelsPerM < sidePx; m += RING_M) {
      double r = m * pixelsPerM;
      double middle = sidePx / 2.0;
      to.setColor(RING);
      to.draw(new Ellipse2D.Double(middle - r, middle - r, 2 * r, 2 * r));
      to.setColor(TEXT);
      to.drawString(Math.round(m) + " m", (float) middle + 4, (float) (middle - r + 14));
    }
  }

  /** A box's foot, in pixels of the square. */
  Path2D outline(SolidBox box) {
    Path2D path = new Path2D.Double();
    for (Vec3 corner : box.corners().subList(0, 4)) {
      if (path.getCurrentPoint() == null) {
        path.moveTo(across(corner), down(corner));
      } else {
        path.lineTo(across(corner), down(corner));
      }
    }
    path.closePath();
    return path;
  }

  /** From the box's middle to its front. */
  Line2D heading(SolidBox box) {
    Vec3 middle = box.centre();
    Vec3 front = box.front();
    return new Line2D.Double(across(middle), down(middle), across(front), down(front));
  }

  /** The vehicle's left is the picture's left. */
  private double across(Vec3 global) {
    return sidePx / 2.0 - global2ego.apply(global).y() * pixelsPerM;
  }

  private double down(Vec3 global) {
    return sidePx / 2.0 - global2ego.apply(global).x() * pixelsPerM;
  }
}
