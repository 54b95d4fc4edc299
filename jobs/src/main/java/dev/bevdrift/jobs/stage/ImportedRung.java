package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.Fingerprint;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.GraphRung;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** The plan of a run whose only rung ran elsewhere. */
public final class ImportedRung {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

  private ImportedRung() {}

  /**
   * The same plan with one rung.
   *
   * @param like the rung of the ladder whose outputs these would be
   * @param outputs where they lie
   * @param madeBy what made them
   * @throws InputException when the id is taken or no name of a file
   */
  public static EvalPlan plan(
      EvalPlan plan, String id, String like, String outputs, String madeBy) {
    if (!id.matches(NAME)) {
      throw new InputException(
          "Cannot use --as=" + id + ": expected letters, digits, dots, dashes and underscores");
    }
    GraphRung template =
        plan.ladder().graphRungs().stream()
            .filter(rung -> rung.id().equals(like))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "Cannot use --like=" + like + ": it has no graph, expected one"));
    Map<String, String> parts = new LinkedHashMap<>(plan.fingerprint().parts());
    parts.put("outputs", outputs);
    parts.put("made_by", madeBy);
    parts.put("rungs", id);
    return new EvalPlan(
        plan.options(),
        plan.storage(),
        plan.ladder().only(template.withId(id, template.baseline())),
        plan.data(),
        plan.units(),
        plan.certificate(),
        plan.gate(),
        Fingerprint.of(parts));
  }

  /** Tokens of all frames of a plan. */
  public static List<String> tokens(EvalPlan plan) {
    return ExaminedFrames.read(plan.storage(), new Path(plan.options().frames()), plan.units())
        .frames()
        .stream()
        .map(frame -> frame.sampleToken())
        .toList();
  }
}
