package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.diff.BoxDiffThresholds;
import dev.bevdrift.udf.finding.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Headings that are turned, mirrored, folded or lost. */
final class HeadingCheck implements Check {
  static final String MIRRORED = "yaw-mirrored";
  private static final double QUARTER = Math.PI / 2;
  private static final int LEAST_PAIRS = 10;

  /** Pairs of one sample from which its axis can be told. */
  private static final int LEAST_OF_SAMPLE = 3;

  /** Folded headings are off by half a turn for some boxes, neither for hardly any nor for all. */
  private static final double FEW = 0.1;

  private static final double MOST = 0.75;

  /** A random heading folds to half its error: folding must explain much more. */
  private static final double FOLDED_FACTOR = 0.25;

  /** Headings of boxes that are somewhere else say nothing. */
  private static final double AT_THEIR_PLACES = 0.7;

  private static final double GAIN_RAD = 0.3;
  private static final double FACTOR = 0.5;

  /** A mean error that no detector has against truth. */
  private static final double LOST_AGAINST_TRUTH_RAD = 1.3;

  /** By when a verdict counts a box as moved or turned. */
  private static final BoxDiffThresholds LIMITS = BoxDiffThresholds.defaults();

  /** What loses headings alone leaves places ten times nearer to their limit. */
  private static final double FURTHER = 10;

  /** One box and its partner: headings in the global frame, radians, and metres between them. */
  private record Turn(int sample, double ours, double theirs, double movedM) {}

  /** How headings may have gone wrong. */
  private record Suspicion(String rule, String message, double errorRad, BoxEdit undo) {}

  @Override
  public Diagnosis look(Patient patient) {
    List<Turn> turns = turns(patient);
    if (turns.size() < LEAST_PAIRS) {
      return Diagnosis.healthy(patient);
    }
    double asIs = turned(turns, 0);
    Suspicion best = null;
    for (Suspicion suspicion : suspicions(patient, turns)) {
      best = best == null || suspicion.errorRad < best.errorRad ? suspicion : best;
    }
    if (best != null && best.errorRad <= asIs - GAIN_RAD && best.errorRad <= FACTOR * asIs) {
      return Diagnosis.undone(
          Check.error(
              patient,
              best.rule,
              "rotation",
              best.message,
              Check.text(
                  "the mean error of heading over %d pairs is %.2f rad, and %.2f with that undone",
                  turns.size(), asIs, best.errorRad),
              "the conversion of the heading after the decoding: mmdet3d before 1.0 needs"
                  + " -yaw - pi/2 for nuScenes, 1.x yaw as it is"),
          best.undo.of(patient.boxes()));
    }
    boolean lost =
        patient.hasOriginal()
            ? turnedAlone(turns) && patient.pairs(Pairs.Classes.EQUAL).share() >= AT_THEIR_PLACES
            : asIs >= LOST_AGAINST_TRUTH_RAD;
    return lost ? Diagnosis.of(patient, lost(patient, turns, asIs)) : Diagnosis.healthy(patient);
  }

  /**
   * Whether most boxes turned beyond the limit of verdicts and stayed well within that of places: a
   * lower precision shakes both alike.
   */
  private static boolean turnedAlone(List<Turn> turns) {
    double turned = median(turns.stream().mapToDouble(t -> apart(t.ours, t.theirs)));
    double moved = median(turns.stream().mapToDouble(Turn::movedM));
    double inLimits = turned / LIMITS.turnedRad();
    return inLimits > 1 && inLimits >= FURTHER * moved / LIMITS.movedM();
  }

  private static double median(DoubleStream of) {
    double[] sorted = of.sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static Finding lost(Patient patient, List<Turn> turns, double asIs) {
    return Check.error(
        patient,
        "yaw-lost",
        "rotation",
        "Headings are lost while the boxes are at their places",
        Check.text(
            "the mean error of heading over %d pairs is %.2f rad; no turn, mirroring or folding"
                + " explains it",
            turns.size(), asIs),
        "the formula that turns sine and cosine into a heading (atan2 of both, in this order);"
            + " the recipe's R11 replaces it by one that is wrong for almost every box");
  }

  private static List<Turn> turns(Patient patient) {
    List<Turn> turns = new ArrayList<>();
    for (Pairs.Pair pair : patient.pairs(Pairs.Classes.EQUAL).list()) {
      DetectionClass of = patient.baseline().detectionClass(pair.baseline());
      if (of == DetectionClass.BARRIER || of == DetectionClass.TRAFFIC_CONE) {
        continue;
      }
      turns.add(
          new Turn(
              patient.boxes().sample(pair.box()),
              patient.boxes().yawRad(pair.box()),
              patient.baseline().yawRad(pair.baseline()),
              Math.hypot(
                  patient.boxes().x(pair.box()) - patient.baseline().x(pair.baseline()),
                  patient.boxes().y(pair.box()) - patient.baseline().y(pair.baseline()))));
    }
    return turns;
  }

  private static List<Suspicion> suspicions(Patient patient, List<Turn> turns) {
    List<Suspicion> all = new ArrayList<>();
    for (int quarters = 1; quarters < 4; quarters++) {
      double by = quarters * QUARTER;
      all.add(
          new Suspicion(
              quarters == 2 ? "yaw-reversed" : "yaw-quarter-turn",
              "Headings are turned by " + 90 * quarters + " degrees",
              turned(turns, by),
              (from, i, to) -> to.rotation(Quaternion.aboutZ(from.yawRad(i) - by))));
    }
    Map<Integer, Double> axes = axes(patient, turns);
    all.add(
        new Suspicion(
            MIRRORED,
            "Headings are mirrored: they turn clockwise where they should turn counter-clockwise",
            mirrored(turns, axes),
            (from, i, to) -> {
              if (axes.containsKey(from.sample(i))) {
                to.rotation(Quaternion.aboutZ(axes.get(from.sample(i)) - from.yawRad(i)));
              }
            }));
    long reversed = turns.stream().filter(t -> apart(t.ours, t.theirs) > QUARTER).count();
    if (reversed > FEW * turns.size() && reversed < MOST * turns.size()) {
      all.add(
          new Suspicion(
              "yaw-folded",
              "Headings are right up to half a turn: atan in the place of atan2",
              folded(turns) <= FOLDED_FACTOR * turned(turns, 0)
                  ? folded(turns)
                  : Double.POSITIVE_INFINITY,
              (from, i, to) -> to.rotation(from.qw(i), from.qx(i), from.qy(i), from.qz(i))));
    }
    all.add(constant(turns));
    return all;
  }

  /** Every heading is the same, seen from the vehicle: what a lost sine or cosine leaves. */
  private static Suspicion constant(List<Turn> turns) {
    Map<Integer, double[]> sums = new HashMap<>();
    for (Turn turn : turns) {
      double[] sum = sums.computeIfAbsent(turn.sample, any -> new double[4]);
      sum[0] += Math.cos(turn.ours);
      sum[1] += Math.sin(turn.ours);
      sum[2] += Math.cos(turn.theirs);
      sum[3] += Math.sin(turn.theirs);
    }
    double ours = 0;
    double theirs = 0;
    for (double[] sum : sums.values()) {
      ours += Math.hypot(sum[0], sum[1]);
      theirs += Math.hypot(sum[2], sum[3]);
    }
    boolean collapsed = ours > 0.99 * turns.size() && theirs < 0.9 * turns.size();
    return new Suspicion(
        "yaw-constant",
        "Every box of a frame has the same heading",
        collapsed ? 0 : Double.POSITIVE_INFINITY,
        (from, i, to) -> to.rotation(from.qw(i), from.qx(i), from.qy(i), from.qz(i)));
  }

  private static double turned(List<Turn> turns, double by) {
    return turns.stream().mapToDouble(t -> apart(t.ours - by, t.theirs)).average().orElseThrow();
  }

  private static double folded(List<Turn> turns) {
    return turns.stream()
        .mapToDouble(t -> apart(t.ours, t.theirs))
        .map(a -> Math.min(a, Math.PI - a))
        .average()
        .orElseThrow();
  }

  /**
   * Twice the direction of each sample's mirror: where ours = axis - theirs. The LiDAR's heading
   * tells it up to quarter turns; without poses, the pairs of the sample do.
   */
  private static Map<Integer, Double> axes(Patient patient, List<Turn> turns) {
    Map<Integer, double[]> sums = new HashMap<>();
    for (Turn turn : turns) {
      double lidar =
          patient.poses().isEmpty()
              ? 0
              : patient.poses().get(turn.sample).lidar2global().rotation().yawRad();
      int key = patient.poses().isEmpty() ? turn.sample : -1;
      double[] sum = sums.computeIfAbsent(key, any -> new double[3]);
      sum[0] += Math.cos(turn.ours + turn.theirs - 2 * lidar);
      sum[1] += Math.sin(turn.ours + turn.theirs - 2 * lidar);
      sum[2]++;
    }
    Map<Integer, Double> axes = new HashMap<>();
    for (Turn turn : turns) {
      if (patient.poses().isEmpty()) {
        double[] sum = sums.get(turn.sample);
        if (sum[2] >= LEAST_OF_SAMPLE) {
          axes.put(turn.sample, Math.atan2(sum[1], sum[0]));
        }
      } else {
        double[] sum = sums.get(-1);
        double lidar = patient.poses().get(turn.sample).lidar2global().rotation().yawRad();
        axes.put(turn.sample, Math.atan2(sum[1], sum[0]) + 2 * lidar);
      }
    }
    return axes;
  }

  private static double mirrored(List<Turn> turns, Map<Integer, Double> axes) {
    return turns.stream()
        .filter(t -> axes.containsKey(t.sample))
        .mapToDouble(t -> apart(axes.get(t.sample) - t.ours, t.theirs))
        .average()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** The angle between two headings, in [0, pi]. */
  private static double apart(double a, double b) {
    return Math.abs(Math.IEEEremainder(a - b, 2 * Math.PI));
  }
}
