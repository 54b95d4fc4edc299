package dev.bevdrift.metrics.box;

import java.util.List;

/**
 * Many boxes of many samples, as one primitive array per field: predictions or ground truth.
 *
 * <p>Global frame, metres, quaternions w,x,y,z, sizes width, length, height, centres of gravity.
 * The order is the order of insertion and is part of the result: among equal scores the box added
 * last ranks first, among equal distances the ground truth added first is matched. Add predictions
 * sample by sample in the order of the submission, ground truth in the order of the annotation
 * table. Immutable, thread-safe.
 */
public final class DetectionBoxes {
  /** The sample of a box that belongs to none of the known samples: it never matches. */
  public static final int NO_SAMPLE = -1;

  /** The number of points of a box whose points nobody counted. */
  public static final int POINTS_UNKNOWN = -1;

  /** The score of ground truth. */
  public static final double NO_SCORE = -1;

  private final String source;
  private final BoxColumns c;

  DetectionBoxes(String source, BoxColumns columns) {
    this.source = source;
    this.c = columns;
  }

  /**
   * A builder of an empty container.
   *
   * @param source what error messages call the place these boxes come from, such as a file
   */
  public static DetectionBoxesBuilder builder(String source) {
    return new DetectionBoxesBuilder(source);
  }

  /**
   * All boxes of several builders, one builder after the other. Frees what the builders hold while
   * it goes, so that little more than one copy is alive; they must not be used afterwards.
   */
  public static DetectionBoxes joined(String source, List<DetectionBoxesBuilder> parts) {
    return new DetectionBoxes(
        source, BoxColumns.joined(parts.stream().map(DetectionBoxesBuilder::columns).toList()));
  }

  /** What error messages call the place these boxes come from. */
  public String source() {
    return source;
  }

  public int size() {
    return c.size;
  }

  /** The index of the sample under which box {@code i} was filed: filters use its ego pose. */
  public int sample(int i) {
    return c.sample[i];
  }

  /**
   * The index of the sample whose ground truth box {@code i} is matched with. The sample it was
   * filed under, unless a submission names another one inside the box; or {@link #NO_SAMPLE}.
   */
  public int matchSample(int i) {
    return c.matchSample[i];
  }

  public DetectionClass detectionClass(int i) {
    return DetectionClass.all().get(c.cls[i]);
  }

  /** The index of {@link #detectionClass}. */
  public int classIndex(int i) {
    return c.cls[i];
  }

  public double x(int i) {
    return c.x[i];
  }

  public double y(int i) {
    return c.y[i];
  }

  public double z(int i) {
    return c.z[i];
  }

  public double width(int i) {
    return c.width[i];
  }

  public double length(int i) {
    return c.length[i];
  }

  public double height(int i) {
    return c.height[i];
  }

  public double qw(int i) {
    return c.qw[i];
  }

  public double qx(int i) {
    return c.qx[i];
  }

  public double qy(int i) {
    return c.qy[i];
  }

  public double qz(int i) {
    return c.qz[i];
  }

  /** Heading of the x axis in radians, as the devkit computes it. */
  public double yawRad(int i) {
    return Headings.yawRad(c.qw[i], c.qx[i], c.qy[i], c.qz[i]);
  }

  /** Metres per second; NaN when unknown. */
  public double vx(int i) {
    return c.vx[i];
  }

  /** Metres per second; NaN when unknown. */
  public double vy(int i) {
    return c.vy[i];
  }

  public double score(int i) {
    return c.score[i];
  }

  public Attribute attribute(int i) {
    return Attribute.all().get(c.attribute[i]);
  }

  /** LiDAR and radar points inside the box, or {@link #POINTS_UNKNOWN}. */
  public int numPts(int i) {
    return c.numPts[i];
  }

  /** Whether a submission gave a velocity that is not a number at all, which the devkit dies of. */
  public boolean velocityMissing(int i) {
    return c.velocityMissing[i];
  }

  /** The position of box {@code i} among the boxes filed under its sample, counted from 0. */
  public int indexInSample(int i) {
    int first = i;
    while (first > 0 && c.sample[first - 1] == c.sample[i]) {
      first--;
    }
    return i - first;
  }

  /** Where box {@code i} stands, for messages; {@code samples} must be those it was built for. */
  public String address(int i, Samples samples) {
    return source + ", sample " + samples.token(c.sample[i]) + ", box " + indexInSample(i);
  }

  /**
   * The same boxes in another order.
   *
   * @param order a permutation or a selection of {@code [0, size())}
   */
  public DetectionBoxes reordered(int[] order) {
    return new DetectionBoxes(source, c.gather(order));
  }
}
