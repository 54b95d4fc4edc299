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
 * @param restMs milliseconds of a start and of the scores and reports that follow the frames
 * @param diskBytes of the run folder, at most
 */
public record Forecast(double frameMs, double restMs, long diskBytes) {
  private static final int FRAMES = 3;
  private static final double NS_PER_MS = 1e6;

  // Most of what twenty-two runs took, of 2 to 30 rows over 16 to 1,280 frames with 300 boxes each,
  // 2026-11-25: 426 bytes a box in the submission and 33 in predictions; 1,255 a frame in diff; 770
  // kB of metrics, 432 kB of reports and 130 kB of figures a row, and 10 kB of figures a scene.
  private static final long BYTES_A_BOX = 460;
  private static final long BYTES_A_FRAME = 1_300;
  private static final long BYTES_A_SCENE = 10_000;
  private static final long BYTES_A_ROW = 1_340_000;

  // The same day's runs on two cores took 5 to 13 ms a row and frame after the last scene, beside
  // some 15 s of starting up and of looking for findings.
  private static final double START_MS = 15_000;
  private static final double SCORES_MS = 8;

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
    long rows = models.count() + (long) plan.variants().size();
    double restMs = START_MS + SCORES_MS * rows * plan.frames();
    int scenes = plan.units().size();
    return new Forecast(
        fastest, restMs, diskBytes(rows, scenes, plan.frames(), plan.ladder().maxNum()));
  }

  /** Bytes of a run folder with so many rows, the original's included, and boxes a frame. */
  static long diskBytes(long rows, int scenes, int frames, int boxes) {
    long frame = BYTES_A_FRAME + boxes * BYTES_A_BOX;
    return rows * (BYTES_A_ROW + scenes * BYTES_A_SCENE + frames * frame);
  }
}
