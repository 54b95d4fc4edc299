package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import java.util.SplittableRandom;

/**
 * A problem of the size of nuScenes val: 150 scenes, 6,019 samples, about 173,000 true boxes, 200
 * predictions a sample. Its figures mean nothing; its counts do.
 */
final class ValWorld {
  static final int SCENES = 150;
  static final int SAMPLES = 6019;
  private static final int PREDICTIONS = 200;
  private static final double HALF_FIELD_M = 28;

  /** By class index: true boxes a sample, about in nuScenes' proportions; 28.8 in all. */
  private static final double[] TRUTHS = {11.2, 2.2, .45, .65, .4, 5.9, .33, .33, 2.5, 4.84};

  private final GroundTruth truth;

  private ValWorld(GroundTruth truth) {
    this.truth = truth;
  }

  static ValWorld of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Samples.Builder samples = Samples.builder();
    DetectionBoxesBuilder boxes = DetectionBoxes.builder("truth");
    for (int s = 0; s < SAMPLES; s++) {
      int index = samples.add("s" + s, "scene " + s * SCENES / SAMPLES, new Vec3(0, 0, 0));
      for (DetectionClass c : DetectionClass.all()) {
        double most = 2 * TRUTHS[c.index()];
        int count = (int) (random.nextDouble() * most + random.nextDouble());
        for (int b = 0; b < count; b++) {
          boxes.sample(index).detectionClass(c).translation(place(random), place(random), 1);
          boxes.size(2, 4, 1.5).rotation(1, 0, 0, 0).velocity(1, 0).numPts(5);
          boxes.attribute(Attribute.all().get(1 + c.index() % 3)).add();
        }
      }
    }
    return new ValWorld(new GroundTruth(samples.build(), boxes.build(), BikeRacks.none()));
  }

  GroundTruth truth() {
    return truth;
  }

  /** What one rung found: four of five true boxes, and much besides. */
  DetectionBoxes predictions(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DetectionBoxesBuilder to = DetectionBoxes.builder("predictions");
    DetectionBoxes of = truth.boxes();
    int g = 0;
    for (int s = 0; s < SAMPLES; s++) {
      int left = PREDICTIONS;
      for (; g < of.size() && of.sample(g) == s; g++) {
        if (left > 0 && random.nextInt(5) > 0) {
          double x = of.x(g) + random.nextDouble() * 3 - 1.5;
          add(to, s, of.detectionClass(g), x, of.y(g) + random.nextDouble() - 0.5, random, 1);
          left--;
        }
      }
      for (; left > 0; left--) {
        DetectionClass c = DetectionClass.all().get(random.nextInt(10));
        add(to, s, c, place(random), place(random), random, 0.6);
      }
    }
    return to.build();
  }

  private static void add(
      DetectionBoxesBuilder to,
      int sample,
      DetectionClass c,
      double x,
      double y,
      SplittableRandom random,
      double most) {
    to.sample(sample).detectionClass(c).translation(x, y, 1).size(2, 4.4, 1.5);
    to.rotation(Math.cos(random.nextDouble()), 0, 0, 0.1).velocity(random.nextDouble(), 0);
    to.attribute(Attribute.all().get(1 + random.nextInt(3)));
    to.score(random.nextDouble() * most).add();
  }

  private static double place(SplittableRandom random) {
    return (2 * random.nextDouble() - 1) * HALF_FIELD_M;
  }
}
