package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.config.EvalArguments;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.table.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The sample in a folder of its own, to be bent by a test, and runs of it that are planned. */
final class SampleCopy {
  private final Path folder;

  private SampleCopy(Path folder) {
    this.folder = folder;
  }

  static SampleCopy in(Path folder) throws IOException {
    Path sample = Path.of(System.getProperty("bevdrift.root"), "sample");
    for (String part : List.of("frames", "ladder", "reference")) {
      Files.createDirectories(folder.resolve(part));
      try (Stream<Path> files = Files.list(sample.resolve(part))) {
        for (Path file : files.toList()) {
          Files.copy(file, folder.resolve(part).resolve(file.getFileName()));
        }
      }
    }
    return new SampleCopy(folder);
  }

  /** Picocli wants a command around a mixin. */
  @CommandLine.Command
  private record Holder(@CommandLine.Mixin EvalArguments arguments) {}

  /** Nothing of it has run. */
  EvalPlan plan(String... more) {
    EvalArguments parsed = new EvalArguments();
    Stream<String> arguments =
        Stream.of(
            "--frames=" + folder.resolve("frames"),
            "--ladder=" + folder.resolve("ladder"),
            "--reference=" + folder.resolve("reference"),
            "--provider=cpu",
            "--out=" + folder.resolve("run"));
    new CommandLine(new Holder(parsed))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
    return EvalPlan.check(parsed.options(), Storage.local(), Map.of());
  }

  /** Changes the ladder's manifest. */
  void edit(String from, String to) throws IOException {
    Path manifest = folder.resolve("ladder").resolve("ladder.yaml");
    String text = Files.readString(manifest);
    assertThat(text).contains(from);
    Files.writeString(manifest, text.replace(from, to));
  }
}
