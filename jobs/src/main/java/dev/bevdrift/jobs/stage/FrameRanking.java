package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.report.WorstFrame;
import dev.bevdrift.jobs.table.BoxCounts;
import dev.bevdrift.jobs.table.DiffRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The frames that a rung changed most, by the share of boxes lost, gained or moved. */
final class FrameRanking {
  /** Frames kept of each rung. */
  private static final int KEPT = 3;

  /** Frames shown of all rungs. */
  static final int SHOWN = 12;

  private final List<WorstFrame> worst = new ArrayList<>();

  /** Of equal frames the earlier one stays ahead. */
  void add(DiffRow row, String sceneName) {
    BoxCounts boxes = row.boxes();
    int changed = boxes.lost() + boxes.gained() + boxes.moved();
    if (changed == 0) {
      return;
    }
    int all = boxes.kept() + boxes.lost() + boxes.gained();
    worst.add(
        new WorstFrame(
            sceneName,
            row.sampleToken(),
            row.rung(),
            (double) changed / all,
            String.format(
                Locale.ROOT,
                "of %d boxes %d lost, %d gained, %d moved",
                all,
                boxes.lost(),
                boxes.gained(),
                boxes.moved())));
    worst.sort(Comparator.comparingDouble(WorstFrame::score).reversed());
    if (worst.size() > KEPT) {
      worst.remove(KEPT);
    }
  }

  /** Each rung's worst frame, then each one's second; in both the most changed first. */
  static List<WorstFrame> shown(List<FrameRanking> rungs) {
    List<WorstFrame> shown = new ArrayList<>();
    for (int place = 0; place < KEPT; place++) {
      List<WorstFrame> ofPlace = new ArrayList<>();
      for (FrameRanking rung : rungs) {
        if (place < rung.worst.size()) {
          ofPlace.add(rung.worst.get(place));
        }
      }
      ofPlace.sort(Comparator.comparingDouble(WorstFrame::score).reversed());
      shown.addAll(ofPlace);
    }
    return List.copyOf(shown.subList(0, Math.min(SHOWN, shown.size())));
  }
}
