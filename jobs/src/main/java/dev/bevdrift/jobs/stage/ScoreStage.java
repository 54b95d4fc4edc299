package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.table.OutcomesTable;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.nuscenes.SubmissionWriter;
import dev.bevdrift.metrics.outcome.ConfusionJson;
import dev.bevdrift.metrics.outcome.ConfusionTable;
import dev.bevdrift.metrics.score.DetailsJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.FigureNames;
import dev.bevdrift.metrics.score.NanStyle;
import dev.bevdrift.metrics.score.SliceNames;
import dev.bevdrift.metrics.score.SummaryJson;
import dev.bevdrift.metrics.slice.SliceSettings;
import dev.bevdrift.metrics.slice.SlicedFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Scores every row of the report on the driver, and writes its metrics and its submission.
 *
 * <p>eval_time in metrics_summary.json is 0: the same boxes give the same bytes.
 */
final class ScoreStage {
  private final EvalPlan plan;
  private final RunFolder run;
  private final FailedFrames failed;
  private final Truth truth;
  private final DetectionConfig config;
  private final Map<String, Set<Set<String>>> wanted = new LinkedHashMap<>();

  private ScoreStage(EvalPlan plan, RunFolder run, FailedFrames failed) {
    this.plan = plan;
    this.run = run;
    this.failed = failed;
    this.truth = Truth.read(plan);
    this.config = DetectionConfig.cvpr2019().withClassRange(plan.ladder().classRangeM());
    for (String row : ReportRows.withBoxes(plan)) {
      want(row, failed.of(row));
    }
    ReportRows.baselines(plan)
        .forEach(
            (row, baseline) -> {
              want(row, failed.ofEither(row, baseline));
              want(baseline, failed.ofEither(row, baseline));
            });
    Set<String> left = AttributionStage.left(plan, failed);
    AttributionStage.rows(plan, failed).forEach(row -> want(row, left));
  }

  private void want(String row, Set<String> left) {
    wanted.computeIfAbsent(row, ignored -> new LinkedHashSet<>()).add(left);
  }

  /** Scores a run whose scenes are all done. */
  static Scores apply(EvalPlan plan, RunFolder run, FailedFrames failed) {
    ScoreStage stage = new ScoreStage(plan, run, failed);
    Scores scores = new Scores(whyNot(plan));
    List<String> references = ReportRows.references(plan);
    stage.score(references, scores);
    stage.checkReference(references, scores);
    List<String> others = new ArrayList<>(ReportRows.withBoxes(plan));
    others.removeAll(references);
    int atATime = PredictionFiles.rowsAtATime(plan);
    for (int from = 0; from < others.size(); from += atATime) {
      stage.score(others.subList(from, Math.min(others.size(), from + atATime)), scores);
    }
    return scores;
  }

  private static String whyNot(EvalPlan plan) {
    if (plan.ladder().model().randomWeights() || plan.certificate().randomWeights()) {
      return "the model has random weights";
    }
    return plan.data().annotations() ? "" : "the frames have no annotations";
  }

  private void checkReference(List<String> references, Scores scores) {
    double best = 0;
    for (String row : references) {
      best =
          Math.max(
              best,
              scores
                  .figures(row, failed.of(row))
                  .value(FigureKey.of(row, SliceNames.ALL), FigureNames.MEAN_AP));
    }
    if (scores.numericsOnly().isEmpty() && !(best >= plan.gate().minReferenceMap())) {
      scores.giveUp(
          String.format(
              Locale.ROOT,
              "the reference has mAP %.4f, expected at least %.2f",
              best,
              plan.gate().minReferenceMap()));
      delete(references);
    }
  }

  private void delete(List<String> rows) {
    for (String row : rows) {
      plan.storage().delete(run.path("metrics/" + row));
      plan.storage().delete(run.path("outcomes/" + row + ".parquet"));
    }
  }

  private void score(List<String> rows, Scores scores) {
    Map<String, List<PredictionRow>> boxes = PredictionFiles.read(plan, run, rows);
    rows.parallelStream().forEach(row -> score(row, boxes.get(row), scores));
  }

  private void score(String row, List<PredictionRow> boxes, Scores scores) {
    Path scratch = scratch();
    try {
      submission(row, boxes, scratch.resolve(SubmissionWriter.NAME));
      if (scores.numericsOnly().isEmpty()) {
        for (Set<String> left : wanted.get(row)) {
          evaluate(row, boxes, left, scores);
        }
        metrics(row, scores.of(row, failed.of(row)).orElseThrow(), scratch);
      }
    } finally {
      deleteScratch(scratch);
    }
  }

  private void evaluate(String row, List<PredictionRow> from, Set<String> left, Scores scores) {
    GroundTruth samples = truth.without(left);
    TruthFacts facts = truth.factsWithout(left);
    DetectionBoxes boxes = PredictionFiles.boxes(row, from, samples.samples());
    DetectionScore score = Evaluation.of(config, samples, boxes);
    scores.put(
        row,
        left,
        score,
        SlicedFigures.of(row, score, samples, boxes, facts, SliceSettings.DEFAULTS));
    if (left.equals(failed.of(row))) {
      ConfusionTable confusion =
          ConfusionTable.of(config, samples, boxes, plan.gate().matchScore());
      run.writeText("metrics/" + row + "/" + ConfusionJson.NAME, ConfusionJson.text(confusion));
      if (plan.options().outcomes()) {
        OutcomesTable.write(
            plan.storage(),
            run.path("outcomes/" + row + ".parquet"),
            row,
            score,
            samples,
            boxes,
            facts);
      }
    }
  }

  private void submission(String row, List<PredictionRow> from, Path file) {
    Samples samples = truth.without(failed.of(row)).samples();
    DetectionBoxes boxes = PredictionFiles.boxes(row, from, samples);
    try (SubmissionWriter writer = SubmissionWriter.create(file, SubmissionWriter.cameraOnly())) {
      int next = 0;
      for (int sample = 0; sample < samples.size(); sample++) {
        int first = next;
        while (next < boxes.size() && boxes.sample(next) == sample) {
          next++;
        }
        writer.sample(samples.token(sample), boxes, first, next);
      }
      writer.commit();
    }
    run.writeLocal(RunNames.SUBMISSION + row + "/" + SubmissionWriter.NAME, file);
  }

  private void metrics(String row, DetectionScore score, Path scratch) {
    ObjectNode meta = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(SubmissionWriter.cameraOnly()).forEach(meta::put);
    Path summary = scratch.resolve(SummaryJson.NAME);
    SummaryJson.write(summary, score, meta, 0, NanStyle.TOKEN);
    run.writeLocal("metrics/" + row + "/" + SummaryJson.NAME, summary);
    Path details = scratch.resolve(DetailsJson.NAME);
    DetailsJson.write(details, score, NanStyle.TOKEN);
    run.writeLocal("metrics/" + row + "/" + DetailsJson.NAME, details);
  }

  private static Path scratch() {
    try {
      return Files.createTempDirectory("bevdrift-");
    } catch (IOException unwritable) {
      throw new UncheckedIOException("Cannot make a temporary folder", unwritable);
    }
  }

  private static void deleteScratch(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException stuck) {
      throw new UncheckedIOException("Cannot delete " + folder, stuck);
    }
  }

  /** Frames that count for a row without some frames. */
  static int frames(EvalPlan plan, Set<String> left) {
    return plan.frames() - new HashSet<>(left).size();
  }
}
