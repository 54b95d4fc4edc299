package dev.bevdrift.jobs.bench;

import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.stage.OrderedBoxes;
import dev.bevdrift.jobs.stage.ScenePart;
import dev.bevdrift.jobs.stage.SceneSource;
import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.match.PredictionOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Scenes that tasks make instead of reading them: in each frame 30 true boxes and 50 predictions,
 * of which about 26 lie near a true box. Classes are as frequent as in nuScenes; one score in five
 * is rounded to three digits, so that scores tie across scenes.
 *
 * @param seed of all scenes; a scene depends on it and on its own number only
 */
public record GeneratedScenes(long seed) implements SceneSource {
  /** True boxes of a frame. */
  public static final int TRUTHS = 30;

  /** Predictions of a frame. */
  public static final int PREDICTIONS = 50;

  private static final int FRAMES_OF_A_SCENE = 40;

  /** Cars first, in per mille of all boxes; the order of {@link DetectionClass}. */
  private static final int[] PER_MILLE = {430, 75, 15, 22, 13, 190, 11, 10, 84, 150};

  /** Scenes of 40 frames; the last is shorter. */
  public static List<SceneUnit> units(int frames) {
    List<SceneUnit> units = new ArrayList<>();
    for (int first = 0; first < frames; first += FRAMES_OF_A_SCENE) {
      String name = "scene-" + units.size();
      int count = Math.min(FRAMES_OF_A_SCENE, frames - first);
      units.add(new SceneUnit(name, name, 0, name, count));
    }
    return units;
  }

  @Override
  public ScenePart read(SceneUnit unit) {
    return read(List.of(unit));
  }

  /** Several scenes at once, for an evaluation in memory. */
  public ScenePart read(List<SceneUnit> units) {
    Samples.Builder samples = Samples.builder();
    DetectionBoxesBuilder truth = DetectionBoxes.builder("generated truth");
    OrderedBoxes.Builder predictions = OrderedBoxes.builder("generated predictions");
    for (SceneUnit unit : units) {
      int number = Integer.parseInt(unit.sceneName().substring("scene-".length()));
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
      for (int k = 0; k < unit.frames(); k++) {
        String token = unit.sceneName() + "-" + k;
        int sample = samples.add(token, unit.sceneName(), new Vec3(0, 0, 0));
        long index = (long) number * FRAMES_OF_A_SCENE + k;
        frame(random, sample, index, truth, predictions);
      }
    }
    return new ScenePart(
        new GroundTruth(samples.build(), truth.build(), BikeRacks.none()), predictions.build());
  }

  private static void frame(
      SplittableRandom random,
      int sample,
      long index,
      DetectionBoxesBuilder truth,
      OrderedBoxes.Builder predictions) {
    int ordinal = 0;
    for (int b = 0; b < TRUTHS; b++) {
      DetectionClass c = detectionClass(random);
      double x = random.nextDouble(-45, 45);
      double y = random.nextDouble(-45, 45);
      double yaw = random.nextDouble(-3, 3);
      double vx = random.nextInt(10) == 0 ? Double.NaN : random.nextDouble(-5, 5);
      truth.sample(sample).detectionClass(c).translation(x, y, 1).size(1.9, 4.5, 1.6);
      truth.rotation(Math.cos(yaw / 2), 0, 0, Math.sin(yaw / 2)).velocity(vx, 0.5);
      truth.attribute(attribute(random)).numPts(random.nextInt(20)).add();
      if (random.nextInt(8) != 0) {
        double near = random.nextDouble() * random.nextDouble() * 3;
        double turned = yaw + random.nextDouble(-0.3, 0.3);
        box(predictions, sample, c)
            .translation(x + near, y - near / 2, 1)
            .size(1.9 + random.nextDouble(-0.3, 0.3), 4.5 + random.nextDouble(-0.5, 0.5), 1.6)
            .rotation(Math.cos(turned / 2), 0, 0, Math.sin(turned / 2))
            .velocity(vx + random.nextDouble(-1, 1), 0.4)
            .score(score(random, 1))
            .attribute(attribute(random));
        predictions.add(PredictionOrder.of(index, ordinal++));
      }
    }
    while (ordinal < PREDICTIONS) {
      box(predictions, sample, detectionClass(random))
          .translation(random.nextDouble(-45, 45), random.nextDouble(-45, 45), 1)
          .size(1.9, 4.5, 1.6)
          .rotation(1, 0, 0, 0)
          .velocity(0, 0)
          .score(score(random, 0.5))
          .attribute(attribute(random));
      predictions.add(PredictionOrder.of(index, ordinal++));
    }
  }

  private static DetectionBoxesBuilder box(
      OrderedBoxes.Builder predictions, int sample, DetectionClass c) {
    return predictions.next().sample(sample).detectionClass(c);
  }

  private static DetectionClass detectionClass(SplittableRandom random) {
    int left = random.nextInt(1000);
    int c = 0;
    while (left >= PER_MILLE[c]) {
      left -= PER_MILLE[c++];
    }
    return DetectionClass.all().get(c);
  }

  private static Attribute attribute(SplittableRandom random) {
    return Attribute.all().get(random.nextInt(Attribute.all().size()));
  }

  private static double score(SplittableRandom random, double best) {
    double score = best * random.nextDouble();
    return random.nextInt(5) == 0 ? Math.rint(score * 1000) / 1000 : score;
  }
}
