package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.outputs.MadeElsewhere;
import dev.bevdrift.jobs.outputs.SceneOutputs;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.RuntimeOptions;
import dev.bevdrift.udf.probe.InputFault;
import dev.bevdrift.udf.probe.Reenactment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * Whether the inputs of outputs made elsewhere were wrong: the ladder's own graph is fed each known
 * fault on the first frames of the first scene, and a fault that gives these very outputs is named.
 */
public final class ReenactedInputs {
  /** One without memory, and two with it. */
  private static final int FRAMES = 3;

  private ReenactedInputs() {}

  /**
   * A finding a fault, at most two.
   *
   * @param plan with the imported rung alone, whose graph is the one that it is like
   */
  public static List<Finding> findings(EvalPlan plan, MadeElsewhere made) {
    GraphRung rung = plan.ladder().graphRungs().get(0);
    SceneUnit unit = plan.units().get(0);
    List<Frame> frames = new ArrayList<>();
    List<Map<String, Tensor>> outputs = new ArrayList<>();
    try (CloseableIterator<Frame> rows =
            FramesTable.read(plan.storage(), new Path(plan.options().frames(), unit.file()));
        SceneOutputs scene = made.scene(unit.file())) {
      while (rows.hasNext() && frames.size() < Math.min(FRAMES, unit.frames())) {
        Frame frame = rows.next();
        Map<String, Tensor> tensors = scene.of(frame.sampleToken());
        boolean raw =
            tensors.containsKey(Role.ALL_CLS_SCORES.key())
                && tensors.containsKey(Role.ALL_BBOX_PREDS.key());
        if (!raw || tensors.values().stream().anyMatch(tensor -> !tensor.finite())) {
          break;
        }
        frames.add(frame);
        outputs.add(tensors);
      }
    }
    if (frames.isEmpty()) {
      return List.of();
    }
    RuntimeOptions runtime = RuntimeOptions.of(RuntimeOptions.Provider.CPU);
    try {
      return Reenactment.of(plan.ladder(), rung, frames, runtime).explain(outputs).stream()
          .flatMap(
              explained ->
                  explained.faults().stream()
                      .map(fault -> finding(rung, frames.size(), fault, explained)))
          .toList();
    } catch (InputException unable) {
      return List.of(
          new Finding(
              "not-reenacted",
              Severity.NOTE,
              rung.id(),
              "",
              "The ladder's graph could not be run on these frames, so that nothing is known of the"
                  + " inputs",
              unable.getMessage(),
              "frames with pictures (bin/ingest)",
              ""));
    }
  }

  private static Finding finding(
      GraphRung rung, int frames, InputFault fault, Reenactment.Explained explained) {
    return new Finding(
        fault.rule(),
        Severity.ERROR,
        rung.id(),
        "inputs",
        fault.message(),
        String.format(
            Locale.ROOT,
            "on %d frames the raw outputs differ by %.3g of their size from those of the graph fed"
                + " rightly, and by %.3g from those of the graph fed with %s",
            frames,
            explained.asIs(),
            explained.left(),
            explained.faults().size() == 1 ? "this fault" : "both faults named"),
        fault.next(),
        "");
  }
}
