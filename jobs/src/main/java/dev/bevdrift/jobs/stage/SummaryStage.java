package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.report.RungRow;
import dev.bevdrift.jobs.report.Summary;
import dev.bevdrift.jobs.report.TeacherForced;
import dev.bevdrift.jobs.report.WorstFrame;
import dev.bevdrift.jobs.run.ErrorFiles;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneFault;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.run.Versions;
import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.Judgement;
import dev.bevdrift.jobs.verdict.OtherScenes;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.jobs.verdict.Verdicts;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.MissingRung;
import dev.bevdrift.udf.ladder.ModelInfo;
import dev.bevdrift.udf.ladder.Rung;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the summary of a run out of its files. */
public final class SummaryStage {
  /** More faults than these stand in errors/ only. */
  private static final int LISTED_FAILURES = 100;

  private final EvalPlan plan;
  private final FailedFrames failed;
  private final Scores scores;
  private final Map<String, DiffTotals> diffs;
  private final RunFigures figures;
  private final Intervals intervals;
  private final SummaryFigures floorDelta;
  private final BoxTotals floorBoxes;

  private SummaryStage(
      EvalPlan plan, FailedFrames failed, Scores scores, Map<String, DiffTotals> diffs) {
    this.plan = plan;
    this.failed = failed;
    this.scores = scores;
    this.diffs = diffs;
    this.figures = new RunFigures(plan, failed, scores);
    this.intervals = Intervals.of(plan);
    intervals.draw(plan, failed, scores);
    String floor = RunNames.again(plan.floorOf());
    this.floorDelta = figures.delta(floor, plan.floorOf());
    this.floorBoxes = diff(floor).boxes();
  }

  /**
   * Scores a run whose scenes are all done, and sums it up.
   *
   * @param engine what ran the graphs
   */
  public static Summary apply(EvalPlan plan, RunFolder run, Summary.Engine engine) {
    List<SceneFault> faults =
        plan.units().stream()
            .flatMap(unit -> ErrorFiles.read(plan.storage(), run.root(), unit).stream())
            .toList();
    FailedFrames failed = FailedFrames.of(faults, ReportRows.graphs(plan));
    Scores scores = ScoreStage.apply(plan, run, failed);
    SummaryStage stage = new SummaryStage(plan, failed, scores, DiffTotals.read(plan, run));
    return stage.summary(faults, engine, RungForms.noted(plan, run).notices());
  }

  private Summary summary(List<SceneFault> faults, Summary.Engine engine, List<String> runNotices) {
    ModelInfo model = plan.ladder().model();
    List<RungRow> rows = rows();
    return new Summary(
        Versions.BEVDRIFT,
        new Summary.Model(
            model.name(),
            model.configSha256(),
            model.checkpointSha256(),
            model.randomWeights(),
            model.synthetic()),
        new Summary.Data(
            plan.data().name(),
            plan.data().version(),
            plan.data().split(),
            plan.data().synthetic(),
            plan.frames(),
            (int) plan.units().stream().map(SceneUnit::sceneToken).distinct().count()),
        reference(),
        engine,
        scores.numericsOnly(),
        notices(runNotices),
        plan.gate(),
        rows,
        figures.all(rows),
        AttributionStage.apply(plan, failed, scores, intervals),
        worstFrames(),
        faults.stream().limit(LISTED_FAILURES).map(SummaryStage::failure).toList(),
        failed.count(),
        failed.count() <= plan.options().maxFailedFrames());
  }

  /** The second run for the noise floor changed nothing of the model. */
  private List<WorstFrame> worstFrames() {
    return FrameRanking.shown(
        plan.ladder().graphRungs().stream().map(rung -> diff(rung.id()).ranking()).toList());
  }

  private Summary.Reference reference() {
    List<String> rows = ReportRows.references(plan);
    String madeBy = plan.variants().isEmpty() ? "rung:" + rows.get(0) : plan.certificate().madeBy();
    return new Summary.Reference(
        madeBy.isEmpty() ? "unknown" : madeBy,
        plan.certificate().attested(),
        plan.certificate().attestation());
  }

  private List<String> notices(List<String> ofRun) {
    return Stream.concat(
            Stream.of(plan.ladder().model().notice(), plan.data().notice(), intervals.notice()),
            ofRun.stream())
        .filter(notice -> !notice.isBlank())
        .distinct()
        .toList();
  }

  private static Summary.Failure failure(SceneFault fault) {
    return new Summary.Failure(
        fault.scene(),
        fault.sampleToken(),
        fault.rung(),
        fault.camera(),
        fault.stage(),
        fault.message());
  }

  private List<RungRow> rows() {
    List<RungRow> rows = new ArrayList<>();
    for (String row : ReportRows.references(plan)) {
      rows.add(original(row));
    }
    String floor = RunNames.again(plan.floorOf());
    rows.add(
        compared(
            floor, RungRow.Kind.FLOOR, List.of(), ReportRows.floorBaseline(plan), plan.floorOf()));
    for (Rung rung : plan.ladder().rungs()) {
      if (rung instanceof MissingRung missing) {
        rows.add(
            RungRow.notExportable(
                missing.id(), missing.rewrites(), missing.baseline().text(), missing.message()));
      } else if (rung instanceof GraphRung graph) {
        String baseline = EvalTask.baselineRow(plan.options(), graph);
        if (!baseline.isEmpty()) {
          rows.add(
              compared(
                  graph.id(),
                  RungRow.Kind.RUNG,
                  graph.rewrites(),
                  EvalTask.baselineText(plan.options(), graph),
                  baseline));
        }
      }
    }
    return adjusted(rows);
  }

  /** Every rung is a chance of a false alarm; the noise floor is none. */
  private static List<RungRow> adjusted(List<RungRow> rows) {
    List<DeltaInterval> tested =
        OtherScenes.adjusted(
            rows.stream()
                .filter(row -> row.kind() == RungRow.Kind.RUNG)
                .map(RungRow::interval)
                .toList());
    Iterator<DeltaInterval> next = tested.iterator();
    return rows.stream()
        .map(row -> row.kind() == RungRow.Kind.RUNG ? row.with(next.next()) : row)
        .toList();
  }

  private RungRow original(String row) {
    Set<String> left = failed.of(row);
    return new RungRow(
        row,
        RungRow.Kind.ORIGINAL,
        List.of(),
        "",
        ScoreStage.frames(plan, left),
        left.size(),
        figures.own(row, left),
        SummaryFigures.UNKNOWN,
        DeltaInterval.none("it is the reference itself"),
        List.of(),
        BoxTotals.NONE,
        Judgement.none("it is the reference itself"),
        "");
  }

  private RungRow compared(
      String id,
      RungRow.Kind kind,
      List<String> rewrites,
      String baselineText,
      String baselineRow) {
    Set<String> left = failed.ofEither(id, baselineRow);
    SummaryFigures delta = figures.delta(id, baselineRow);
    DiffTotals diff = diff(id);
    DeltaInterval interval = interval(id, baselineRow, left);
    return new RungRow(
        id,
        kind,
        rewrites,
        baselineText,
        ScoreStage.frames(plan, left),
        left.size(),
        figures.own(id, left),
        delta,
        interval,
        diff.tensors(memory(kind, id)),
        diff.boxes(),
        diff.shifts(),
        diff.slices(),
        judge(kind, delta, diff, interval).withoutFrames(tooMany(id)),
        "",
        kind == RungRow.Kind.RUNG ? forced(id) : Optional.empty());
  }

  private Optional<TeacherForced> forced(String rung) {
    return plan.taught().stream()
        .filter(run -> run.rung().equals(rung))
        .findFirst()
        .map(
            run -> {
              String baseline = ReportRows.taughtBaseline(plan, run);
              Set<String> left = failed.ofEither(run.id(), baseline);
              DiffTotals diff = diff(run.id());
              return new TeacherForced(
                  run.teacherText(),
                  ScoreStage.frames(plan, left),
                  figures.delta(run.id(), baseline),
                  diff.tensors(TensorTotals.Memory.FROM_FRAME_TO_FRAME),
                  diff.boxes());
            });
  }

  private TensorTotals.Memory memory(RungRow.Kind kind, String id) {
    String rung = kind == RungRow.Kind.FLOOR ? plan.floorOf() : id;
    return plan.ladder().rung(rung).orElseThrow() instanceof GraphRung graph && graph.temporal()
        ? TensorTotals.Memory.FROM_FRAME_TO_FRAME
        : TensorTotals.Memory.NONE;
  }

  private Judgement judge(
      RungRow.Kind kind, SummaryFigures delta, DiffTotals diff, DeltaInterval interval) {
    if (!scores.numericsOnly().isEmpty()) {
      return Judgement.none("numerics only");
    }
    if (diff.frames() == 0) {
      return Judgement.none("no frame was compared");
    }
    boolean isFloor = kind == RungRow.Kind.FLOOR;
    return Verdicts.judge(
        delta,
        diff.boxes(),
        interval,
        isFloor ? SummaryFigures.UNKNOWN : floorDelta,
        isFloor ? BoxTotals.NONE : floorBoxes,
        plan.gate());
  }

  /** Frames that a graph itself failed on, where they are more than may fail; else 0. */
  private int tooMany(String row) {
    int frames = failed.byItsGraph(row);
    return frames > plan.options().maxFailedFrames() ? frames : 0;
  }

  private DiffTotals diff(String row) {
    return diffs.getOrDefault(row, DiffTotals.none());
  }

  private DeltaInterval interval(String row, String baseline, Set<String> left) {
    return scores
        .of(row, left)
        .flatMap(ours -> scores.of(baseline, left).map(theirs -> intervals.of(theirs, ours)))
        .orElse(DeltaInterval.none("figures were not measured"));
  }
}
