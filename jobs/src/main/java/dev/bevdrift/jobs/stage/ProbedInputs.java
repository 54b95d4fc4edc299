package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.model.Device;
import dev.bevdrift.udf.probe.InputProbe;
import dev.bevdrift.udf.probe.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The frozen-input detector of a run: disturbs each input on two frames of its last scene, and
 * compares how every graph moves with how the one moves that runs twice for the noise floor. It
 * takes 14 runs of each graph, so a run of fewer frames than {@link #WORTH_IT} goes without; what a
 * graph answered is kept in the cache of results.
 */
final class ProbedInputs {
  /** Frames of a run from which on 14 more are a small part of it. */
  static final int WORTH_IT = 100;

  private static final String LISTENS = "faithful";

  private final EvalPlan plan;
  private final GraphRung listens;
  private final List<Frame> pair;
  private final CachedAnswers<List<Finding>> cache;
  private final AnswerKeys keys;
  private InputProbe probe;

  private ProbedInputs(EvalPlan plan, SceneUnit unit, GraphRung listens) {
    this.plan = plan;
    this.listens = listens;
    pair =
        FramePair.in(plan.storage(), new Path(plan.options().frames(), unit.file()), unit.frames());
    cache = CachedAnswers.ofFindings("probes", plan);
    keys =
        new AnswerKeys(
            () ->
                CacheKeys.of(
                    EvalTask.of(plan, List.of()),
                    plan.ladder(),
                    Device.of(plan.options().runtime())),
            names -> names.scene(unit));
  }

  /** Findings by rung; none where there is no pair of frames, or no rung known to listen. */
  static Map<String, List<Finding>> findings(EvalPlan plan) {
    Optional<GraphRung> listens =
        plan.ladder().graphRungs().stream().filter(rung -> rung.id().equals(LISTENS)).findFirst();
    if (listens.isEmpty() || plan.frames() < WORTH_IT) {
      return Map.of();
    }
    SceneUnit last = plan.units().get(plan.units().size() - 1);
    ProbedInputs probed = new ProbedInputs(plan, last, listens.get());
    return probed.pair.isEmpty() ? Map.of() : probed.byRung();
  }

  private Map<String, List<Finding>> byRung() {
    Map<String, List<Finding>> byRung = new LinkedHashMap<>();
    try {
      for (GraphRung rung : plan.ladderRungs()) {
        byRung.put(rung.id(), findings(rung));
      }
    } catch (InputException failed) {
      byRung.put(
          LISTENS,
          List.of(
              new Finding(
                  "probe-failed",
                  Severity.NOTE,
                  LISTENS,
                  "",
                  "The inputs could not be disturbed: nothing is known of frozen ones",
                  failed.getMessage(),
                  "bin/ladder probe with other frames",
                  "")));
    }
    return byRung;
  }

  private List<Finding> findings(GraphRung rung) {
    return cache.answer(
        () -> keys.about(pair, (names, scene) -> names.probe(rung, listens, scene)),
        () -> findings(rung, pair.get(1), probe()));
  }

  /** Runs the rung that listens when a first answer is not known yet. */
  private InputProbe probe() {
    if (probe == null) {
      probe =
          InputProbe.of(
              plan.ladder(),
              listens,
              pair.get(0),
              pair.get(1),
              plan.options().runtime(),
              StoredImages.in(plan.storage()));
    }
    return probe;
  }

  private static List<Finding> findings(GraphRung rung, Frame frame, InputProbe probe) {
    List<Finding> findings = new ArrayList<>();
    for (Response response : probe.responses(rung)) {
      if (response.word() == Response.Word.ALIKE) {
        continue;
      }
      boolean ignored = response.word() == Response.Word.IGNORED;
      findings.add(
          new Finding(
              ignored ? "input-ignored" : "input-otherwise",
              ignored ? Severity.ERROR : Severity.WARNING,
              rung.id(),
              response.disturbance().input(),
              ignored
                  ? "The graph stands still where the baseline moves: the input is frozen"
                  : "The graph moves otherwise than the baseline when the input changes",
              String.format(
                  Locale.ROOT,
                  "%s on %s: %s moves by %.3g, the baseline's by %.3g, and they differ by %.0f %%"
                      + " of that",
                  response.disturbance().key(),
                  frame.sampleToken(),
                  response.output(),
                  response.moved(),
                  response.baselineMoved(),
                  100 * response.mismatch()),
              "bin/ladder check names constants of one frame in the graph",
              String.join(",", rung.rewrites())));
    }
    return findings;
  }
}
