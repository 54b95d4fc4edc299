package dev.bevdrift.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.ingest.IngestRequest.Existing;
import dev.bevdrift.jobs.ingest.IngestSettings.CanBusMode;
import dev.bevdrift.jobs.job.CommandLines;
import dev.bevdrift.jobs.job.MetricsMain;
import dev.bevdrift.jobs.job.Sessions;
import dev.bevdrift.metrics.score.DetectionScore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command {@code metrics} on frames: the same files as on the tables that the frames were made
 * from, with the predictions as a submission, as tables, and as tables on Spark.
 */
class ScoreFromFramesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MASTER = "spark.master";

  @TempDir Path folder;
  private Path data;
  private Path frames;
  private Path results;

  /** What a command said. */
  private record Said(int code, String err) {}

  @BeforeEach
  void dataSet() throws IOException {
    data = folder.resolve("data");
    frames = folder.resolve("frames");
    results = folder.resolve("results.json");
    TinyDataSet tiny = TinyDataSet.in(data);
    // Near enough to the vehicle to be evaluated, three metres apart from scene to scene.
    for (ObjectNode box : tiny.table("sample_annotation")) {
      ArrayNode at = (ArrayNode) box.get("translation");
      double x = at.get(0).asDouble();
      at.removeAll().add(x + 100).add(205).add(0.5);
    }
    tiny.write();
    TinyPredictions.submission(
        results,
        List.of("scene-a-0", "scene-a-1", "scene-a-2", "scene-b-0", "scene-b-1", "scene-b-2"));
  }

  private void ingest(Path root, String version, String split) throws IOException {
    System.setProperty(MASTER, "local[2]");
    try (SparkSession spark = Sessions.open("ScoreFromFramesTest")) {
      Ingest.run(
          spark,
          new IngestRequest(
              new org.apache.hadoop.fs.Path(root.toString()),
              version,
              split,
              new org.apache.hadoop.fs.Path(frames.toString()),
              List.of(),
              new IngestSettings(CanBusMode.ORIGINAL, IngestSettings.Images.EMBED, 1000),
              0,
              Existing.KEEP,
              IngestRequest.Faults.REPORT));
    } finally {
      System.clearProperty(MASTER);
    }
  }

  private org.apache.hadoop.fs.Path hadoop(String name) {
    return new org.apache.hadoop.fs.Path(folder.toString(), name);
  }

  private Said metrics(String out, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    Collections.addAll(all, "--out", folder.resolve(out).toString());
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code = CommandLines.run(new MetricsMain(), all.toArray(new String[0]));
      return new Said(code, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  private JsonNode summary(String out) throws IOException {
    JsonNode root =
        JSON.readTree(
            Files.readString(folder.resolve(out).resolve("metrics_summary.json"))
                .replace("NaN", "null"));
    ((ObjectNode) root).remove("eval_time");
    return root;
  }

  private String details(String out) throws IOException {
    return Files.readString(folder.resolve(out).resolve("metrics_details.json"));
  }

  private String[] tables(Path root, String version, String split) {
    return new String[] {
      "--dataroot",
      root.toString(),
      "--version",
      version,
      "--split",
      split,
      "--results",
      results.toString()
    };
  }

  @Test
  void framesAndTablesGiveTheSameFiles() throws IOException {
    ingest(data, TinyDataSet.VERSION, "tiny");
    assertThat(metrics("tables", tables(data, TinyDataSet.VERSION, "tiny")).code()).isZero();
    assertThat(summary("tables").get("mean_ap").asDouble()).isPositive();
    Said said = metrics("frames", "--frames", frames.toString(), "--results", results.toString());
    assertThat(said).isEqualTo(new Said(0, ""));
    String[] rung = {
      "--frames",
      frames.toString(),
      "--predictions",
      TinyPredictions.tables(folder).toString(),
      "--rung",
      "faithful"
    };
    assertThat(metrics("rung", rung)).isEqualTo(new Said(0, ""));
    System.setProperty(MASTER, "local[2]");
    try {
      assertThat(metrics("spark", rung).code()).isZero();
    } finally {
      System.clearProperty(MASTER);
    }
    for (String out : List.of("frames", "rung", "spark")) {
      assertThat(summary(out)).as(out).isEqualTo(summary("tables"));
      assertThat(details(out)).as(out).isEqualTo(details("tables"));
    }
  }

  @Test
  void framesThatFailedLeaveBothSides() throws IOException {
    ingest(data, TinyDataSet.VERSION, "tiny");
    TinyPredictions.tables(folder);
    Files.createDirectories(folder.resolve("errors"));
    Files.writeString(
        folder.resolve("errors").resolve("scene-a-0.json"),
        "[{\"scene\": \"scene-a\", \"sample_token\": \"scene-a-1\", \"rung\": \"faithful\"},"
            + " {\"scene\": \"scene-a\", \"sample_token\": \"scene-a-2\", \"rung\": \"other\"}]");
    String[] rung = {
      "--frames", frames.toString(),
      "--predictions", folder.resolve("predictions").toString(),
      "--rung", "faithful"
    };
    Said said = metrics("failed", rung);
    assertThat(said)
        .isEqualTo(
            new Said(
                4,
                "Note: The run failed in 1 of 6 frames of faithful; they count on neither"
                    + " side\n"));
    // A run of one frame fewer in the last scene, whose first two are all that counts.
    Files.delete(folder.resolve("errors").resolve("scene-a-0.json"));
    Files.writeString(
        folder.resolve("run.json"), "{\"inputs\": {\"limit\": \"3\", \"scenes\": \"scene-b\"}}");
    Files.delete(folder.resolve("predictions").resolve("scene-a-0.parquet"));
    assertThat(metrics("part", rung)).isEqualTo(new Said(0, ""));
    assertThat(summary("part")).isNotEqualTo(summary("failed"));
  }

  @Test
  void whatDoesNotFitIsOneLine() throws IOException {
    ingest(data, TinyDataSet.VERSION, "tiny");
    Path tables = TinyPredictions.tables(folder);
    String at = frames.toString();
    assertRefused(
        "Cannot score --rung=no: "
            + tables
            + " has no box of it, expected one of [faithful,"
            + " other]",
        "--frames",
        at,
        "--predictions",
        tables.toString(),
        "--rung",
        "no");
    assertRefused(
        "Cannot score --predictions=" + tables + ": expected its --rung",
        "--frames",
        at,
        "--predictions",
        tables.toString());
    assertRefused(
        "Cannot find the true boxes by --split --frames: expected --dataroot, --version and"
            + " --split, or --frames alone",
        "--frames",
        at,
        "--split",
        "tiny",
        "--results",
        results.toString());
    assertRefused(
        "Cannot score nothing: expected one of --results and --predictions", "--frames", at);
    assertRefused(
        "Cannot use --frames=" + at + "/no: there is no such folder, expected one",
        "--frames",
        at + "/no",
        "--results",
        results.toString());
    Files.delete(tables.resolve("scene-b-0.parquet"));
    assertRefused(
        "Cannot score "
            + tables
            + ": it lacks scene-b-0.parquet, which is a scene of the frames,"
            + " expected predictions of each",
        "--frames",
        at,
        "--predictions",
        tables.toString(),
        "--rung",
        "faithful");
    TinyPredictions.submission(
        results, List.of("scene-a-0", "scene-a-2", "scene-b-0", "scene-b-1", "scene-b-2"));
    assertRefused(
        "Cannot read " + results + ": results lack sample scene-a-1, expected all 6 of the split",
        "--frames",
        at,
        "--results",
        results.toString());
  }

  private void assertRefused(String line, String... args) {
    assertThat(metrics("refused", args)).isEqualTo(new Said(2, "error: " + line + "\n"));
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  /** Of 81 real keyframes four have pictures; a submission of all is scored on these. */
  @Test
  void aSubmissionOfAWholeSplitIsScoredOnTheFramesThatAreThere() throws IOException {
    String shared =
        Optional.ofNullable(System.getenv("BEVDRIFT_SHARED"))
            .orElse(System.getProperty("bevdrift.root", ".") + "/../shared");
    Path real = Path.of(shared, "data", "nuscenes-mini-val");
    assumeTrue(Files.isDirectory(real), "skipped: no real frames here");
    ingest(real, "v1.0-mini", "mini_val");
    results = real.resolve("results").resolve("fastbev").resolve("results_nusc.json");
    String[] args = {"--frames", frames.toString(), "--results", results.toString()};
    Said said = metrics("part", args);
    assertThat(said.code()).isZero();
    assertThat(said.err())
        .contains("samples of " + results + " that are not among the 4 frames, from ")
        .contains("The frames say: scene-0103: 36 frames: ");
    DetectionScore expected =
        FramesOracle.score(real, results, hadoop("frames/scene-0103-0.parquet"));
    assertThat(expected.samples().size()).isEqualTo(4);
    assertThat(summary("part").get("mean_ap").asDouble()).isPositive().isEqualTo(expected.meanAp());
    assertThat(summary("part").get("nd_score").asDouble()).isEqualTo(expected.ndScore());
    assertThat(metrics("strict", args[0], args[1], args[2], args[3], "--strict-devkit"))
        .matches(refused -> refused.code() == 2 && refused.err().contains("is not in the split"));
  }
}
