package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.doctor.Doctor;
import dev.bevdrift.jobs.doctor.FrameDrift;
import dev.bevdrift.jobs.doctor.Patient;
import dev.bevdrift.jobs.doctor.Patient.Against;
import dev.bevdrift.jobs.doctor.Refiled;
import dev.bevdrift.jobs.run.ErrorFiles;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneFault;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.DiffRow;
import dev.bevdrift.jobs.table.DiffTable;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.TensorSums;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.ladder.GraphRung;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/** What a finished run's graphs, boxes and raw outputs give reason to say. */
public final class FindingsStage {
  /** Outputs whose elements stand for the same thing on both sides, whatever the boxes' order. */
  private static final Set<String> RAW = Set.of("bev_embed", "all_cls_scores", "all_bbox_preds");

  private final EvalPlan plan;
  private final RunFolder run;
  private final List<SceneFault> faults;
  private final FailedFrames failed;
  private final List<SceneUnit> chosen;
  private final ExaminedFrames examined;

  private FindingsStage(EvalPlan plan, RunFolder run) {
    this.plan = plan;
    this.run = run;
    faults =
        plan.units().stream()
            .flatMap(unit -> ErrorFiles.read(plan.storage(), run.root(), unit).stream())
            .toList();
    failed = FailedFrames.of(faults, ReportRows.graphs(plan));
    chosen = ExaminedFrames.chosen(plan.units());
    examined = ExaminedFrames.read(plan.storage(), new Path(plan.options().frames()), chosen);
  }

  /**
   * Findings in the order of the report's rows: of each graph what reading it shows, then what
   * disturbing its inputs shows, then the doctor's.
   */
  public static List<Finding> apply(EvalPlan plan, RunFolder run) {
    FindingsStage stage = new FindingsStage(plan, run);
    Map<String, List<Finding>> ill = stage.examine();
    Map<String, List<Finding>> read = LintedGraphs.findings(plan);
    Map<String, List<Finding>> deaf = ProbedInputs.findings(plan);
    List<Finding> all = new ArrayList<>();
    for (String row : ReportRows.references(plan)) {
      if (plan.ladder().rung(row).isEmpty()) {
        all.addAll(ill.getOrDefault(row, List.of()));
      }
    }
    for (GraphRung rung : plan.ladderRungs()) {
      all.addAll(read.get(rung.id()));
      all.addAll(deaf.getOrDefault(rung.id(), List.of()));
      all.addAll(ill.getOrDefault(rung.id(), List.of()));
    }
    return all;
  }

  /** The doctor's findings alone, where there is no graph to read. */
  public static List<Finding> ofOutputs(EvalPlan plan, RunFolder run) {
    return new FindingsStage(plan, run).examine().values().stream().flatMap(List::stream).toList();
  }

  private Map<String, List<Finding>> examine() {
    Map<String, String> baselines = new LinkedHashMap<>(ReportRows.baselines(plan));
    baselines.remove(RunNames.again(plan.floorOf()));
    plan.taught().forEach(run -> baselines.remove(run.id())); // the rung itself is examined
    List<String> rows = new ArrayList<>(ReportRows.withBoxes(plan));
    Map<String, List<PredictionRow>> boxes = PredictionFiles.read(part(), run, rows);
    Map<String, List<FrameDrift>> drifts = drifts();
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    if (plan.data().annotations()) {
      Truth truth = Truth.read(part());
      for (String row : ReportRows.references(plan)) {
        findings.put(row, Doctor.examine(againstTruth(row, boxes.get(row), truth)));
      }
    }
    baselines.entrySet().parallelStream()
        .map(
            pair ->
                Map.entry(
                    pair.getKey(),
                    Doctor.examine(
                        patient(pair.getKey(), pair.getValue(), boxes)
                            .withDrifts(drifts.getOrDefault(pair.getKey(), List.of())))))
        .forEachOrdered(found -> findings.put(found.getKey(), found.getValue()));
    return findings;
  }

  private Patient patient(String row, String baseline, Map<String, List<PredictionRow>> boxes) {
    ExaminedFrames both = examined.without(failed.ofEither(row, baseline));
    Samples samples = both.samples();
    return Patient.of(
            row,
            Against.ORIGINAL,
            samples,
            PredictionFiles.boxes(row, boxes.get(row), samples),
            PredictionFiles.boxes(baseline, boxes.get(baseline), samples))
        .withPoses(both.poses())
        .withFailedFrames(
            faults.stream()
                .filter(fault -> fault.rung().equals(row))
                .map(fault -> fault.sampleToken() + ": " + fault.message())
                .toList());
  }

  private Patient againstTruth(String row, List<PredictionRow> boxes, Truth whole) {
    ExaminedFrames there = examined.without(failed.of(row));
    Samples samples = there.samples();
    GroundTruth truth = whole.without(failed.of(row));
    return Patient.of(
            row,
            Against.TRUTH,
            samples,
            PredictionFiles.boxes(row, boxes, samples),
            Refiled.of(truth.boxes(), truth.samples(), samples))
        .withPoses(there.poses());
  }

  private EvalPlan part() {
    return new EvalPlan(
        plan.options(),
        plan.storage(),
        plan.ladder(),
        plan.data(),
        chosen,
        plan.certificate(),
        plan.gate(),
        plan.fingerprint());
  }

  /** By rung, in the order of the frames. */
  private Map<String, List<FrameDrift>> drifts() {
    Map<String, List<FrameDrift>> byRung = new LinkedHashMap<>();
    for (SceneUnit unit : chosen) {
      try (CloseableIterator<DiffRow> rows =
          DiffTable.read(plan.storage(), EvalStage.file(run, RunNames.DIFF, unit))) {
        while (rows.hasNext()) {
          DiffRow row = rows.next();
          if (row.tensors().stream().anyMatch(sums -> RAW.contains(sums.name()))) {
            byRung.computeIfAbsent(row.rung(), any -> new ArrayList<>()).add(drift(row));
          }
        }
      }
    }
    return byRung;
  }

  private FrameDrift drift(DiffRow row) {
    double largest = 0;
    long nonFinite = 0;
    for (TensorSums sums : row.tensors()) {
      if (RAW.contains(sums.name()) && sums.layer() == TensorSums.WHOLE) {
        nonFinite += sums.nonFinite();
        if (sums.sumSquared() > 0) {
          largest = Math.max(largest, Math.sqrt(sums.sumSquared() / sums.squaredBaseline()));
        }
      }
    }
    return new FrameDrift(
        row.sampleToken(), examined.place().getOrDefault(row.sampleToken(), 0), largest, nonFinite);
  }
}
