package dev.bevdrift.metrics.slice;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.SceneFacts;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.box.Vec3;
import java.util.List;

/**
 * A world small enough to be worked out by hand: boxes on the x axis, the ego vehicle at 0.
 *
 * <pre>
 * sample "day":    true car  at  9 (4 points, v80-100, still)     predicted car at 10.5 (score 0.9)
 *                  true car  at 25 (40 points, v0-40, 6 m/s)      missed
 *                  nothing                                        predicted car at 45   (score 0.8)
 * sample "night":  true car  at 15 (40 points, v0-40, still)      predicted car at 15   (score 0.7)
 * </pre>
 */
public final class TwoCars {
  public static final GroundTruth TRUTH = truth();
  public static final DetectionBoxes PREDICTIONS = predictions();
  public static final TruthFacts FACTS =
      TruthFacts.of(
          TRUTH,
          List.of(
              new SceneFacts("boston", "n008", "log-1", "Parked cars"),
              new SceneFacts("boston", "n015", "log-2", "Night, after rain")),
          List.of("v80-100", "v0-40", "v0-40"),
          List.of("near", "middle", "dark"));

  private TwoCars() {}

  private static GroundTruth truth() {
    Samples.Builder samples = Samples.builder();
    samples.add("day", "scene-1", new Vec3(0, 0, 0));
    samples.add("night", "scene-2", new Vec3(0, 0, 0));
    DetectionBoxesBuilder b = DetectionBoxes.builder("truth");
    car(b, 0, 9, 0).numPts(4).add();
    car(b, 0, 25, 6).numPts(40).add();
    car(b, 1, 15, 0).numPts(40).add();
    return new GroundTruth(samples.build(), b.build(), BikeRacks.none());
  }

  private static DetectionBoxes predictions() {
    DetectionBoxesBuilder b = DetectionBoxes.builder("predictions");
    car(b, 0, 10.5, 0).score(0.9).add();
    car(b, 0, 45, 0).score(0.8).add();
    car(b, 1, 15, 0).score(0.7).add();
    return b.build();
  }

  private static DetectionBoxesBuilder car(
      DetectionBoxesBuilder b, int sample, double x, double v) {
    return b.sample(sample)
        .detectionClass(DetectionClass.CAR)
        .translation(x, 0, 0)
        .size(2, 4, 1.5)
        .rotation(1, 0, 0, 0)
        .velocity(v, 0)
        .attribute(Attribute.VEHICLE_PARKED);
  }
}
