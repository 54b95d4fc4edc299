package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.util.List;

/**
 * One annotated box of a keyframe, as the data set states it.
 *
 * @param instanceToken the object, the same in all its keyframes
 * @param category the data set's raw category name
 * @param detectionName one of the ten detection classes, or "" for a category that is not scored
 * @param translation centre of gravity, metres, global frame
 * @param size width, length, height in metres
 * @param rotation box to global
 * @param velocityX metres a second along global x; NaN when unknown
 * @param velocityY metres a second along global y; NaN when unknown
 * @param attributes attribute names, in the data set's order
 * @param numLidarPts lidar points inside the box
 * @param numRadarPts radar points inside the box
 * @param visibility the data set's visibility level, or "" when unknown
 */
public record Annotation(
    String instanceToken,
    String category,
    String detectionName,
    Vec3 translation,
    Vec3 size,
    Quaternion rotation,
    double velocityX,
    double velocityY,
    List<String> attributes,
    int numLidarPts,
    int numRadarPts,
    String visibility) {

  public Annotation {
    if (instanceToken.isEmpty() || category.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot make an annotation: instance token '"
              + instanceToken
              + "', category '"
              + category
              + "', expected both to be non-empty");
    }
    attributes = List.copyOf(attributes);
  }

  /** Whether the category belongs to one of the ten detection classes. */
  public boolean scored() {
    return !detectionName.isEmpty();
  }

  /** Whether the data set knows this box's velocity. */
  public boolean velocityKnown() {
    return !Double.isNaN(velocityX) && !Double.isNaN(velocityY);
  }
}
