package dev.bevdrift.jobs.compare;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.nuscenes.Split;
import dev.bevdrift.metrics.nuscenes.SubmissionJson;
import dev.bevdrift.metrics.nuscenes.SubmissionTokens;
import dev.bevdrift.metrics.nuscenes.SubmissionWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of the two things that are compared.
 *
 * @param name what tables and findings call it
 * @param file its boxes, in the form of a nuScenes submission
 */
public record Side(String name, Path file) {
  private static final String SUBMISSION = "submission";
  static final String SUMMARY = "summary.json";

  /** More boxes of a sample than any submission may have are read all the same. */
  private static final int MOST_BOXES = 100_000;

  /**
   * The sides that a text stands for, by the name under which two are paired: one for a file or for
   * {@code RUN:RUNG}, each rung of a run for {@code RUN}.
   *
   * @throws InputException when it is neither a file nor a finished run
   */
  public static Map<String, Side> of(String text) {
    Path path = Path.of(text);
    if (Files.isRegularFile(path)) {
      return Map.of("", new Side(text, path));
    }
    if (Files.isDirectory(path)) {
      Map<String, Side> rungs = new LinkedHashMap<>();
      for (String rung : rungs(path)) {
        rungs.put(rung, new Side(text + ":" + rung, boxes(path, rung)));
      }
      return rungs;
    }
    int colon = text.lastIndexOf(':');
    if (colon > 0 && Files.isDirectory(Path.of(text.substring(0, colon)))) {
      Path run = Path.of(text.substring(0, colon));
      String rung = text.substring(colon + 1);
      if (!rungs(run).contains(rung)) {
        throw new InputException(
            "Cannot compare " + text + ": the run has no such rung, expected one of " + rungs(run));
      }
      return Map.of("", new Side(text, boxes(run, rung)));
    }
    throw new InputException(
        "Cannot compare "
            + text
            + ": there is no such file or folder, expected a results_nusc.json, a finished run,"
            + " RUN:RUNG, or rung:ID with --ladder");
  }

  private static List<String> rungs(Path run) {
    Path folder = run.resolve(SUBMISSION);
    if (!Files.isRegularFile(run.resolve(SUMMARY)) || !Files.isDirectory(folder)) {
      throw new InputException(
          "Cannot compare "
              + run
              + ": it has no "
              + SUMMARY
              + " or no "
              + SUBMISSION
              + "/, expected a finished run");
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
  }

  private static Path boxes(Path run, String rung) {
    return run.resolve(SUBMISSION).resolve(rung).resolve(SubmissionWriter.NAME);
  }

  /** The folder of the run that it is a rung of; empty for a file of its own. */
  Optional<Path> run() {
    Path folder = Optional.ofNullable(file.getParent()).map(Path::getParent).orElse(file);
    boolean inRun =
        folder.endsWith(SUBMISSION)
            && folder.getParent() != null
            && Files.isRegularFile(folder.getParent().resolve(SUMMARY));
    return inRun ? Optional.of(folder.getParent()) : Optional.empty();
  }

  /** The rung's id, where there is a {@link #run}. */
  String rung() {
    return file.getParent().getFileName().toString();
  }

  /** The tokens of the samples that it has, in the order of its file. */
  List<String> tokens() {
    return new ArrayList<>(SubmissionTokens.notAmong(Samples.builder().build(), file));
  }

  /**
   * Its boxes of some samples, which it must all have.
   *
   * @throws InputException naming file, sample, box and field
   */
  DetectionBoxes boxes(Samples samples) {
    return SubmissionJson.read(file, samples, Split.Kind.CUSTOM, MOST_BOXES).boxes();
  }
}
