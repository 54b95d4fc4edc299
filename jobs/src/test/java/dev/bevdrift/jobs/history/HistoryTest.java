package dev.bevdrift.jobs.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.finished.MadeRun;
import dev.bevdrift.jobs.table.HistoryRow;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir Path folder;

  private History history() {
    return History.in(Storage.local(), new org.apache.hadoop.fs.Path(folder.toString()));
  }

  private static MadeRun night(int day, double nds, double noise) {
    return MadeRun.named("night-" + day)
        .endedAt(String.format("2026-11-%02dT03:00:00Z", day))
        .with("faithful", "nd_score", 0.5)
        .with("fp16", "nd_score", nds)
        .with("fp16", "light/night", "nd_score_present", nds)
        .with("fp16", "light/night", "ap/car", nds)
        .noise("all", "nd_score", noise);
  }

  private List<Series> nds() {
    return history().series(a -> a.rung().equals("fp16") && a.figure().equals("nd_score"));
  }

  @Test
  void aSeriesStandsInTheOrderOfTimeWhateverTheOrderOfAdding() {
    for (int day : List.of(12, 10, 11)) {
      history().append(night(day, 0.4 + day / 1000.0, 0).finished(), "abc", "pass", NOON);
    }
    Series series = nds().get(0);
    assertThat(series.points())
        .extracting(p -> p.run().name())
        .containsExactly("night-10", "night-11", "night-12");
    assertThat(series.changes()).containsExactly(1, 2); // no noise: each is another value
    assertThat(series.points().get(0).run().commit()).isEqualTo("abc");
    assertThat(series.points().get(0).run().gate()).isEqualTo("pass");
  }

  @Test
  void aRunThatWasAddedTwiceCountsOnce() {
    history().append(night(10, 0.4, 0).finished(), "", "", NOON);
    history().append(night(10, 0.4, 0).finished(), "abc", "pass", NOON.plusSeconds(5));
    assertThat(nds().get(0).points()).hasSize(1);
    assertThat(nds().get(0).points().get(0).run().gate()).isEqualTo("pass");
  }

  @Test
  void otherDataAndRuntimesAreOtherSeries() {
    MadeRun other = night(11, 0.4, 0);
    other.run().withObject("/inputs").put("onnxruntime", "1.23.0");
    history().append(night(10, 0.4, 0).finished(), "", "", NOON);
    history().append(other.finished(), "", "", NOON);
    assertThat(nds()).hasSize(2);
  }

  @Test
  void noiseIsRememberedAndKeepsSmallDifferencesFromBeingChanges() {
    for (int day = 1; day <= 6; day++) {
      history().append(night(day, 0.4 + (day % 2) * 1e-5, 1e-5).finished(), "", "", NOON);
    }
    assertThat(nds().get(0).changes()).isEmpty();
    List<HistoryRow> noise = history().noise(night(1, 0.4, 0).finished().conditions());
    assertThat(noise.stream().filter(row -> row.figure().equals("nd_score")))
        .hasSize(6)
        .allMatch(row -> row.value() == 1e-5);
  }

  @Test
  void ofSlicesOnlyTheMeansAreKept() {
    history().append(night(1, 0.4, 0).finished(), "", "", NOON);
    assertThat(history().series(a -> a.slice().equals("light/night")))
        .extracting(series -> series.address().figure())
        .containsExactly("nd_score_present");
  }

  @Test
  void manyWritersAtOnceLoseNothingAndReadersSeeWholeAdditions() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<?>> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      int first = 1 + 7 * w;
      writers.add(
          pool.submit(
              () -> {
                for (int day = first; day < first + 7; day++) {
                  // The same instant: only the files' own names keep them apart.
                  history().append(night(day, 0.4, 0).finished(), "", "", NOON);
                }
              }));
    }
    while (writers.stream().anyMatch(writer -> !writer.isDone())) {
      for (Series series : nds()) {
        assertThat(series.points()).allMatch(point -> point.value() == 0.4);
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    pool.shutdown();
    assertThat(nds().get(0).points()).hasSize(28);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(28)
          .allMatch(name -> name.endsWith(".parquet"));
    }
  }

  @Test
  void twoProcessesAddAtOnceAndNothingIsLostOrTorn(@TempDir Path signals) throws Exception {
    Path go = signals.resolve("go");
    List<Process> writers = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      writers.add(HistoryWriter.start(folder, name, 25, signals.resolve(name), go));
    }
    try {
      for (String name : List.of("a", "b")) {
        HistoryWriter.await(signals.resolve(name), writers);
      }
      Files.createFile(go);
      while (writers.stream().anyMatch(Process::isAlive)) {
        for (Series series : nds()) {
          assertThat(series.points()).allMatch(point -> point.value() == 0.4);
        }
      }
      for (Process writer : writers) {
        assertThat(writer.waitFor())
            .as(() -> new String(read(writer), StandardCharsets.UTF_8))
            .isZero();
      }
    } finally {
      writers.forEach(Process::destroyForcibly);
    }
    assertThat(nds().get(0).points())
        .extracting(point -> point.run().name())
        .hasSize(50)
        .doesNotHaveDuplicates();
    try (Stream<Path> files = Files.list(folder)) {
      // No part is left over either: such files begin with a dot.
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(50)
          .allMatch(name -> name.endsWith(".parquet") && !name.startsWith("."));
    }
  }

  private static byte[] read(Process process) {
    try {
      return process.getInputStream().readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Test
  void aRunThatLacksFramesIsKeptButStandsInNoSeries() {
    MadeRun lacking = night(2, 0.1, 0);
    lacking.summary().put("status", "incomplete");
    history().append(night(1, 0.4, 0).finished(), "", "", NOON);
    assertThat(history().append(lacking.finished(), "", "", NOON)).isPositive();
    assertThat(nds().get(0).points())
        .extracting(point -> point.run().name())
        .containsExactly("night-1");
    assertThat(history().noise(night(1, 0.4, 0).finished().conditions()))
        .extracting(row -> row.run().name())
        .containsOnly("night-1");
  }

  @Test
  void aFileThatIsNoHistoryIsRefused() throws Exception {
    Files.writeString(folder.resolve("x.parquet"), "oops");
    assertThatThrownBy(this::nds)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("x.parquet: not a whole Parquet file, expected a history table");
  }

  @Test
  void theTableTheJsonAndThePageSayTheSame() throws Exception {
    for (int day = 1; day <= 4; day++) {
      MadeRun made = night(day, day < 3 ? 0.4 : 0.41, 0);
      made.run().withObject("/inputs").put("ladder", (day < 3 ? "a" : "b").repeat(64));
      history().append(made.finished(), "0123456789abcdef", "pass", NOON);
    }
    HistoryView view =
        HistoryView.of(history(), List.of("nd_score"), List.of("fp*"), List.of("all"));
    assertThat(view.text())
        .contains("4 runs", "0.4000", "0.4100", "+0.0100", "0099")
        .contains(
            "2026-11-03 03:00  fp16 nd_score 0.4000 -> 0.4100: run night-3, commit 01234567,"
                + " checkpoint dddddddd, ladder bbbbbbbb");
    JsonNode json = new ObjectMapper().readTree(view.json());
    assertThat(json.at("/groups/0/series/0/changes/0").intValue()).isEqualTo(2);
    assertThat(json.at("/groups/0/series/0/points/3/1").doubleValue()).isEqualTo(0.41);
    assertThat(json.at("/groups/0/runs")).hasSize(4);
    String page = HistoryView.page(history());
    assertThat(page).contains("\"ladder_sha256\":\"" + "b".repeat(64), "nd_score_present");
    int library = page.indexOf("<script>") + 8;
    assertThat(page.substring(0, library) + page.substring(page.indexOf("</script>", library)))
        .doesNotContain("src=", "href=", "@import", "url(", "http:", "https:");
    Files.writeString(Path.of("target", "history-fixture.html"), page);
    assertThatThrownBy(
            () -> HistoryView.of(history(), List.of("nds"), List.of("*"), List.of("all")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "Cannot show figures=nds of rungs=*, slices=all: the history has none");
  }
}
