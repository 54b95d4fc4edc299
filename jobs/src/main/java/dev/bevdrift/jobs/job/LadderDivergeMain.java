package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.report.DivergenceJson;
import dev.bevdrift.jobs.stage.DivergenceStage;
import dev.bevdrift.jobs.stage.TapFrames;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.jobs.table.TapsTable;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ImageSource;
import dev.bevdrift.udf.infer.PreparedFrame;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.tap.Divergence;
import dev.bevdrift.udf.tap.DivergenceSearch;
import dev.bevdrift.udf.tap.SearchLimits;
import dev.bevdrift.udf.tap.TapFrame;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ladder diverge}: the first inner value of each graph that is not the original's. */
@Command(
    name = "diverge",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Feeds each graph what the original was fed on a few frames, and compares values inside,"
          + " layer",
      "by layer: which is the first that differs, and which nodes lie just before it."
    },
    footer = {"", "Exit codes: 0 done, 2 bad input or usage."})
final class LadderDivergeMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LadderOnFrames on;

  @ArgGroup(multiplicity = "1")
  private Against against;

  /** What graphs are held against. */
  private static final class Against {
    @Option(
        names = "--reference",
        required = true,
        paramLabel = "DIR",
        description = "The original's outputs, with inner values of a few frames.")
    private String reference;

    @Option(
        names = "--baseline",
        required = true,
        paramLabel = "ID",
        description = "Another rung of the ladder instead: no PyTorch outputs are needed.")
    private String baseline;
  }

  @Option(
      names = "--rungs",
      paramLabel = "ID",
      split = ",",
      description = "Only these, and the rungs that they are compared with.")
  private List<String> rungs = List.of();

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      defaultValue = "1e-3",
      description = {
        "A difference counts beyond this share of the original value's largest magnitude",
        "(default: ${DEFAULT-VALUE})."
      })
  private double tolerance;

  @Option(
      names = "--sessions",
      paramLabel = "N",
      description = {
        "How often a graph is run to look inside, for a few values each time, at most (default:"
            + " 8).",
        "It bisects first, then looks at the values before; what it did not look at is said."
      })
  private int sessions = SearchLimits.DEFAULTS.sessions();

  @Option(names = "--json", description = "Print every value's difference as JSON, for programs.")
  private boolean json;

  @Override
  public Integer call() {
    if (!(tolerance >= 0)) {
      throw new InputException("Cannot use --tolerance=" + tolerance + ": expected at least 0");
    }
    if (sessions < 1) {
      throw new InputException("Cannot use --sessions=" + sessions + ": expected at least 1");
    }
    Ladder whole = on.ladder();
    Ladder ladder = rungs.isEmpty() ? whole : whole.select(rungs);
    DivergenceSearch search =
        DivergenceSearch.of(whole, tolerance, SearchLimits.DEFAULTS.withSessions(sessions));
    List<Divergence> found =
        against.baseline == null ? withReference(search, ladder) : withRung(search, whole, ladder);
    if (found.isEmpty()) {
      throw new InputException(
          "Cannot compare values inside "
              + on.folder()
              + ": no rung names any, expected taps in ladder.yaml");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      String with = against.baseline == null ? "reference" : "rung:" + against.baseline;
      out.print(DivergenceJson.text(with, tolerance, found, List.of()));
    } else {
      out.print(DivergenceTable.text(found));
    }
    out.flush();
    return CommandLines.OK;
  }

  private List<Divergence> withReference(DivergenceSearch search, Ladder ladder) {
    Path reference = new Path(against.reference);
    List<TapFrames.Found> taps = TapFrames.read(Storage.local(), new Path(on.frames()), reference);
    if (taps.isEmpty()) {
      throw new InputException(
          "Cannot use "
              + reference
              + ": it has no "
              + TapsTable.FILE
              + " of these frames, expected one; bevexport reference --tap-frames writes it");
    }
    return DivergenceStage.apply(
        search, ladder, ladder.graphRungs(), taps, StoredImages.in(Storage.local()));
  }

  private List<Divergence> withRung(DivergenceSearch search, Ladder whole, Ladder ladder) {
    GraphRung baseline = LadderOnFrames.baseline(whole, against.baseline);
    List<Frame> pair = on.pair();
    ImageSource images = StoredImages.in(Storage.local());
    PreparedFrame before = PreparedFrame.first(ladder, pair.get(0), images);
    List<Divergence> found = new ArrayList<>();
    TapFrame remembering =
        search.taps(
            baseline, before, PreparedFrame.after(ladder, pair.get(0), pair.get(1), images));
    PreparedFrame frame = PreparedFrame.first(ladder, pair.get(1), images);
    for (GraphRung rung : ladder.graphRungs()) {
      if (!rung.id().equals(baseline.id()) && rung.temporal() == baseline.temporal()) {
        search.of(rung, frame, remembering).ifPresent(found::add);
      }
    }
    return found;
  }
}
