package dev.bevdrift.jobs.compare;

import dev.bevdrift.jobs.doctor.FindingsText;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.jobs.verdict.Word;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.diff.BoxDiff;
import java.util.List;
import java.util.Locale;

/** Comparisons for people: a table, then what is to be said of each. Also good Markdown. */
public final class ComparisonText {
  /** The file's name beside diff.json. */
  public static final String NAME = "diff.md";

  private ComparisonText() {}

  /** All of them. */
  public static String of(List<Comparison> comparisons) {
    StringBuilder text = new StringBuilder();
    for (Comparison comparison : comparisons) {
      one(comparison, text);
    }
    return text.toString();
  }

  private static void one(Comparison of, StringBuilder to) {
    line(to, "## %s against %s", of.b(), of.a());
    line(to, "");
    if (of.boxes().equals(BoxDiff.NONE)) {
      line(to, "%d samples, no boxes.", of.samples());
    } else {
      boxes(of, to);
    }
    of.notes().forEach(note -> line(to, "Note: %s.", note));
    if (of.ofA().isKnown()) {
      figures(of, to);
    }
    if (!of.tensors().isEmpty()) {
      tensors(of.tensors(), to);
    }
    line(to, "");
    Word word = of.judgement().word();
    line(
        to,
        "%s%s.",
        word == Word.NONE ? "No verdict: " : "**" + word.text() + "**: ",
        of.judgement().reason());
    if (!of.findings().isEmpty()) {
      line(to, "");
      to.append(FindingsText.paragraphs(of.findings()));
    }
    line(to, "");
  }

  private static void boxes(Comparison of, StringBuilder to) {
    BoxDiff boxes = of.boxes();
    line(
        to,
        "%d samples. Boxes: %d kept, of them %d moved, %d of another rank, %d of another attribute;"
            + " %d lost, %d gained, near %d of the lost one of another class.",
        of.samples(),
        boxes.kept(),
        boxes.moved(),
        boxes.reranked(),
        boxes.flipped(),
        boxes.lost(),
        boxes.gained(),
        boxes.classFlipped());
    line(to, "");
    line(to, "| kept boxes differ in | boxes | mean | p50 | p90 | p99 | max |");
    line(to, "|---|---:|---:|---:|---:|---:|---:|");
    for (ShiftLine shift : of.shifts()) {
      line(
          to,
          "| %s | %d | %.3g | %.3g | %.3g | %.3g | %.3g |",
          shift.name(),
          shift.count(),
          shift.mean(),
          shift.p50(),
          shift.p90(),
          shift.p99(),
          shift.max());
    }
    line(to, "");
  }

  private static void tensors(List<TensorLine> tensors, StringBuilder to) {
    line(to, "");
    line(to, "| raw output | samples | max | mean | RMS | relative | cosine | SNR, dB | worst |");
    line(to, "|---|---:|---:|---:|---:|---:|---:|---:|---|");
    for (TensorLine tensor : tensors) {
      line(
          to,
          "| %s | %d | %.3g | %.3g | %.3g | %.3g | %.6f | %.1f | %s |",
          tensor.name(),
          tensor.frames(),
          tensor.maxAbs(),
          tensor.meanAbs(),
          tensor.rmsAbs(),
          tensor.relative(),
          tensor.cosine(),
          tensor.snrDb(),
          tensor.worst());
    }
  }

  private static void figures(Comparison of, StringBuilder to) {
    line(to, "");
    line(to, "| figure | a | b | b - a | interval |");
    line(to, "|---|---:|---:|---:|---|");
    row(of, "mAP", to, SummaryFigures::meanAp);
    row(of, "NDS", to, SummaryFigures::ndScore);
    for (TpError error : TpError.values()) {
      row(of, error.meanName(), to, figures -> figures.error(error));
    }
  }

  private interface Part {
    double of(SummaryFigures figures);
  }

  private static void row(Comparison of, String name, StringBuilder to, Part part) {
    boolean known = of.interval().isKnown();
    line(
        to,
        "| %s | %.4f | %.4f | %+.4f | %s |",
        name,
        part.of(of.ofA()),
        part.of(of.ofB()),
        part.of(of.delta()),
        known
            ? String.format(
                Locale.ROOT,
                "%+.4f to %+.4f",
                part.of(of.interval().low()),
                part.of(of.interval().high()))
            : "");
  }

  private static void line(StringBuilder to, String format, Object... values) {
    to.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
