package dev.bevdrift.metrics.box;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bicycle racks of each sample: bicycles and motorcycles inside one are not evaluated.
 *
 * <p>Source: nuScenes devkit, {@code filter_eval_boxes} and {@code points_in_box}. Thread-safe once
 * built.
 */
public final class BikeRacks {
  /** The category of a rack in the annotation table. */
  public static final String CATEGORY = "static_object.bicycle_rack";

  private static final BikeRacks NONE = new BikeRacks(Map.of());

  private final Map<Integer, List<Rack>> bySample;

  private BikeRacks(Map<Integer, List<Rack>> bySample) {
    this.bySample = bySample;
  }

  /** No rack anywhere. */
  public static BikeRacks none() {
    return NONE;
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Whether a point lies in any rack of a sample, bounds included.
   *
   * @param sample index of the sample
   * @param x metres, global frame, as {@code y} and {@code z}
   */
  public boolean contains(int sample, double x, double y, double z) {
    List<Rack> racks = bySample.get(sample);
    if (racks == null) {
      return false;
    }
    for (Rack rack : racks) {
      if (rack.contains(x, y, z)) {
        return true;
      }
    }
    return false;
  }

  /** Number of racks in a sample. */
  public int count(int sample) {
    return bySample.getOrDefault(sample, List.of()).size();
  }

  /** Collects racks. Not thread-safe. */
  public static final class Builder {
    private final Map<Integer, List<Rack>> bySample = new HashMap<>();

    private Builder() {}

    /**
     * Adds a rack.
     *
     * @param sample index of its sample
     * @param centre metres, global frame
     * @param size width, length, height in metres
     * @param rotation into the global frame
     */
    public Builder add(int sample, Vec3 centre, Vec3 size, Quaternion rotation) {
      bySample.computeIfAbsent(sample, s -> new ArrayList<>()).add(Rack.of(centre, size, rotation));
      return this;
    }

    public BikeRacks build() {
      Map<Integer, List<Rack>> copy = new HashMap<>();
      bySample.forEach((sample, racks) -> copy.put(sample, List.copyOf(racks)));
      return new BikeRacks(copy);
    }
  }

  /** One corner and the three edges that leave it. */
  private record Rack(Vec3 corner, Vec3 lengthwise, Vec3 across, Vec3 down) {
    static Rack of(Vec3 centre, Vec3 size, Quaternion q) {
      double[] r = rotationMatrix(q);
      double halfLength = size.y() / 2;
      double halfWidth = size.x() / 2;
      double halfHeight = size.z() / 2;
      Vec3 corner = at(r, centre, halfLength, halfWidth, halfHeight);
      return new Rack(
          corner,
          at(r, centre, -halfLength, halfWidth, halfHeight).minus(corner),
          at(r, centre, halfLength, -halfWidth, halfHeight).minus(corner),
          at(r, centre, halfLength, halfWidth, -halfHeight).minus(corner));
    }

    boolean contains(double x, double y, double z) {
      double dx = x - corner.x();
      double dy = y - corner.y();
      double dz = z - corner.z();
      return between(lengthwise, dx, dy, dz)
          && between(across, dx, dy, dz)
          && between(down, dx, dy, dz);
    }

    private static boolean between(Vec3 edge, double dx, double dy, double dz) {
      double along = edge.x() * dx + edge.y() * dy + edge.z() * dz;
      return along >= 0 && along <= edge.x() * edge.x() + edge.y() * edge.y() + edge.z() * edge.z();
    }

    private static Vec3 at(double[] r, Vec3 centre, double x, double y, double z) {
      return new Vec3(
          r[0] * x + r[1] * y + r[2] * z + centre.x(),
          r[3] * x + r[4] * y + r[5] * z + centre.y(),
          r[6] * x + r[7] * y + r[8] * z + centre.z());
    }

    /** Row-major 3x3, the terms added in the order of the product of the two 4x4 forms. */
    private static double[] rotationMatrix(Quaternion q) {
      double scale = Headings.divisor(q.w(), q.x(), q.y(), q.z());
      double w = q.w() / scale;
      double x = q.x() / scale;
      double y = q.y() / scale;
      double z = q.z() / scale;
      double[][] left = {{x, w, -z, y}, {y, z, w, -x}, {z, -y, x, w}};
      double[][] right = {{x, w, z, -y}, {y, -z, w, x}, {z, y, -x, w}};
      double[] r = new double[9];
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          double sum = 0;
          for (int k = 0; k < 4; k++) {
            sum += left[i][k] * right[j][k];
          }
          r[3 * i + j] = sum;
        }
      }
      return r;
    }
  }
}
