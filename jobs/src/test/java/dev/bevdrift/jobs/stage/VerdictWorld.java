package dev.bevdrift.jobs.stage;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.diff.BoxDiff;
import dev.bevdrift.metrics.diff.BoxDiffThresholds;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import java.util.SplittableRandom;

/**
 * Scenes drawn from one distribution and a pair on them: a baseline, and a rung that is the
 * baseline with an effect added, or, for no difference at all, both with the same effect drawn
 * apart.
 *
 * <p>A scene has a difficulty, classes of its own, and an intensity of the effect.
 */
final class VerdictWorld {
  private static final int SAMPLES_PER_SCENE = 2;
  private static final double HALF_FIELD_M = 19;
  private static final double FEW = 0.2;
  private static final double BESIDE_M = 6;

  /** What a rung does to boxes; size 1 is a clear loss. */
  enum Effect {
    TURNED,
    OFF_CENTRE,
    FASTER,
    MISNAMED,
    MISSED,
    RESCORED,
    /** As TURNED, five times as much in one scene of five, nothing in the others. */
    TURNED_IN_FEW_SCENES,
    /** The same of MISSED: what a rule that counts scenes finds hardest. */
    MISSED_IN_FEW_SCENES,
    SHRUNK,
    /** A second box beside some, too far away to match. */
    DOUBLED;

    private double intensity(SplittableRandom random) {
      double drawn = random.nextDouble();
      boolean few = this == TURNED_IN_FEW_SCENES || this == MISSED_IN_FEW_SCENES;
      return few ? (drawn < FEW ? 1 / FEW : 0) : 2 * drawn;
    }
  }

  private final SplittableRandom random;
  private final Effect effect;
  private final double size;
  private final boolean both;
  private final DetectionBoxesBuilder truth = DetectionBoxes.builder("truth");
  private final DetectionBoxesBuilder baseline = DetectionBoxes.builder("baseline");
  private final DetectionBoxesBuilder rung = DetectionBoxes.builder("rung");
  private double difficulty;
  private double ofBaseline;
  private double ofRung;

  private VerdictWorld(long seed, Effect effect, double size, boolean both) {
    this.random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
    this.effect = effect;
    this.size = size;
    this.both = both;
  }

  /**
   * What came of drawn scenes.
   *
   * @param baseline score of the baseline
   * @param rung score of the rung
   * @param boxes how the rung's boxes differ
   */
  record Pair(DetectionScore baseline, DetectionScore rung, BoxDiff boxes) {}

  /** A baseline, and a rung with the effect. */
  static Pair worse(long seed, int scenes, Effect effect, double size) {
    return new VerdictWorld(seed, effect, size, false).scores(scenes);
  }

  /** A pair that differs in nothing but chance: each has the effect by itself. */
  static Pair alike(long seed, int scenes, Effect effect, double size) {
    return new VerdictWorld(seed, effect, size, true).scores(scenes);
  }

  private Pair scores(int scenes) {
    Samples.Builder samples = Samples.builder();
    for (int s = 0; s < scenes; s++) {
      difficulty = random.nextDouble();
      ofRung = size * effect.intensity(random);
      ofBaseline = both ? size * effect.intensity(random) : 0;
      int[] most = new int[DetectionClass.all().size()];
      for (int c = 0; c < most.length; c++) {
        most[c] = random.nextDouble() < 0.8 ? 1 + random.nextInt(c % 3 == 0 ? 6 : 3) : 0;
      }
      for (int k = 0; k < SAMPLES_PER_SCENE; k++) {
        sample(samples.add("s" + s + "-" + k, "scene " + s, new Vec3(0, 0, 0)), most);
      }
    }
    GroundTruth boxes = new GroundTruth(samples.build(), truth.build(), BikeRacks.none());
    DetectionConfig config = DetectionConfig.cvpr2019();
    DetectionBoxes before = baseline.build();
    DetectionBoxes after = rung.build();
    return new Pair(
        Evaluation.of(config, boxes, before),
        Evaluation.of(config, boxes, after),
        BoxDiff.between(before, after, BoxDiffThresholds.defaults()));
  }

  private void sample(int sample, int[] most) {
    for (DetectionClass c : DetectionClass.all()) {
      for (int b = random.nextInt(most[c.index()] + 1); b > 0; b--) {
        object(sample, c);
      }
      if (most[c.index()] > 0 && random.nextDouble() < 0.3 + difficulty) {
        Box ghost = new Box(place(), place(), 0, 0, Attribute.all().get(0), score(0.25));
        add(sample, c, ghost);
      }
    }
  }

  /** A detection before the effect. */
  private record Box(
      double x, double y, double yaw, double vx, Attribute attribute, double score) {}

  private void object(int sample, DetectionClass c) {
    double x = place();
    double y = place();
    double yaw = random.nextDouble() * 6;
    Attribute attribute = Attribute.all().get(1 + c.index() % 3);
    truth.sample(sample).detectionClass(c).translation(x, y, 1).size(2, 4, 1.5);
    truth.rotation(Math.cos(yaw / 2), 0, 0, Math.sin(yaw / 2)).velocity(1, 0);
    truth.attribute(attribute).numPts(5).add();
    if (random.nextDouble() < 0.1 + 0.3 * difficulty) {
      return;
    }
    double spread = 0.2 + 0.3 * difficulty;
    Attribute named = random.nextDouble() < 0.85 ? attribute : Attribute.all().get(4);
    add(
        sample,
        c,
        new Box(
            x + spread * noise(),
            y + spread * noise(),
            yaw + 0.1 + 0.1 * Math.abs(noise()),
            1.3 + 0.2 * Math.abs(noise()),
            named,
            score(0.55)));
  }

  private void add(int sample, DetectionClass c, Box box) {
    affected(baseline, sample, c, box, ofBaseline);
    affected(rung, sample, c, box, ofRung);
  }

  private void affected(
      DetectionBoxesBuilder to, int sample, DetectionClass c, Box box, double intensity) {
    double chance = random.nextDouble();
    double sign = random.nextDouble() < 0.9 ? 1 : -1;
    double more = intensity * sign;
    boolean missed = effect == Effect.MISSED || effect == Effect.MISSED_IN_FEW_SCENES;
    boolean rare = chance < 0.1 * intensity;
    if (missed && rare) {
      return;
    }
    boolean turned = effect == Effect.TURNED || effect == Effect.TURNED_IN_FEW_SCENES;
    double yaw = box.yaw() + (turned ? 0.1 * more : 0);
    boolean misnamed = effect == Effect.MISNAMED && rare;
    double away = effect == Effect.OFF_CENTRE ? 0.1 * more : 0;
    double smaller = effect == Effect.SHRUNK ? Math.max(0.1, 1 - 0.05 * more) : 1;
    double score = box.score() + (effect == Effect.RESCORED ? 0.2 * intensity * noise() : 0);
    double velocity = box.vx() + (effect == Effect.FASTER ? 0.1 * more : 0);
    for (int copy = effect == Effect.DOUBLED && rare ? 1 : 0; copy >= 0; copy--) {
      to.sample(sample).detectionClass(c);
      to.translation(box.x() + away + copy * BESIDE_M, box.y() + away, 1);
      to.size(2 * smaller, 4 * smaller, 1.5 * smaller);
      to.rotation(Math.cos(yaw / 2), 0, 0, Math.sin(yaw / 2)).velocity(velocity, 0);
      to.attribute(misnamed ? Attribute.all().get(4) : box.attribute());
      to.score(Math.min(1, Math.max(0.001, score))).add();
    }
  }

  private double score(double middle) {
    return Math.min(1, Math.max(0.001, middle - 0.2 * difficulty + 0.15 * noise()));
  }

  private double place() {
    return (2 * random.nextDouble() - 1) * HALF_FIELD_M / Math.sqrt(2);
  }

  private double noise() {
    return 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble()) - 3;
  }
}
