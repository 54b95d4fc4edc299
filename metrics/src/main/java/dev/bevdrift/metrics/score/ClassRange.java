package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.DetectionClass;
import java.io.Serializable;

/**
 * How far from the ego vehicle a class is evaluated.
 *
 * @param detectionClass the class
 * @param rangeM metres in the ground plane; boxes strictly nearer count
 */
public record ClassRange(DetectionClass detectionClass, double rangeM) implements Serializable {
  public ClassRange {
    if (!(rangeM >= 0)) {
      throw new IllegalArgumentException(
          "Cannot use class_range."
              + detectionClass.jsonName()
              + "="
              + rangeM
              + ": expected metres, zero or more");
    }
  }
}
