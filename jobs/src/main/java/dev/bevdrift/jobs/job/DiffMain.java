package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.compare.Comparison;
import dev.bevdrift.jobs.compare.ComparisonJson;
import dev.bevdrift.jobs.compare.ComparisonText;
import dev.bevdrift.jobs.compare.Comparisons;
import dev.bevdrift.jobs.compare.RawComparisons;
import dev.bevdrift.jobs.compare.Side;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.verdict.GateFile;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.jobs.verdict.Word;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code diff}: any two sets of boxes. */
@Command(
    name = "diff",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Says how B differs from A: boxes kept, lost, gained and moved, figures where the true boxes",
      "are known, and the likely cause of a difference.",
      "A and B are results_nusc.json files from anywhere, finished runs (every rung that both",
      "have), RUN:RUNG, or rung:ID of a ladder, which are run on --frames first. Two folders of"
          + " raw",
      "outputs as bin/import takes them are compared number by number. Where no true boxes are"
          + " named,",
      "those of a run that is compared are taken, where its frames still are."
    },
    footer = {
      "",
      "Exit codes: 0 done, 2 bad input or usage, 4 incomplete (frames failed). With --gate also",
      "1 when B degrades or breaks by its limits, and 3 when that can't be told."
    })
public final class DiffMain implements Callable<Integer> {
  private static final int REGRESSION = 1;
  private static final int CANT_TELL = 3;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A", description = "What B is held against.")
  private String a;

  @Parameters(index = "1", paramLabel = "B", description = "The other.")
  private String b;

  @Mixin private DiffGround ground;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write diff.json and diff.md there; the run of rung:ID too.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--gate",
      paramLabel = "FILE",
      description = "Limits as conf/gate.yaml has them; the exit code tells the verdict.")
  private Optional<Path> gate = Optional.empty();

  @Option(names = "--json", description = "Print diff.json instead of the text.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() {
    GateThresholds limits = gate.map(GateFile::read).orElse(GateThresholds.DEFAULTS);
    DiffRungs rungs = DiffRungs.of(a, b);
    int code = CommandLines.OK;
    String left = a;
    String right = b;
    if (rungs.any()) {
      DiffRungs.Ran ran = rungs.run(ground, runFolder(), spec.commandLine().getErr());
      left = ran.a();
      right = ran.b();
      code = ran.code();
    }
    List<Comparison> comparisons =
        RawComparisons.isOutputs(left) && RawComparisons.isOutputs(right)
            ? List.of(RawComparisons.of(left, right))
            : compared(left, right, limits);
    String written = ComparisonJson.text(comparisons);
    String text = ComparisonText.of(comparisons);
    out.ifPresent(
        folder -> {
          Storage storage = Storage.local();
          org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(folder.toString());
          storage.writeText(new org.apache.hadoop.fs.Path(root, ComparisonText.NAME), text);
          storage.writeText(new org.apache.hadoop.fs.Path(root, ComparisonJson.NAME), written);
        });
    PrintWriter to = spec.commandLine().getOut();
    to.print(json ? written : text);
    to.flush();
    return code == CommandLines.OK && gate.isPresent() ? verdict(comparisons) : code;
  }

  private List<Comparison> compared(String left, String right, GateThresholds limits) {
    String note = ground.rangesNote(left, right);
    Comparisons with =
        ground
            .read(left, right)
            .map(known -> Comparisons.with(known, limits, note))
            .orElseGet(() -> Comparisons.ofBoxesAlone(limits));
    return with.all(pairs(left, right));
  }

  private Path runFolder() {
    try {
      return out.isPresent()
          ? out.get().resolve("run")
          : Files.createTempDirectory("bevdrift-diff-").resolve("run");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary folder", e);
    }
  }

  private static List<Comparisons.Pair> pairs(String a, String b) {
    Map<String, Side> ofA = Side.of(a);
    Map<String, Side> ofB = Side.of(b);
    if (ofA.size() == 1 && ofB.size() == 1) {
      return List.of(new Comparisons.Pair(only(ofA), only(ofB)));
    }
    List<Comparisons.Pair> pairs = new ArrayList<>();
    ofA.forEach(
        (rung, side) -> {
          if (ofB.containsKey(rung)) {
            pairs.add(new Comparisons.Pair(side, ofB.get(rung)));
          }
        });
    if (pairs.isEmpty()) {
      throw new InputException(
          "Cannot compare "
              + a
              + " with "
              + b
              + ": rungs "
              + new TreeSet<>(ofA.keySet())
              + " and "
              + new TreeSet<>(ofB.keySet())
              + " have none in common, expected one; RUN:RUNG names one rung of a run");
    }
    return pairs;
  }

  private static Side only(Map<String, Side> sides) {
    return sides.values().iterator().next();
  }

  private static int verdict(List<Comparison> comparisons) {
    boolean regression =
        comparisons.stream()
            .map(comparison -> comparison.judgement().word())
            .anyMatch(word -> word == Word.DEGRADES || word == Word.BREAKS);
    boolean open =
        comparisons.stream()
            .map(comparison -> comparison.judgement().word())
            .anyMatch(word -> word == Word.CANT_TELL || word == Word.NONE);
    return regression ? REGRESSION : open ? CANT_TELL : CommandLines.OK;
  }
}
