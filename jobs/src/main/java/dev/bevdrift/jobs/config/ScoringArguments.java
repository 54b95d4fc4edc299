package dev.bevdrift.jobs.config;

import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.ConfigJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.NanStyle;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the command {@code metrics} scores and writes. */
public final class ScoringArguments {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Other ranges, thresholds or classes, in the layout of detection_cvpr_2019.json, which is"
              + " the default.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--strict-devkit",
      description =
          "Refuse what the devkit dies of. Without it: no predicted box, or no true one, scores 0"
              + " with errors of 1; negative scores rank below the others; a null velocity is"
              + " unknown, like NaN; a configuration may name fewer than ten classes.")
  private boolean strictDevkit;

  @Option(
      names = "--strict-json",
      description = "Write null for undefined errors; the devkit's own NaN is not legal JSON.")
  private boolean strictJson;

  /**
   * Ranges and thresholds.
   *
   * @throws dev.bevdrift.metrics.InputException if the file can't be used
   */
  public DetectionConfig config() {
    return config.map(ConfigJson::read).orElseGet(DetectionConfig::cvpr2019);
  }

  public Strictness strictness() {
    return strictDevkit ? Strictness.DEVKIT : Strictness.LENIENT;
  }

  public NanStyle nan() {
    return strictJson ? NanStyle.NULL : NanStyle.TOKEN;
  }
}
