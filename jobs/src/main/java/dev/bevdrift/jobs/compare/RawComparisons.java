package dev.bevdrift.jobs.compare;

import dev.bevdrift.jobs.outputs.MadeElsewhere;
import dev.bevdrift.jobs.outputs.OutputPairs;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.Judgement;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.diff.BoxDiff;
import dev.bevdrift.metrics.diff.TensorDiff;
import dev.bevdrift.udf.infer.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares two folders of raw outputs, number by number; nothing is decoded. */
public final class RawComparisons {
  private final Map<String, Total> totals = new TreeMap<>();
  private int compared;
  private int alone;

  /** One output over all samples. */
  private static final class Total {
    private final TensorDiff sums = TensorDiff.empty();
    private long frames;
    private String worst = "";
  }

  private RawComparisons() {}

  /** Whether a text names a folder that is no finished run. */
  public static boolean isOutputs(String text) {
    Path path = Path.of(text);
    return Files.isDirectory(path) && !Files.isRegularFile(path.resolve(Side.SUMMARY));
  }

  /**
   * Compares {@code b} with {@code a}.
   *
   * @throws InputException when they have no sample in common, an output's sizes differ, or a file
   *     cannot be used
   */
  public static Comparison of(String a, String b) {
    RawComparisons all = new RawComparisons();
    Storage storage = Storage.local();
    OutputPairs.each(
        MadeElsewhere.open(storage, a),
        MadeElsewhere.open(storage, b),
        (token, ofA, ofB) -> all.add(token, ofA, ofB, b));
    if (all.compared == 0) {
      throw new InputException(
          "Cannot compare "
              + a
              + " with "
              + b
              + ": they have no output of one sample in common, expected some");
    }
    return new Comparison(
        a,
        b,
        all.compared,
        all.alone == 0
            ? List.of()
            : List.of(all.alone + " samples are on one side only, and left out"),
        BoxDiff.NONE,
        List.of(),
        SummaryFigures.UNKNOWN,
        SummaryFigures.UNKNOWN,
        DeltaInterval.none("raw outputs are not scored"),
        Judgement.none("raw outputs alone: bin/import decodes and scores them"),
        List.of(),
        all.lines());
  }

  private void add(String token, Map<String, Tensor> a, Map<String, Tensor> b, String place) {
    boolean both = false;
    for (Map.Entry<String, Tensor> entry : a.entrySet()) {
      Tensor other = b.get(entry.getKey());
      if (other != null) {
        add(token, entry.getKey(), entry.getValue(), other, place);
        both = true;
      }
    }
    compared += both ? 1 : 0;
    alone += both ? 0 : 1;
  }

  private void add(String token, String name, Tensor a, Tensor b, String place) {
    if (a.size() != b.size()) {
      throw new InputException(
          "Cannot compare "
              + name
              + " of sample "
              + token
              + " in "
              + place
              + ": its shape is "
              + b.shape()
              + ", expected as many elements as "
              + a.shape());
    }
    Total total = totals.computeIfAbsent(name, any -> new Total());
    double before = total.sums.maxAbs();
    total.sums.add(a.asBuffer(), b.asBuffer());
    total.frames++;
    total.worst = total.sums.maxAbs() > before ? token : total.worst;
  }

  private List<TensorLine> lines() {
    return totals.entrySet().stream()
        .map(
            of ->
                TensorLine.of(
                    of.getKey(), of.getValue().frames, of.getValue().sums, of.getValue().worst))
        .toList();
  }
}
