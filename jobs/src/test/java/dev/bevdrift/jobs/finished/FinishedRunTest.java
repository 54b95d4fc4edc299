package dev.bevdrift.jobs.finished;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FinishedRunTest {
  @TempDir Path folder;

  @Test
  void everyNumberOfARungHasAnAddress() throws IOException {
    MadeRun made =
        MadeRun.named("night")
            .with("fp16", "nd_score", 0.39)
            .with("fp16", "light/night", "ap/car", 0.2);
    made.rung("fp16").putObject("boxes").put("lost", 8);
    made.rung("fp16")
        .putObject("tensor_diff")
        .putObject("outputs")
        .putObject("bev_embed")
        .put("max_abs", 0.5)
        .putObject("histogram")
        .putArray("counts")
        .add(3);
    made.run().putObject("rungs").putObject("fp16").putObject("latency_ms").put("p50", 12.5);
    FinishedRun run =
        FinishedRun.read(
            Storage.local(), new org.apache.hadoop.fs.Path(made.write(folder).toString()));
    assertThat(run.value(FigureAddress.ofAll("fp16", "nd_score"))).isEqualTo(0.39);
    assertThat(run.value(new FigureAddress("fp16", "light/night", "ap/car"))).isEqualTo(0.2);
    assertThat(run.value(FigureAddress.ofAll("fp16", "boxes/lost"))).isEqualTo(8);
    assertThat(run.value(FigureAddress.ofAll("fp16", "tensor_diff/outputs/bev_embed/max_abs")))
        .isEqualTo(0.5);
    assertThat(run.value(FigureAddress.ofAll("fp16", "latency_ms/p50"))).isEqualTo(12.5);
    assertThat(run.value(FigureAddress.ofAll("fp16", "ap/bus"))).isNaN();
    assertThat(run.values().keySet().stream().map(FigureAddress::figure))
        .noneMatch(name -> name.contains("histogram")); // lists are no figures
  }

  @Test
  void theFloorSaysWhatAFigureDiffersByFromItself() {
    MadeRun made =
        MadeRun.named("night")
            .with("faithful", "nd_score", 0.39)
            .noise("all", "nd_score", -2e-5)
            .noise("light/night", "nd_score", 3e-4);
    made.rung(MadeRun.FLOOR).putObject("boxes").put("lost", 2);
    made.rung(MadeRun.FLOOR).put("bytes", 100);
    made.rung("faithful").put("bytes", 100);
    FinishedRun run = made.finished();
    assertThat(run.selfDifference("all", "nd_score")).isEqualTo(-2e-5);
    assertThat(run.selfDifference("all", "delta/nd_score")).isEqualTo(-2e-5);
    assertThat(run.selfDifference("light/night", "nd_score")).isEqualTo(3e-4);
    assertThat(run.selfDifference("all", "boxes/lost")).isEqualTo(2);
    assertThat(run.selfDifference("all", "bytes")).isZero();
    assertThat(run.selfDifference("all", "mean_ap")).isNaN();
  }

  @Test
  void conditionsSayWhatDiffers() {
    MadeRun other = MadeRun.named("other");
    other.run().withObject("/inputs").put("onnxruntime", "1.23.0").put("ladder", "9".repeat(64));
    other.run().withObject("/machine").put("cpu", "Other CPU").put("gpu_driver", "550.1");
    Conditions here = MadeRun.named("night").finished().conditions();
    Conditions there = other.finished().conditions();
    assertThat(here.differencesOf(there, List.of()))
        .containsExactly("cpu Other CPU, here Toy CPU", "onnxruntime 1.23.0, here 1.24.2");
    assertThat(here.differencesOf(there, List.of("cpu", "onnxruntime"))).isEmpty();
    assertThat(here.sha256()).isNotEqualTo(there.sha256());
    assertThat(here.dataSha256()).isEqualTo(there.dataSha256());
    assertThat(here.runtimeText()).isEqualTo("ONNX Runtime 1.24.2 on cpu (Toy CPU)");
  }

  @Test
  void picturesDecodedOtherwiseAreAnotherCondition() {
    MadeRun half = MadeRun.named("half");
    half.run().withObject("/settings").put("decode", "half");
    MadeRun exact = MadeRun.named("exact");
    exact.run().withObject("/settings").put("decode", "exact");
    Conditions before = MadeRun.named("older").finished().conditions();

    assertThat(before.differencesOf(half.finished().conditions(), List.of()))
        .containsExactly("decode half, here unknown");
    assertThat(before.sha256()).isEqualTo(exact.finished().conditions().sha256());
  }

  @Test
  void aDriverCountsWhereItsCardRanTheGraphs() {
    MadeRun made = MadeRun.named("night");
    made.summary().withObject("/ran").put("provider", "cuda");
    made.run().withObject("/machine").put("gpu_driver", "550.1");
    assertThat(MadeRun.named("night").finished().conditions().names()).doesNotContain("gpu_driver");
    assertThat(made.finished().conditions().names()).contains("gpu", "gpu_driver");
  }

  @Test
  void theDeviceIsThatOfTheExecutorsNotOfTheDriversMachine() {
    MadeRun here = MadeRun.named("night");
    MadeRun there = MadeRun.named("other");
    for (MadeRun made : List.of(here, there)) {
      made.summary().withObject("/ran").put("provider", "cuda");
      made.run().withObject("/learnt").put("hardware", "Toy GPU, driver 550.1");
    }
    there.run().withObject("/machine").put("cpu", "A laptop's").put("arch", "aarch64");
    Conditions conditions = here.finished().conditions();
    assertThat(conditions.differencesOf(there.finished().conditions(), List.of())).isEmpty();
    assertThat(conditions.runtimeText())
        .isEqualTo("ONNX Runtime 1.24.2 on cuda (Toy GPU, driver 550.1)");
    there.run().withObject("/learnt").put("hardware", "Toy GPU, driver 560.2");
    assertThat(conditions.differencesOf(there.finished().conditions(), List.of()))
        .containsExactly("gpu Toy GPU, driver 560.2, here Toy GPU, driver 550.1");
  }

  @Test
  void whatIsNoFinishedRunIsRefusedInOneLine() throws IOException {
    Storage storage = Storage.local();
    assertThatThrownBy(
            () -> FinishedRun.read(storage, new org.apache.hadoop.fs.Path(folder + "/none")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no such folder, expected a run of bin/eval");
    Files.writeString(folder.resolve("run.json"), "{}");
    assertThatThrownBy(() -> FinishedRun.read(storage, new org.apache.hadoop.fs.Path("" + folder)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it has no summary.json, expected a finished run");
    Files.writeString(folder.resolve("summary.json"), "{\"schema_version\": 7}");
    assertThatThrownBy(() -> FinishedRun.read(storage, new org.apache.hadoop.fs.Path("" + folder)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("schema_version of its summary is 7, expected 1");
  }

  @Test
  void aDocumentHoldsTheRun() {
    FinishedRun run =
        MadeRun.named("night")
            .with("fp16", "nd_score", 0.39)
            .noise("all", "nd_score", 0)
            .finished();
    FinishedRun again = FinishedRun.ofDocument("somewhere", run.document());
    assertThat(again.values()).isEqualTo(run.values()).isNotEmpty();
    assertThat(again.id()).isEqualTo(run.id());
  }
}
