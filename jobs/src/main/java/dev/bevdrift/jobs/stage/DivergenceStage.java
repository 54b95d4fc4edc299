package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.report.RungRow;
import dev.bevdrift.jobs.report.Summary;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.jobs.verdict.Word;
import dev.bevdrift.udf.infer.ImageSource;
import dev.bevdrift.udf.infer.PreparedFrame;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.tap.Divergence;
import dev.bevdrift.udf.tap.DivergenceSearch;
import dev.bevdrift.udf.tap.TapFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * Compares values inside graphs with the original's, on the frames for which a reference has them.
 */
public final class DivergenceStage {
  /** Of the original value's largest magnitude: rounding stays a hundred times below. */
  public static final double TOLERANCE = 1e-3;

  private DivergenceStage() {}

  /**
   * The rungs of a run whose boxes are not exactly the original's; none where the reference holds
   * no inner values.
   */
  public static List<Divergence> ofRun(EvalPlan plan, Summary summary) {
    if (!(plan.options().reference() instanceof ReferenceChoice.Tables tables)) {
      return List.of();
    }
    Path frames = new Path(plan.options().frames());
    List<TapFrames.Found> taps =
        TapFrames.read(plan.storage(), frames, new Path(tables.location()));
    Set<String> exact =
        summary.rows().stream()
            .filter(row -> row.judgement().word() == Word.EXACT)
            .map(RungRow::id)
            .collect(Collectors.toSet());
    List<GraphRung> suspects =
        plan.ladder().graphRungs().stream().filter(rung -> !exact.contains(rung.id())).toList();
    return apply(
        DivergenceSearch.of(plan.ladder(), TOLERANCE),
        plan.ladder(),
        suspects,
        taps,
        StoredImages.in(plan.storage()));
  }

  /**
   * Rung by rung, frame by frame; a rung without named values is left out.
   *
   * @param search of that ladder
   * @param images where frames without pictures of their own have them
   */
  public static List<Divergence> apply(
      DivergenceSearch search,
      Ladder ladder,
      List<GraphRung> rungs,
      List<TapFrames.Found> frames,
      ImageSource images) {
    List<PreparedFrame> prepared =
        frames.stream().map(found -> PreparedFrame.first(ladder, found.frame(), images)).toList();
    List<Divergence> found = new ArrayList<>();
    for (GraphRung rung : rungs) {
      for (int i = 0; i < prepared.size(); i++) {
        TapFrame original = frames.get(i).of(rung.temporal());
        search.of(rung, prepared.get(i), original).ifPresent(found::add);
      }
    }
    return found;
  }
}
