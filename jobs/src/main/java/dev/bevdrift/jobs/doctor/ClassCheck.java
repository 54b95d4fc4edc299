package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Labels read in another order of the classes.
 *
 * <p>A weak detector calls a crane a truck, but then it calls trucks trucks too: only a mapping in
 * which no class takes another's name without losing its own counts as a permutation.
 */
final class ClassCheck implements Check {
  private static final int LEAST_PAIRS = 4;
  private static final double CONSISTENT = 0.8;
  private static final double CONSISTENT_WITH_TRUTH = 0.6;

  /** The order in which mmdet3d's nuScenes configurations, and BEVFormer's, list the classes. */
  private static final List<DetectionClass> MMDET3D =
      List.of(
          DetectionClass.CAR,
          DetectionClass.TRUCK,
          DetectionClass.CONSTRUCTION_VEHICLE,
          DetectionClass.BUS,
          DetectionClass.TRAILER,
          DetectionClass.BARRIER,
          DetectionClass.MOTORCYCLE,
          DetectionClass.BICYCLE,
          DetectionClass.PEDESTRIAN,
          DetectionClass.TRAFFIC_CONE);

  @Override
  public Diagnosis look(Patient patient) {
    int n = DetectionClass.all().size();
    int[][] named = new int[n][n];
    Pairs pairs = patient.pairs(Pairs.Classes.ANY);
    for (Pairs.Pair pair : pairs.list()) {
      named[patient.baseline().classIndex(pair.baseline())][
          patient.boxes().classIndex(pair.box())]++;
    }
    int[] target = targets(named, patient.hasOriginal());
    List<String> moved = new ArrayList<>();
    int of = 0;
    int consistent = 0;
    for (int c = 0; c < n; c++) {
      if (target[c] >= 0 && target[c] != c) {
        moved.add(name(c) + " is called " + name(target[c]));
        of += Arrays.stream(named[c]).sum();
        consistent += named[c][target[c]];
      }
    }
    if (moved.size() < 2 && !(moved.size() == 1 && leavesItsName(target))) {
      return Diagnosis.healthy(patient);
    }
    return Diagnosis.undone(
        Check.error(
            patient,
            "class-order",
            "detection_name",
            "Labels are read in another order of the classes" + known(target),
            Check.text(
                "%s, in %d of %d pairs of these classes", String.join(", ", moved), consistent, of),
            "the class list of the post-processing against the checkpoint's (ladder.yaml:"
                + " classes), and whether labels start at 0"),
        renamed(patient.boxes(), target));
  }

  /** What each class is called mostly; -1 where there is too little, or no clear answer. */
  private static int[] targets(int[][] named, boolean original) {
    double needed = original ? CONSISTENT : CONSISTENT_WITH_TRUTH;
    int[] target = new int[named.length];
    boolean[] taken = new boolean[named.length];
    for (int c = 0; c < named.length; c++) {
      int sum = Arrays.stream(named[c]).sum();
      int top = 0;
      for (int k = 1; k < named.length; k++) {
        top = named[c][k] > named[c][top] ? k : top;
      }
      boolean clear = sum >= LEAST_PAIRS && named[c][top] >= needed * sum;
      target[c] = clear ? top : -1;
    }
    for (int c = 0; c < named.length; c++) {
      if (target[c] == c) {
        taken[c] = true;
      }
    }
    for (int c = 0; c < named.length; c++) {
      if (target[c] >= 0 && target[c] != c) {
        if (taken[target[c]]) {
          target[c] = -1;
        } else {
          taken[target[c]] = true;
        }
      }
    }
    return target;
  }

  /** Whether the one class that moved went to a name that its owner has left, or nobody has. */
  private static boolean leavesItsName(int[] target) {
    int clear = 0;
    for (int t : target) {
      clear += t >= 0 ? 1 : 0;
    }
    return clear == 1;
  }

  private static String known(int[] target) {
    boolean devkitAsMmdet = true;
    boolean mmdetAsDevkit = true;
    boolean fromOne = true;
    for (int c = 0; c < target.length; c++) {
      if (target[c] < 0) {
        continue;
      }
      DetectionClass was = DetectionClass.all().get(c);
      devkitAsMmdet &= MMDET3D.get(was.index()).index() == target[c];
      mmdetAsDevkit &= MMDET3D.indexOf(was) == target[c];
      int at = MMDET3D.indexOf(was);
      fromOne &= at + 1 < target.length && MMDET3D.get(at + 1).index() == target[c];
    }
    if (mmdetAsDevkit) {
      return ": mmdet3d's labels, read in nuscenes-devkit's order";
    }
    if (devkitAsMmdet) {
      return ": nuscenes-devkit's labels, read in mmdet3d's order";
    }
    return fromOne ? ": labels are one too high" : "";
  }

  private static DetectionBoxes renamed(DetectionBoxes boxes, int[] target) {
    int[] back = new int[target.length];
    Arrays.setAll(back, i -> i);
    for (int c = 0; c < target.length; c++) {
      if (target[c] >= 0) {
        back[target[c]] = c;
      }
    }
    BoxEdit edit =
        (from, i, to) -> to.detectionClass(DetectionClass.all().get(back[from.classIndex(i)]));
    return edit.of(boxes);
  }

  private static String name(int c) {
    return DetectionClass.all().get(c).jsonName();
  }
}
