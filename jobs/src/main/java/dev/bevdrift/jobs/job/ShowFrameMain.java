package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.frameview.BoxLayer;
import dev.bevdrift.jobs.frameview.FrameFinder;
import dev.bevdrift.jobs.frameview.FramePage;
import dev.bevdrift.jobs.frameview.FrameSheet;
import dev.bevdrift.jobs.frameview.SolidBox;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code show-frame}: one frame as a picture, with true boxes and those of rungs. */
@Command(
    name = "show-frame",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "One frame: six pictures with boxes, and the view from above; PNG or HTML.",
    footer = {"", "Exit codes: 0 done, 2 bad input or usage, 4 incomplete."})
public final class ShowFrameMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--frames",
      required = true,
      paramLabel = "DIR",
      description = "A folder of frames.")
  private String frames;

  @Option(names = "--sample", paramLabel = "TOKEN", description = "Which frame, by its token.")
  private Optional<String> sample = Optional.empty();

  @Option(names = "--scene", paramLabel = "NAME", description = "Or: of which scene …")
  private Optional<String> scene = Optional.empty();

  @Option(
      names = "--number",
      defaultValue = "0",
      paramLabel = "N",
      description = "… which frame, 0 for the first. Default: ${DEFAULT-VALUE}.")
  private int number;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "A run folder, whose --rungs are drawn too.")
  private Optional<String> run = Optional.empty();

  @Option(names = "--rungs", split = ",", paramLabel = "ID", description = "Rungs of --run.")
  private List<String> rungs = new ArrayList<>();

  @Option(
      names = "--min-score",
      defaultValue = "0.2",
      paramLabel = "S",
      description = "Predicted boxes below it are left out. Default: ${DEFAULT-VALUE}.")
  private double leastScore;

  @Option(
      names = "--reach",
      defaultValue = "52",
      paramLabel = "M",
      description = "How far the view from above goes, metres. Default: ${DEFAULT-VALUE}.")
  private double reachM;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "What to write: a .png, or an .html with a table of the boxes.")
  private String out;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new ShowFrameMain(), args));
  }

  @Override
  public Integer call() {
    check();
    System.setProperty("java.awt.headless", "true");
    Storage storage = Storage.local();
    FrameFinder finder = FrameFinder.in(storage, new Path(frames));
    Frame frame =
        sample.isPresent()
            ? finder.byToken(sample.orElseThrow())
            : finder.byNumber(scene.orElseThrow(), number);
    List<BoxLayer> layers = layers(finder, frame);
    BufferedImage sheet = FrameSheet.of(storage, reachM).draw(frame, layers);
    byte[] content =
        out.endsWith(".png")
            ? FramePage.png(sheet)
            : FramePage.html(frame, layers, sheet).getBytes(StandardCharsets.UTF_8);
    storage.writeBytes(new Path(out), content);
    spec.commandLine().getOut().println("Wrote " + out + ": " + FrameSheet.title(frame));
    return CommandLines.OK;
  }

  private List<BoxLayer> layers(FrameFinder finder, Frame frame) {
    List<BoxLayer> layers = new ArrayList<>();
    layers.add(BoxLayer.truth(FrameFinder.truth(frame)));
    if (run.isPresent()) {
      Path predictions = new Path(run.orElseThrow(), "predictions");
      Map<String, List<SolidBox>> boxes = finder.boxes(predictions, frame, rungs, leastScore);
      boxes.forEach((id, of) -> layers.add(BoxLayer.rung(layers.size() - 1, id, of)));
    }
    return layers;
  }

  private void check() {
    if (sample.isPresent() == scene.isPresent()) {
      throw new InputException(
          "Cannot choose a frame: "
              + (sample.isPresent()
                  ? "--sample and --scene are"
                  : "neither --sample nor --scene is")
              + " given, expected one of both");
    }
    if (run.isPresent() == rungs.isEmpty()) {
      throw new InputException(
          run.isPresent()
              ? "Cannot show --run " + run.orElseThrow() + ": expected its --rungs"
              : "Cannot show --rungs " + String.join(",", rungs) + ": expected their --run");
    }
    if (rungs.size() > BoxLayer.mostRungs()) {
      throw new InputException(
          "Cannot show " + rungs.size() + " rungs: expected at most " + BoxLayer.mostRungs());
    }
    if (!out.endsWith(".png") && !out.endsWith(".html")) {
      throw new InputException("Cannot write --out " + out + ": expected .png or .html");
    }
    if (!(reachM > 0) || number < 0 || !(leastScore >= 0)) {
      throw new InputException(
          "Cannot use --reach "
              + reachM
              + ", --number "
              + number
              + ", --min-score "
              + leastScore
              + ": expected a reach above 0 and the others at least 0");
    }
  }
}
