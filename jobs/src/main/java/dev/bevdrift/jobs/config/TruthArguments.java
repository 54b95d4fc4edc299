package dev.bevdrift.jobs.config;

import dev.bevdrift.metrics.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where a command finds the true boxes: in tables or in frames. */
public final class TruthArguments {
  @Option(
      names = "--dataroot",
      paramLabel = "DIR",
      description = "The nuScenes folder; only its tables are read.")
  private Optional<Path> dataroot = Optional.empty();

  @Option(
      names = "--version",
      paramLabel = "NAME",
      description = "The tables' folder in it: v1.0-mini, v1.0-trainval, …")
  private Optional<String> version = Optional.empty();

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "A split of nuScenes (mini_val, val, …), or of <version>/splits.json.")
  private Optional<String> split = Optional.empty();

  @Option(
      names = "--frames",
      paramLabel = "DIR",
      description = "Instead of the three: frames, as ingest writes them, with their annotations.")
  private Optional<String> frames = Optional.empty();

  /** Whether anything is named. */
  public boolean isNamed() {
    return Stream.of(dataroot, version, split, frames).anyMatch(Optional::isPresent);
  }

  /**
   * The folder of frames; empty when the tables are named.
   *
   * @throws InputException if neither is named, or both, or the tables in part
   */
  public Optional<String> frames() {
    List<String> given = new ArrayList<>();
    dataroot.ifPresent(any -> given.add("--dataroot"));
    version.ifPresent(any -> given.add("--version"));
    split.ifPresent(any -> given.add("--split"));
    boolean fits = frames.isPresent() ? given.isEmpty() : given.size() == 3;
    if (!fits) {
      frames.ifPresent(any -> given.add("--frames"));
      throw new InputException(
          "Cannot find the true boxes by "
              + (given.isEmpty() ? "no option" : String.join(" ", given))
              + ": expected --dataroot, --version and --split, or --frames alone");
    }
    return frames;
  }

  /** The nuScenes folder, where {@link #frames} is empty. */
  public Path dataroot() {
    return dataroot.orElseThrow();
  }

  /** The tables' folder in it, where {@link #frames} is empty. */
  public String version() {
    return version.orElseThrow();
  }

  /** The split, where {@link #frames} is empty. */
  public String split() {
    return split.orElseThrow();
  }
}
