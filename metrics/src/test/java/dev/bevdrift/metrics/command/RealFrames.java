package dev.bevdrift.metrics.command;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The real nuScenes frames beside the project, where someone has put them. */
final class RealFrames {
  private RealFrames() {}

  /** Their folder; the calling test is skipped where it is missing. */
  static Path folder() {
    Path shared =
        Optional.ofNullable(System.getenv("BEVDRIFT_SHARED"))
            .map(Path::of)
            .orElseGet(
                () ->
                    Path.of(System.getProperty("bevdrift.root", ".."))
                        .toAbsolutePath()
                        .normalize()
                        .resolveSibling("shared"));
    Path folder = shared.resolve("data").resolve("nuscenes-mini-val");
    assumeThat(Files.isDirectory(folder)).as("skipped: no real frames here").isTrue();
    return folder;
  }
}
