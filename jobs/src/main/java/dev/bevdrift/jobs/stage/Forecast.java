package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;

/**
 * What a run would take, from its first frames.
 *
 * @param frameMs milliseconds that one task needs for a frame with all its rungs
 * @param diskBytes of the run folder, at most
 */
public record Forecast(double frameMs, long diskBytes) {
  private static final int FRAMES = 3;
  private static final double NS_PER_MS = 1e6;

  // Measured on a run of 9 rungs over 64 frames with 300 boxes each, 2026-11-25: 22 bytes a box in
  // predictions, 342 in the submission, 0.62 MB of metrics a rung.
  private static final long BYTES_A_BOX = 365;
  private static final long BYTES_A_RUNG = 650_000;

  /**
   * Runs the first frames of the first scene through every rung and takes the fastest after the
   * first, which warms up.
   *
   * @param models on a device
   */
  public static Forecast of(EvalPlan plan, SceneModels models) {
    List<Frame> frames = new ArrayList<>();
    Path file = new Path(plan.options().frames(), plan.units().get(0).file());
    try (CloseableIterator<Frame> all = FramesTable.read(plan.storage(), file)) {
      while (all.hasNext() && frames.size() < FRAMES) {
        frames.add(all.next());
      }
    }
    Set<String> ids = new TreeSet<>(models.ids());
    double fastest = Double.POSITIVE_INFINITY;
    for (Frame frame : frames) {
      Iterator<FrameOutcome> outcomes = models.inference(ids).run(List.of(frame).iterator());
      long started = System.nanoTime();
      outcomes.next();
      fastest = Math.min(fastest, (System.nanoTime() - started) / NS_PER_MS);
    }
    return new Forecast(fastest, diskBytes(plan, models));
  }

  private static long diskBytes(EvalPlan plan, SceneModels models) {
    long rows = models.count() + (long) plan.variants().size();
    return rows * (BYTES_A_RUNG + (long) plan.frames() * plan.ladder().maxNum() * BYTES_A_BOX);
  }
}
