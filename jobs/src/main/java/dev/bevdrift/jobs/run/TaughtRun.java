package dev.bevdrift.jobs.run;

import dev.bevdrift.jobs.config.EvalOptions;
import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Teachers;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import java.io.Serializable;
import java.util.List;

/**
 * A second run of a temporal rung that remembers a teacher's previous BEV in place of its own, so
 * that a frame's own error can be told from one it inherits.
 *
 * @param rung whose graph runs
 * @param teacher a rung's id, or {@link Teachers#REFERENCE}
 */
public record TaughtRun(String rung, String teacher) implements Serializable {
  private static final String FAITHFUL = "faithful";

  /** The run's row in tables. */
  public String id() {
    return rung + "-taught";
  }

  /** The teacher as reports name it: {@code rung:ID} or {@code reference}. */
  public String teacherText() {
    return teacher.equals(Teachers.REFERENCE) ? teacher : ReferenceChoice.RUNG + teacher;
  }

  /**
   * The id of the rung that teaches unless another is named: the one that stands in for the
   * original, or the one that is nearest to it. Tables seldom hold the BEV of every frame.
   */
  public static String teacher(EvalOptions options) {
    String named = options.teacher();
    if (!named.isEmpty()) {
      return named.startsWith(ReferenceChoice.RUNG)
          ? named.substring(ReferenceChoice.RUNG.length())
          : named;
    }
    return options.reference() instanceof ReferenceChoice.OneRung one ? one.id() : FAITHFUL;
  }

  /**
   * The runs that were asked for.
   *
   * @param ladder with all rungs that run
   * @throws InputException for a rung or a teacher that is not temporal
   */
  public static List<TaughtRun> of(EvalOptions options, Ladder ladder) {
    String teacher = teacher(options);
    for (String rung : options.taught()) {
      requireMemory(ladder, "--teacher-forced=" + rung, rung);
    }
    if (!options.taught().isEmpty() && !teacher.equals(Teachers.REFERENCE)) {
      requireMemory(ladder, "--teacher=" + ReferenceChoice.RUNG + teacher, teacher);
    }
    return options.taught().stream().map(rung -> new TaughtRun(rung, teacher)).toList();
  }

  private static void requireMemory(Ladder ladder, String option, String rung) {
    boolean remembers =
        ladder.rung(rung).orElse(null) instanceof GraphRung graph && !graph.state().isEmpty();
    if (!remembers) {
      throw new InputException(
          "Cannot use "
              + option
              + ": "
              + ladder.folder().resolve(Ladder.MANIFEST)
              + " has no graph of that name with a previous BEV, expected a temporal rung");
    }
  }
}
