package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** True boxes and noisy detections of many scenes, from a seed. */
public final class GeneratedWorld {
  private static final int SAMPLES_PER_SCENE = 4;
  private static final int TRUTHS = 12;
  private static final List<DetectionClass> CLASSES =
      List.of(
          DetectionClass.CAR,
          DetectionClass.PEDESTRIAN,
          DetectionClass.BARRIER,
          DetectionClass.TRAFFIC_CONE);

  private final GroundTruth truth;
  private final DetectionBoxes predictions;

  private GeneratedWorld(GroundTruth truth, DetectionBoxes predictions) {
    this.truth = truth;
    this.predictions = predictions;
  }

  /** All scenes. */
  public static GeneratedWorld of(long seed, int scenes, double noiseM) {
    return of(seed, scenes, noiseM, Set.of());
  }

  /** The same world without some scenes; every box that is left is the same. */
  public static GeneratedWorld of(long seed, int scenes, double noiseM, Set<Integer> leftOut) {
    Samples.Builder samples = Samples.builder();
    DetectionBoxesBuilder truth = DetectionBoxes.builder("truth");
    DetectionBoxesBuilder predictions = DetectionBoxes.builder("predictions");
    for (int s = 0; s < scenes; s++) {
      Random random = new Random(seed * 1000 + s);
      double difficulty = random.nextDouble();
      for (int k = 0; k < SAMPLES_PER_SCENE; k++) {
        boolean taken = !leftOut.contains(s);
        int index = taken ? samples.add("s" + s + "-" + k, "scene " + s, new Vec3(0, 0, 0)) : -1;
        sample(random, difficulty, noiseM, index, truth, predictions);
      }
    }
    return new GeneratedWorld(
        new GroundTruth(samples.build(), truth.build(), BikeRacks.none()), predictions.build());
  }

  /** World 3 with noise 0.5, but in its first scene predicted velocities are infinite. */
  public static GeneratedWorld withInfiniteVelocityInFirstScene(int scenes) {
    GeneratedWorld world = of(3, scenes, 0.5);
    DetectionBoxes from = world.predictions;
    DetectionBoxesBuilder to = DetectionBoxes.builder("predictions");
    for (int i = 0; i < from.size(); i++) {
      boolean first = world.truth.samples().scene(from.sample(i)) == 0;
      to.sample(from.sample(i)).detectionClass(from.detectionClass(i));
      to.translation(from.x(i), from.y(i), from.z(i));
      to.size(from.width(i), from.length(i), from.height(i));
      double half = from.yawRad(i) / 2;
      to.rotation(Math.cos(half), 0, 0, Math.sin(half));
      to.velocity(first ? Double.POSITIVE_INFINITY : from.vx(i), from.vy(i));
      to.attribute(from.attribute(i)).score(from.score(i)).add();
    }
    return new GeneratedWorld(world.truth, to.build());
  }

  private static void sample(
      Random random,
      double difficulty,
      double noiseM,
      int index,
      DetectionBoxesBuilder truth,
      DetectionBoxesBuilder predictions) {
    for (int b = 0; b < TRUTHS; b++) {
      DetectionClass c = CLASSES.get(random.nextInt(CLASSES.size()));
      double x = random.nextGaussian() * 15;
      double y = random.nextGaussian() * 15;
      Attribute attribute = Attribute.all().get(random.nextInt(Attribute.all().size()));
      double vx = random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian();
      boolean seen = random.nextDouble() > 0.4 * difficulty;
      double[] n = random.doubles(8, -1, 1).toArray();
      double score = Math.round(random.nextDouble() * 50) / 50.0;
      if (index < 0) {
        continue;
      }
      truth.sample(index).detectionClass(c).translation(x, y, 1).size(2, 4, 1.5);
      truth.rotation(Math.cos(b), 0, 0, Math.sin(b)).velocity(vx, 1).attribute(attribute);
      truth.numPts(b % 7).add();
      if (seen) {
        predictions.sample(index).detectionClass(c);
        predictions.translation(x + n[0] * noiseM, y + n[1] * noiseM, 1);
        predictions.size(2 + n[2], 4 + n[3], 1.5 + n[4]);
        predictions.rotation(Math.cos(b + n[5] * 0.2), 0, 0, Math.sin(b + n[5] * 0.2));
        predictions.velocity(n[6], 1).attribute(Attribute.all().get((int) (4 + 4 * n[7])));
        predictions.score(score).add();
      }
      if (b % 3 == 0) {
        predictions.sample(index).detectionClass(c).translation(-y, x, 1).size(1, 1, 1);
        predictions.rotation(1, 0, 0, 0).velocity(0, 0).score(score * n[0] * n[0]).add();
      }
    }
  }

  public GroundTruth truth() {
    return truth;
  }

  public DetectionBoxes predictions() {
    return predictions;
  }

  /** The figures of the detections. */
  public DetectionScore score() {
    return Evaluation.of(DetectionConfig.cvpr2019(), truth, predictions);
  }
}
