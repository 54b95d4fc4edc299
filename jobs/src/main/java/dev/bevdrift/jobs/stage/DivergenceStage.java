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
    if (taps.isEmpty()) {
      return List.of();
    }
    Set<String> exact =
        summary.rows().stream()
            .filter(row -> row.judgement().word() == Word.EXACT)
            .map(RungRow::id)
            .collect(Collectors.toSet());
    InsideAnswers answers = InsideAnswers.of(plan, tables, taps);
    DivergenceSearch search = DivergenceSearch.of(plan.ladder(), TOLERANCE);
    Inside inside = new Inside(search, plan.ladder(), taps, StoredImages.in(plan.storage()));
    List<Divergence> found = new ArrayList<>();
    for (GraphRung rung : plan.ladder().graphRungs()) {
      if (!exact.contains(rung.id())) {
        found.addAll(answers.about(rung, () -> inside.of(rung)));
      }
    }
    return found;
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
    Inside inside = new Inside(search, ladder, frames, images);
    return rungs.stream().flatMap(rung -> inside.of(rung).stream()).toList();
  }

  /** Looks into graphs on some frames, which are prepared once, when the first graph is opened. */
  private static final class Inside {
    private final DivergenceSearch search;
    private final Ladder ladder;
    private final List<TapFrames.Found> frames;
    private final ImageSource images;
    private List<PreparedFrame> prepared = List.of();

    private Inside(
        DivergenceSearch search, Ladder ladder, List<TapFrames.Found> frames, ImageSource images) {
      this.search = search;
      this.ladder = ladder;
      this.frames = frames;
      this.images = images;
    }

    /** Frame by frame; none of a rung without named values. */
    List<Divergence> of(GraphRung rung) {
      if (prepared.isEmpty()) {
        prepared =
            frames.stream()
                .map(found -> PreparedFrame.first(ladder, found.frame(), images))
                .toList();
      }
      List<Divergence> found = new ArrayList<>();
      for (int i = 0; i < prepared.size(); i++) {
        TapFrame original = frames.get(i).of(rung.temporal());
        search.of(rung, prepared.get(i), original).ifPresent(found::add);
      }
      return found;
    }
  }
}
