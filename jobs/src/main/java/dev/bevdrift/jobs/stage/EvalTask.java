package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.config.EvalOptions;
import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.TaughtRun;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.metrics.diff.BoxDiffThresholds;
import dev.bevdrift.udf.ladder.Baseline;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Rung;
import java.io.Serializable;
import java.util.List;

/**
 * What travels to the executors.
 *
 * @param storage where tables lie
 * @param options what was asked for
 * @param ladderSha256 of the manifest that the driver checked
 * @param rungs ids to run, in the ladder's order
 * @param inParts those of them that run as a shared prefix and a head
 * @param taught second runs of temporal rungs with a teacher's previous BEV
 * @param variants reference variants that a rung is compared with
 * @param floorOf the rung that runs a second time for the noise floor
 * @param matchM boxes of one class match below this distance, metres
 * @param matchScore boxes below this score are not compared
 * @param movedM a kept box moved when it is further off than this, metres
 * @param movedDeg a kept box moved when it turned by more than this, degrees
 */
public record EvalTask(
    Storage storage,
    EvalOptions options,
    String ladderSha256,
    List<String> rungs,
    List<String> inParts,
    List<TaughtRun> taught,
    List<String> variants,
    String floorOf,
    double matchM,
    double matchScore,
    double movedM,
    double movedDeg)
    implements Serializable {
  public EvalTask {
    rungs = List.copyOf(rungs);
    inParts = List.copyOf(inParts);
    taught = List.copyOf(taught);
    variants = List.copyOf(variants);
  }

  /**
   * What a plan sends out.
   *
   * @param inParts ids of rungs that run as a shared prefix and a head
   */
  public static EvalTask of(EvalPlan plan, List<String> inParts) {
    GateThresholds gate = plan.gate();
    return new EvalTask(
        plan.storage(),
        plan.options(),
        plan.ladder().manifestSha256(),
        plan.ladder().rungs().stream()
            .filter(
                rung -> !(rung instanceof GraphRung graph) || plan.ladderRungs().contains(graph))
            .map(Rung::id)
            .toList(),
        inParts,
        plan.taught(),
        plan.variants(),
        plan.floorOf(),
        gate.matchM(),
        gate.matchScore(),
        gate.movedM(),
        gate.movedDeg());
  }

  /** The name of the row that a rung is compared with; empty for a rung that is the reference. */
  public static String baselineRow(EvalOptions options, GraphRung rung) {
    Baseline baseline = rung.baseline();
    if (baseline.kind() == Baseline.Kind.RUNG) {
      return baseline.name();
    }
    if (options.reference() instanceof ReferenceChoice.OneRung one) {
      return one.id().equals(rung.id()) ? "" : one.id();
    }
    return RunNames.original(baseline.name());
  }

  /** The baseline as reports name it: a variant, or {@code rung:ID}; empty when there is none. */
  public static String baselineText(EvalOptions options, GraphRung rung) {
    if (rung.baseline().kind() == Baseline.Kind.VARIANT
        && options.reference() instanceof ReferenceChoice.OneRung one) {
      return one.id().equals(rung.id()) ? "" : ReferenceChoice.RUNG + one.id();
    }
    return rung.baseline().text();
  }

  BoxDiffThresholds boxLimits() {
    return new BoxDiffThresholds(matchM, matchScore, movedM, Math.toRadians(movedDeg));
  }
}
