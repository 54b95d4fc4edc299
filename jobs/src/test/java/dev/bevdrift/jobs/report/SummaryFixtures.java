package dev.bevdrift.jobs.report;

import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.jobs.verdict.Verdicts;
import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.SliceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A finished run made up by hand: every kind of row and every verdict once. */
final class SummaryFixtures {
  private static final SummaryFigures ORIGINAL =
      new SummaryFigures(0.4, 0.45, 0.5, 0.3, 0.4, 0.6, 0.2);
  private static final DeltaInterval NO_INTERVAL =
      DeltaInterval.none("there is no interval below six scenes");

  private SummaryFixtures() {}

  static Summary withFigures() {
    return summary("", rows(), true);
  }

  static Summary numericsOnly() {
    return summary("the reference has random weights", rows(), true);
  }

  static Summary incomplete() {
    return summary("", rows(), false);
  }

  /** A row whose figures differ from the original's by the given mAP, NDS and mAOE. */
  static RungRow rung(String id, double map, double nds, double orient, BoxTotals boxes) {
    SummaryFigures figures =
        new SummaryFigures(
            ORIGINAL.meanAp() + map,
            ORIGINAL.ndScore() + nds,
            ORIGINAL.transErr(),
            ORIGINAL.scaleErr(),
            ORIGINAL.orientErr() + orient,
            ORIGINAL.velErr(),
            ORIGINAL.attrErr());
    SummaryFigures delta = figures.minus(ORIGINAL);
    return new RungRow(
        id,
        RungRow.Kind.RUNG,
        List.of(id),
        "temporal",
        320,
        0,
        figures,
        delta,
        NO_INTERVAL,
        List.of(
            new TensorFigures("all_bbox_preds", 1.5e-4 * id.length(), 1e-6, 0.999999, 320),
            new TensorFigures("all_cls_scores", 2.5e-5 * id.length(), 1e-7, 1.0, 320),
            new TensorFigures("bev_embed", 3.25e-5, 1e-7, 1.0, 20)),
        boxes,
        Verdicts.judge(
            delta,
            boxes,
            NO_INTERVAL,
            SummaryFigures.UNKNOWN,
            BoxTotals.NONE,
            GateThresholds.DEFAULTS),
        "");
  }

  private static List<RungRow> rows() {
    RungRow floor = rung("faithful-again", 0, 0, 0, new BoxTotals(4000, 0, 0, 0, 0));
    return List.of(
        original("original"),
        original("original-nontemporal"),
        new RungRow(
            floor.id(),
            RungRow.Kind.FLOOR,
            List.of(),
            "rung:faithful",
            320,
            0,
            floor.metrics(),
            floor.delta(),
            NO_INTERVAL,
            List.of(new TensorFigures("all_cls_scores", 0, 0, 1, 320)),
            floor.boxes(),
            floor.judgement(),
            ""),
        rung("faithful", 0, 0, 0, new BoxTotals(4000, 0, 0, 0, 0)),
        rung("faithful-decoded", 0, 0, 0, new BoxTotals(4000, 0, 0, 0, 0)),
        rung("R09-gather-grid-sample", 0.0004, -0.0003, 0.001, new BoxTotals(3990, 10, 9, 2, 50)),
        rung("R03a-bake-can-bus", -0.006, -0.011, 0.02, new BoxTotals(3800, 200, 180, 350, 900)),
        rung("O2-bake-visibility", -0.09, -0.07, 0.04, new BoxTotals(2500, 1500, 900, 1200, 2000)),
        rung("R11-sigmoid-atan-yaw", 0, -0.081, 0.92, new BoxTotals(4000, 0, 0, 3800, 0)),
        RungRow.notExportable(
            "R99-<odd>", List.of("R99-<odd>"), "temporal", "Expand: invalid | shape <3>"));
  }

  private static RungRow original(String id) {
    return new RungRow(
        id,
        RungRow.Kind.ORIGINAL,
        List.of(),
        "",
        320,
        0,
        ORIGINAL,
        SummaryFigures.UNKNOWN,
        DeltaInterval.none("the original has no baseline"),
        List.of(),
        BoxTotals.NONE,
        dev.bevdrift.jobs.verdict.Judgement.none("the original itself"),
        "");
  }

  /** Every row's own figures and differences in a few slices: night pays thrice, fog is small. */
  private static Figures figures(List<RungRow> rows) {
    Map<FigureKey, FigureSet> sets = new TreeMap<>();
    List<String> slices = new ArrayList<>(List.of("all", "light/day", "light/night", "log/fog"));
    for (int log = 0; log < 15; log++) {
      slices.add("log/drive-" + log);
    }
    for (RungRow row : rows) {
      for (String slice : slices) {
        SliceInfo info = info(slice);
        double nds = row.delta().isKnown() ? row.delta().ndScore() * weight(slice) : 0;
        if (row.kind() != RungRow.Kind.NOT_EXPORTABLE) {
          sets.put(FigureKey.of(row.id(), slice), set(info, 0.4 + nds));
        }
        if (row.isCompared()) {
          sets.put(FigureKey.delta(row.id(), "original", slice), set(info, nds));
        }
      }
    }
    return Figures.of(sets);
  }

  private static double weight(String slice) {
    return switch (slice) {
      case "light/night" -> 3;
      case "light/day" -> 0.5;
      case "log/fog" -> 9;
      default -> 1;
    };
  }

  private static SliceInfo info(String slice) {
    if (slice.equals("log/fog")) {
      return new SliceInfo(
          2000, 9, 4, 1, SliceInfo.Size.TOO_SMALL, "too small: scenes with true boxes: 1");
    }
    int boxes = slice.startsWith("log/") ? Integer.parseInt(slice.substring(10)) + 100 : 5000;
    return new SliceInfo(boxes, 9000, 320, 40, SliceInfo.Size.ENOUGH, "");
  }

  private static FigureSet set(SliceInfo info, double nds) {
    return FigureSet.of(
        info, Map.of("nd_score_present", nds, "mean_ap_present", nds / 2), Map.of());
  }

  private static Summary summary(String numericsOnly, List<RungRow> rows, boolean complete) {
    return new Summary(
        "0.1.0",
        new Summary.Model("micro", "a".repeat(64), "b".repeat(64), false, true),
        new Summary.Data("world", "v1.0-world", "world_val", true, 320, 40),
        new Summary.Reference(
            "bevexport", false, "no published figures stand beside the reproduced ones"),
        new Summary.Engine("cpu", "1.24.2", "4.2.0", "17", 1, false),
        numericsOnly,
        List.of("Rendered <pictures> & made-up streets"),
        GateThresholds.DEFAULTS,
        rows,
        numericsOnly.isEmpty() ? figures(rows) : Figures.none(),
        complete
            ? List.of()
            : List.of(
                new Summary.Failure(
                    "scene-0003",
                    "c".repeat(32),
                    "",
                    "CAM_BACK",
                    "image",
                    "Cannot decode the picture: it is <cut> off")),
        complete ? 0 : 1,
        complete);
  }
}
