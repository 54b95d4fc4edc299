package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResultFoldersTest {
  private static final Path OUT = Path.of("out");

  private static List<Path> folders(String... files) {
    List<Path> results = Arrays.stream(files).map(Path::of).toList();
    return List.copyOf(ResultFolders.of(results, OUT).values());
  }

  @Test
  void aSingleSubmissionGetsTheFolderItself() {
    assertThat(folders("a/results_nusc.json")).containsExactly(OUT);
  }

  @Test
  void severalAreNamedAfterTheirFilesOrFolders() {
    assertThat(folders("a/x.json", "b/y.json", "c/z"))
        .containsExactly(OUT.resolve("x"), OUT.resolve("y"), OUT.resolve("z"));
    assertThat(folders("a/results_nusc.json", "b/results_nusc.json"))
        .containsExactly(OUT.resolve("a"), OUT.resolve("b"));
  }

  @Test
  void equalNamesAreRefused() {
    assertThatThrownBy(() -> folders("a/x.json", "b/x.json", "c/y.json"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot score b/x.json: there is a submission x before it, expected different names");
    assertThatThrownBy(() -> folders("a/x.json", "a/x.json"))
        .hasMessageEndingWith("there is a submission a before it, expected different names");
  }
}
