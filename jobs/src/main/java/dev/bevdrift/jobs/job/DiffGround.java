package dev.bevdrift.jobs.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.compare.Ground;
import dev.bevdrift.jobs.compare.TablesGround;
import dev.bevdrift.jobs.config.TruthArguments;
import dev.bevdrift.jobs.stage.FramesGround;
import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.command.MetricsGround;
import dev.bevdrift.metrics.score.ConfigJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.udf.ladder.Ladder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the command {@code diff} is told beside the boxes. */
final class DiffGround {
  @Mixin private TruthArguments truth;

  @Option(
      names = "--ladder",
      paramLabel = "DIR",
      description =
          "The ladder of rung:ID; it also tells the ranges of the classes. Default: that of a run"
              + " that is compared, where it still is.")
  private Optional<Path> ladder = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Other ranges or thresholds, in the layout of detection_cvpr_2019.json.")
  private Optional<Path> config = Optional.empty();

  /** The folder of frames that is named. */
  Optional<String> frames() {
    return truth.isNamed() ? truth.frames() : Optional.empty();
  }

  Optional<Path> ladder() {
    return ladder;
  }

  /**
   * Reads what is named, else the frames of a run that is compared, where they still are.
   *
   * @param sides texts of both sides, of which a run may tell its frames
   */
  Optional<Ground> read(String... sides) {
    if (truth.isNamed()) {
      Optional<String> frames = truth.frames();
      return Optional.of(
          frames.isPresent()
              ? framesAt(frames.get(), sides)
              : new TablesGround(
                  MetricsGround.read(
                      truth.dataroot(), truth.version(), truth.split(), config(sides))));
    }
    for (String side : sides) {
      Optional<String> told = framesOfRun(side);
      if (told.isPresent()) {
        return Optional.of(framesAt(told.get(), sides));
      }
    }
    return Optional.empty();
  }

  private Ground framesAt(String folder, String... sides) {
    return FramesGround.read(Storage.local(), new org.apache.hadoop.fs.Path(folder), config(sides));
  }

  /** Says whose ranges of classes the figures have. */
  String rangesNote(String... sides) {
    return config.isPresent() && ladder.isEmpty()
        ? "the ranges of the classes are those of " + config.get()
        : ladderAt(sides)
            .map(folder -> "the ranges of the classes are those of the ladder " + folder)
            .orElse(
                "the ranges of the classes are nuScenes' own; --ladder or --config names others");
  }

  private DetectionConfig config(String... sides) {
    DetectionConfig base = config.map(ConfigJson::read).orElseGet(DetectionConfig::cvpr2019);
    return config.isPresent() && ladder.isEmpty()
        ? base
        : ladderAt(sides)
            .map(folder -> base.withClassRange(Ladder.open(folder).classRangeM()))
            .orElse(base);
  }

  /** The ladder that is named, else that of a run among the sides, where it still lies. */
  private Optional<Path> ladderAt(String... sides) {
    return ladder.or(
        () ->
            Stream.of(sides)
                .flatMap(side -> runOf(side).stream())
                .map(run -> setting(run, "ladder"))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .filter(folder -> Files.isRegularFile(folder.resolve(Ladder.MANIFEST)))
                .findFirst());
  }

  /** The frames of a run, where they have annotations and still lie there. */
  private static Optional<String> framesOfRun(String side) {
    return runOf(side)
        .map(run -> setting(run, "frames"))
        .filter(frames -> !frames.isEmpty())
        .filter(
            frames -> {
              var path = new org.apache.hadoop.fs.Path(frames);
              Storage storage = Storage.local();
              return DatasetInfo.isIn(storage, path)
                  && DatasetInfo.read(storage, path).annotations();
            });
  }

  /** The run.json of a side that is a run or {@code RUN:RUNG}. */
  private static Optional<Path> runOf(String side) {
    int colon = side.lastIndexOf(':');
    return Stream.of(side, colon > 0 ? side.substring(0, colon) : side)
        .map(folder -> Path.of(folder).resolve("run.json"))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static String setting(Path run, String name) {
    try {
      JsonNode settings = new ObjectMapper().readTree(run.toFile()).path("settings");
      return settings.path(name).asText("");
    } catch (IOException e) {
      throw new InputException("Cannot read " + run + ": it is no JSON, expected a run", e);
    }
  }
}
