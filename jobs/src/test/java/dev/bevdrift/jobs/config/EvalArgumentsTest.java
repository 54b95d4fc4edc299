package dev.bevdrift.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.model.CustomOps;
import dev.bevdrift.udf.model.GpuOptions;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class EvalArgumentsTest {
  private static final List<String> NEEDED =
      List.of("--frames", "f", "--ladder", "l", "--reference", "r", "--out", "o");

  @Test
  void everyDefault() {
    assertThat(parsed())
        .isEqualTo(
            new EvalOptions(
                "f",
                "l",
                new ReferenceChoice.Tables("r"),
                "o",
                List.of(),
                List.of(),
                0,
                0,
                RuntimeOptions.of(RuntimeOptions.Provider.AUTO),
                Decoding.EXACT,
                false,
                "",
                false,
                0,
                4,
                "",
                List.of(),
                List.of(),
                "",
                false,
                false,
                false));
  }

  @Test
  void everyOption() {
    assertThat(
            parsed(
                "--rungs=a,b",
                "--scenes=s,t",
                "--limit=3",
                "--partitions=7",
                "--provider=cuda",
                "--intra-op-threads=2",
                "--optimization=basic",
                "--tf32",
                "--max-sessions=4",
                "--device-memory=8g",
                "--conv-search=heuristic",
                "--engine-cache=e",
                "--provider-option=prefer_nhwc=1",
                "--custom-ops=ops.so=" + "0a".repeat(32),
                "--decode=half",
                "--whole-graphs",
                "--cache=c",
                "--mixed-devices",
                "--max-failed-frames=5",
                "--chunk-frames=6",
                "--gate=g.yaml",
                "--runtime-rungs=optimization=none,provider=cuda+tf32=on",
                "--teacher-forced=a,b",
                "--teacher=rung:t",
                "--outcomes",
                "--dry-run",
                "--json"))
        .isEqualTo(
            new EvalOptions(
                "f",
                "l",
                new ReferenceChoice.Tables("r"),
                "o",
                List.of("a", "b"),
                List.of("s", "t"),
                3,
                7,
                new RuntimeOptions(
                    RuntimeOptions.Provider.CUDA,
                    0,
                    2,
                    RuntimeOptions.Tf32.ON,
                    RuntimeOptions.Optimization.BASIC,
                    4,
                    new GpuOptions(
                        2L << 30, // 8 GiB for four graphs
                        GpuOptions.ConvSearch.HEURISTIC,
                        "e",
                        new TreeMap<>(Map.of("prefer_nhwc", "1"))),
                    List.of(new CustomOps("ops.so", "0a".repeat(32)))),
                Decoding.HALF,
                true,
                "c",
                true,
                5,
                6,
                "g.yaml",
                List.of(
                    new RuntimeChange("optimization=none"),
                    new RuntimeChange("provider=cuda+tf32=on")),
                List.of("a", "b"),
                "rung:t",
                true,
                true,
                true));
  }

  @Test
  void whatTheCpuDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> parsed("--provider=cpu", "--tf32"))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot use --tf32: --provider is cpu, which has no TF32, expected a GPU");
  }

  @Test
  void aReferenceMayBeARung() {
    assertThat(ReferenceChoice.of("rung:faithful"))
        .isEqualTo(new ReferenceChoice.OneRung("faithful"));
    assertThat(ReferenceChoice.of("hdfs://host/reference"))
        .isEqualTo(new ReferenceChoice.Tables("hdfs://host/reference"));
  }

  @Test
  void valuesOutOfRangeAreRefusedByName() {
    for (String option :
        List.of(
            "--limit=-1",
            "--partitions=-1",
            "--intra-op-threads=0",
            "--intra-op-threads=3000",
            "--max-failed-frames=-1",
            "--chunk-frames=0")) {
      assertThatThrownBy(() -> parsed(option))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Cannot use " + option + ": expected at least");
    }
  }

  private static EvalOptions parsed(String... more) {
    List<String> args = new ArrayList<>(NEEDED);
    args.addAll(List.of(more));
    EvalArguments arguments = new EvalArguments();
    new CommandLine(new Holder(arguments))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(args.toArray(String[]::new));
    return arguments.options();
  }

  /** Picocli wants a command around a mixin. */
  @CommandLine.Command
  private record Holder(@CommandLine.Mixin EvalArguments arguments) {}
}
