package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Scenes drawn from one distribution, and two detectors on them: the population of the coverage
 * simulation.
 *
 * <p>A scene has a difficulty that moves recall, noise, scores and false positives of all its
 * samples, and classes of its own: a car stands in nearly every scene, a trailer in some. The
 * second detector is the first with errors added, whose size is again the scene's, so that the
 * difference of the two has scene effects too.
 */
final class SceneWorld {
  private static final int SAMPLES_PER_SCENE = 5;
  private static final double HALF_FIELD_M = 27;

  /** By class index: the share of scenes that have it. */
  private static final double[] PRESENCE = {.97, .8, .55, .5, .45, .85, .6, .6, .6, .6};

  /** By class index: most boxes of it in one sample. */
  private static final int[] MOST = {9, 4, 2, 2, 2, 9, 3, 3, 6, 9};

  private final SplittableRandom random;
  private final DetectionBoxesBuilder truth = DetectionBoxes.builder("truth");
  private final DetectionBoxesBuilder first = DetectionBoxes.builder("first");
  private final DetectionBoxesBuilder second = DetectionBoxes.builder("second");
  private double difficulty;
  private double loss;

  private SceneWorld(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * Draws scenes and scores both detectors on them.
   *
   * @param seed of everything
   * @param hurt share of the scenes in which the second detector is worse, in [0, 1]
   * @return the scores of the first detector and of the second
   */
  static List<DetectionScore> scores(long seed, int scenes, double hurt) {
    SceneWorld world = new SceneWorld(seed);
    Samples.Builder samples = Samples.builder();
    for (int s = 0; s < scenes; s++) {
      world.difficulty = world.random.nextDouble();
      world.loss = world.random.nextDouble() < hurt ? world.random.nextDouble() : 0;
      int[] most = new int[MOST.length];
      for (int c = 0; c < MOST.length; c++) {
        boolean present = world.random.nextDouble() < PRESENCE[c];
        most[c] = present ? 1 + world.random.nextInt(MOST[c]) : 0;
      }
      for (int k = 0; k < SAMPLES_PER_SCENE; k++) {
        world.sample(samples.add("s" + s + "-" + k, "scene " + s, new Vec3(0, 0, 0)), most);
      }
    }
    GroundTruth truth = new GroundTruth(samples.build(), world.truth.build(), BikeRacks.none());
    List<DetectionScore> scores = new ArrayList<>();
    for (DetectionBoxesBuilder boxes : List.of(world.first, world.second)) {
      scores.add(Evaluation.of(DetectionConfig.cvpr2019(), truth, boxes.build()));
    }
    return scores;
  }

  private void sample(int sample, int[] most) {
    for (DetectionClass c : DetectionClass.all()) {
      for (int b = random.nextInt(most[c.index()] + 1); b > 0; b--) {
        object(sample, c);
      }
      for (int f = random.nextInt(2 + (int) (3 * difficulty)); f > 0 && most[c.index()] > 0; f--) {
        ghost(sample, c);
      }
    }
  }

  private double place() {
    return (2 * random.nextDouble() - 1) * HALF_FIELD_M / Math.sqrt(2);
  }

  private double noise() {
    return 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble()) - 3;
  }

  private void object(int sample, DetectionClass c) {
    double x = place();
    double y = place();
    double yaw = random.nextDouble() * 6;
    Attribute attribute = Attribute.all().get(1 + c.index() % 3);
    truth.sample(sample).detectionClass(c).translation(x, y, 1).size(2, 4, 1.5);
    truth.rotation(Math.cos(yaw / 2), 0, 0, Math.sin(yaw / 2)).velocity(1, 0);
    truth.attribute(attribute).numPts(5).add();
    if (random.nextDouble() < 0.15 + 0.35 * difficulty) {
      return;
    }
    double spread = 0.25 + 0.4 * difficulty;
    double score = Math.min(1, Math.max(0.001, 0.55 - 0.25 * difficulty + 0.2 * noise()));
    double px = x + spread * noise();
    double py = y + spread * noise();
    double turn = 0.15 * (1 + difficulty) * noise();
    double vx = 1 + 0.4 * noise() * (1 + difficulty);
    double grow = Math.exp(0.12 * noise());
    boolean right = random.nextDouble() > 0.1 + 0.2 * difficulty;
    Attribute named = right ? attribute : Attribute.all().get(4);
    box(first, sample, c, px, py, yaw + turn, vx, grow, named, score);
    double worse = 0.25 * loss;
    boolean missed = random.nextDouble() < 0.06 * loss;
    double qx = px + worse * noise();
    double qy = py + worse * noise();
    double turned = yaw + turn + 0.3 * loss * noise();
    double faster = vx + worse * noise();
    if (!missed) {
      box(second, sample, c, qx, qy, turned, faster, grow, named, score);
    }
  }

  private void ghost(int sample, DetectionClass c) {
    double x = place();
    double y = place();
    double score = Math.min(1, Math.max(0.001, 0.25 + 0.1 * difficulty + 0.15 * noise()));
    box(first, sample, c, x, y, 0, 0, 1, Attribute.all().get(0), score);
    double louder = score * (1 + 0.2 * loss * random.nextDouble());
    box(second, sample, c, x, y, 0, 0, 1, Attribute.all().get(0), Math.min(1, louder));
  }

  private static void box(
      DetectionBoxesBuilder to,
      int sample,
      DetectionClass c,
      double x,
      double y,
      double yaw,
      double vx,
      double grow,
      Attribute attribute,
      double score) {
    to.sample(sample).detectionClass(c).translation(x, y, 1).size(2, 4 * grow, 1.5);
    to.rotation(Math.cos(yaw / 2), 0, 0, Math.sin(yaw / 2)).velocity(vx, 0);
    to.attribute(attribute).score(score).add();
  }
}
