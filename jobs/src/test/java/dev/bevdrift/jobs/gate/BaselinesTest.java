package dev.bevdrift.jobs.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.finished.MadeRun;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BaselinesTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir Path folder;

  private Baselines baselines() {
    return Baselines.in(Storage.local(), new org.apache.hadoop.fs.Path(folder.toString()));
  }

  private static FinishedRun run(String name) {
    return MadeRun.named(name).with("fp16", "nd_score", 0.4).finished();
  }

  @Test
  void theNewestCountsAndTheLastFiveStay() throws IOException {
    assertThat(baselines().newest(Against.GREEN)).isEmpty();
    for (int i = 0; i < 8; i++) {
      baselines().keep(Against.GREEN, run("night-" + i), NOON.plusSeconds(i));
    }
    assertThat(baselines().newest(Against.GREEN).orElseThrow().name()).isEqualTo("night-7");
    assertThat(baselines().newest(Against.GREEN).orElseThrow().values())
        .isEqualTo(run("night-7").values());
    assertThat(baselines().newest(Against.PINNED)).isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve("green"))) {
      assertThat(files).hasSize(5);
    }
  }

  @Test
  void aDamagedOneIsNamed() throws IOException {
    baselines().keep(Against.PINNED, run("good"), NOON);
    Files.write(folder.resolve("pinned").resolve("20991231T000000.000Z-x.json.gz"), new byte[] {1});
    assertThatThrownBy(() -> baselines().newest(Against.PINNED))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("20991231T000000.000Z-x.json.gz: it is damaged, expected a baseline");
  }

  @Test
  void whoReadsWhileOthersWriteSeesWholeOnes() throws Exception {
    baselines().keep(Against.GREEN, run("first"), NOON);
    ExecutorService pool = Executors.newFixedThreadPool(3);
    List<Future<?>> writers =
        Stream.of("a", "b")
            .<Future<?>>map(
                who ->
                    pool.submit(
                        () -> {
                          for (int i = 1; i <= 20; i++) {
                            baselines().keep(Against.GREEN, run(who + i), NOON.plusMillis(10L * i));
                          }
                        }))
            .toList();
    int reads = 0;
    do {
      assertThat(baselines().newest(Against.GREEN).orElseThrow().values()).hasSizeGreaterThan(2);
      reads++;
    } while (writers.stream().anyMatch(writer -> !writer.isDone()));
    for (Future<?> writer : writers) {
      writer.get();
    }
    pool.shutdown();
    assertThat(reads).isPositive();
    assertThat(baselines().newest(Against.GREEN).orElseThrow().name()).isIn("a20", "b20");
  }
}
