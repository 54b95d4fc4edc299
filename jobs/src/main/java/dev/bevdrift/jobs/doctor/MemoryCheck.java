package dev.bevdrift.jobs.doctor;

import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import java.util.List;

/**
 * Whether the difference starts where the memory starts.
 *
 * <p>The first frame of a scene has no frame before it: what differs only from the second one on
 * came by the previous BEV or the ego's motion; what differs only in the first ones came from
 * memory that was not reset. The first scene has nothing to be reset from.
 */
final class MemoryCheck implements Check {
  private static final double LARGE = 1e-3;
  private static final double FACTOR = 20;
  private static final int LEAST_FRAMES = 2;

  @Override
  public Diagnosis look(Patient patient) {
    List<FrameDrift> first = frames(patient, 0, 1);
    List<FrameDrift> later = frames(patient, 1, Integer.MAX_VALUE);
    if (first.isEmpty() || later.size() < LEAST_FRAMES) {
      return Diagnosis.healthy(patient);
    }
    double ofFirst = largest(first);
    double ofLater = middle(later);
    if (ofLater > LARGE && ofLater > FACTOR * ofFirst) {
      return Diagnosis.of(
          patient,
          finding(
              patient,
              "memory",
              "The first frame of each scene is right and later ones are not: the previous BEV or"
                  + " the ego's motion is stale, missing or constant",
              Check.text(
                  "relative difference of the raw outputs: at most %.2g in %d first frames, %.2g in"
                      + " the middle of %d later ones",
                  ofFirst, first.size(), ofLater, later.size()),
              "that bev_embed of frame t goes in as prev_bev of t+1, use_prev_bev is 1 there, and"
                  + " can_bus holds the deltas since the frame before; bin/ladder probe shows which"
                  + " of them the graph hears"));
    }
    List<FrameDrift> resets = first.subList(1, first.size());
    if (!resets.isEmpty()
        && middle(resets) > LARGE
        && middle(resets) > FACTOR * first.get(0).relative()
        && middle(resets) > 3 * ofLater) {
      return Diagnosis.of(
          patient,
          finding(
              patient,
              "memory-not-reset",
              "The first frame of each scene but the first is wrong: memory of one scene enters"
                  + " the next",
              Check.text(
                  "relative difference of the raw outputs: %.2g in the first frame of all, %.2g in"
                      + " the middle of %d other first frames, %.2g in later ones",
                  first.get(0).relative(), middle(resets), resets.size(), ofLater),
              "use_prev_bev must be 0 and prev_bev zero where scene_token changes"));
    }
    return Diagnosis.healthy(patient);
  }

  private static Finding finding(
      Patient patient, String rule, String message, String evidence, String next) {
    return new Finding(
        rule,
        Severity.ERROR,
        patient.rung(),
        "prev_bev",
        message,
        evidence,
        next,
        rule.equals("memory") ? "S1-no-temporal, R03a-bake-can-bus, R03b-bake-shift" : "");
  }

  private static List<FrameDrift> frames(Patient patient, int from, int to) {
    return patient.drifts().stream()
        .filter(drift -> drift.frameInScene() >= from && drift.frameInScene() < to)
        .toList();
  }

  private static double largest(List<FrameDrift> drifts) {
    return drifts.stream().mapToDouble(FrameDrift::relative).max().orElseThrow();
  }

  private static double middle(List<FrameDrift> drifts) {
    double[] sorted = drifts.stream().mapToDouble(FrameDrift::relative).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
