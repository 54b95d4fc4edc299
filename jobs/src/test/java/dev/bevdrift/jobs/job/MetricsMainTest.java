package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.FiguresJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class MetricsMainTest {
  private static final String CAR =
      "{\"sample_token\": \"s\", \"translation\": [1, 2, 0], \"size\": [2, 4, 1.5], \"rotation\":"
          + " [1, 0, 0, 0], \"velocity\": [0, 0], \"detection_name\": \"car\","
          + " \"detection_score\": 0.5, \"attribute_name\": \"\"}";

  @TempDir Path root;

  private void table(String name, String rows) throws IOException {
    Files.createDirectories(root.resolve("v1.0-mini"));
    Files.writeString(root.resolve("v1.0-mini").resolve(name + ".json"), rows);
  }

  private void world() throws IOException {
    table("splits", "{\"mine\": [\"x\"]}");
    table("scene", "[{\"token\": \"t\", \"name\": \"x\"}]");
    table("sample", "[{\"token\": \"s\", \"timestamp\": 1, \"scene_token\": \"t\"}]");
    table("sensor", "[{\"token\": \"l\", \"channel\": \"LIDAR_TOP\"}]");
    table("calibrated_sensor", "[{\"token\": \"c\", \"sensor_token\": \"l\"}]");
    table(
        "sample_data",
        "[{\"sample_token\": \"s\", \"ego_pose_token\": \"p\", \"calibrated_sensor_token\": \"c\","
            + " \"is_key_frame\": true}]");
    table("ego_pose", "[{\"token\": \"p\", \"translation\": [0, 0, 0]}]");
    table("category", "[{\"token\": \"k\", \"name\": \"vehicle.car\"}]");
    table("attribute", "[]");
    table("instance", "[{\"token\": \"i\", \"category_token\": \"k\"}]");
    table(
        "sample_annotation",
        "[{\"token\": \"a\", \"sample_token\": \"s\", \"instance_token\": \"i\","
            + " \"attribute_tokens\": [], \"translation\": [1, 2, 0], \"size\": [2, 4, 1.5],"
            + " \"rotation\": [1, 0, 0, 0], \"prev\": \"\", \"next\": \"\", \"num_lidar_pts\": 1,"
            + " \"num_radar_pts\": 0}]");
  }

  private int run(StringWriter out, String... more) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("--dataroot", root.toString(), "--version", "v1.0-mini"));
    args.addAll(List.of("--split", "mine", "--results", root.resolve("r.json").toString()));
    args.addAll(List.of("--out", root.resolve("out").toString()));
    args.addAll(List.of(more));
    return new CommandLine(new MetricsMain())
        .setOut(new PrintWriter(out, true))
        .execute(args.toArray(new String[0]));
  }

  @Test
  void figuresArePrintedAndWritten() throws IOException {
    world();
    Files.writeString(
        root.resolve("r.json"), "{\"meta\": {}, \"results\": {\"s\": [" + CAR + "]}}");
    StringWriter out = new StringWriter();
    assertThat(run(out)).isZero();
    assertThat(out.toString())
        .startsWith("mAP: 0.1000")
        .contains("Object Class        \tAP    \tATE   \tASE   \tAOE   \tAVE   \tAAE   ")
        .contains("car                 \t1.000 \t0.000 \t0.000 \t0.000 \t1.000 \t1.000 ")
        .contains("barrier             \t0.000 \t1.000 \t1.000 \t1.000 \tnan   \tnan   ")
        .contains("9 of 10 classes have no true box here");
    assertThat(root.resolve("out").resolve("metrics_summary.json")).isNotEmptyFile();
    assertThat(root.resolve("out").resolve("metrics_details.json")).isNotEmptyFile();
  }

  @Test
  void slicesConfusionAndOutcomesAreWrittenOnRequest() throws IOException {
    world();
    table(
        "log", "[{\"token\": \"l\", \"logfile\": \"d\", \"vehicle\": \"v\", \"location\": \"x\"}]");
    table("visibility", "[{\"token\": \"1\", \"level\": \"v0-40\"}]");
    Files.writeString(
        root.resolve("r.json"), "{\"meta\": {}, \"results\": {\"s\": [" + CAR + "]}}");
    StringWriter out = new StringWriter();
    String outcomes = root.resolve("out").resolve("boxes").toString();
    assertThat(run(out, "--slices", "--confusion", "--outcomes", outcomes)).isZero();
    assertThat(out.toString())
        .contains("distance/0-10                                    1         1      1  1.0000")
        .contains("light/unknown")
        .contains("Predicted (rows) and true (columns) classes, within 2.0 m, score at least 0.1:")
        .contains("Wrote 1 boxes to");
    String json = Files.readString(root.resolve("out").resolve(AnalysisArguments.SLICES));
    Figures figures = FiguresJson.parse("slices", json);
    assertThat(figures.slices(AnalysisArguments.RUNG))
        .startsWith("all", "distance/0-10", "class/car", "visibility/unknown", "points/1-4");
    assertThat(schema("/dev/bevdrift/metrics/score/figures.schema.json").validate(tree(json)))
        .isEmpty();
    String confusion = Files.readString(root.resolve("out").resolve(AnalysisArguments.CONFUSION));
    assertThat(
            schema("/dev/bevdrift/metrics/outcome/confusion.schema.json").validate(tree(confusion)))
        .isEmpty();
    assertThat(tree(confusion).at("/true_class_of_predicted/car/car").intValue()).isEqualTo(1);
    assertThat(root.resolve("out").resolve("boxes").resolve("outcomes.parquet")).isNotEmptyFile();
  }

  @Test
  void bandsThatDoNotRiseAreRefusedBeforeAnythingIsWritten() throws IOException {
    world();
    Files.writeString(root.resolve("r.json"), "{\"meta\": {}, \"results\": {\"s\": []}}");
    assertThat(run(new StringWriter(), "--slices", "--distance-bands", "0,20")).isZero();
    String json = Files.readString(root.resolve("out").resolve(AnalysisArguments.SLICES));
    assertThat(FiguresJson.parse("slices", json).slices(AnalysisArguments.RUNG))
        .contains("distance/0-20");
    Files.delete(root.resolve("out").resolve("metrics_summary.json"));
    String[] args = {
      "--dataroot",
      root.toString(),
      "--version",
      "v1.0-mini",
      "--split",
      "mine",
      "--results",
      root.resolve("r.json").toString(),
      "--out",
      root.resolve("out").toString(),
      "--slices",
      "--distance-bands",
      "0,20,10"
    };
    assertThat(CommandLines.run(new MetricsMain(), args)).isEqualTo(CommandLines.BAD_INPUT);
    // Bands of slices that nobody asked for.
    List<String> alone = new ArrayList<>(List.of(args));
    alone.removeAll(List.of("--slices", "0,20,10"));
    alone.add("0,20");
    assertThat(CommandLines.run(new MetricsMain(), alone.toArray(new String[0])))
        .isEqualTo(CommandLines.BAD_INPUT);
    assertThat(root.resolve("out").resolve("metrics_summary.json")).doesNotExist();
  }

  private static JsonNode tree(String json) throws IOException {
    return new ObjectMapper().readTree(json);
  }

  private static JsonSchema schema(String resource) throws IOException {
    try (InputStream stream = FiguresJson.class.getResourceAsStream(resource)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(stream);
    }
  }

  @Test
  void severalSubmissionsShareTheTables() throws IOException {
    world();
    String text = "{\"meta\": {}, \"results\": {\"s\": [" + CAR + "]}}";
    Files.writeString(root.resolve("r.json"), text);
    Files.writeString(root.resolve("again.json"), text.replace("[" + CAR, "["));
    StringWriter out = new StringWriter();
    assertThat(run(out, "--results", root.resolve("again.json").toString(), "--timings")).isZero();
    assertThat(out.toString())
        .containsSubsequence("mAP: 0.1000", "Time: read tables", "Time: write", "mAP: 0.0000")
        .containsSubsequence("mAP: 0.0000", "Time: read tables     0.000 s", "Time: curves");
    for (String name : List.of("r", "again")) {
      assertThat(root.resolve("out").resolve(name).resolve("metrics_details.json"))
          .isNotEmptyFile();
    }
  }

  @Test
  void badInputExitsWithTwoAndWritesNothing() throws IOException {
    world();
    Files.writeString(root.resolve("r.json"), "{\"meta\": {}, \"results\": {");
    String[] args = {
      "--dataroot", root.toString(),
      "--version", "v1.0-mini",
      "--split", "mine",
      "--results", root.resolve("r.json").toString(),
      "--out", root.resolve("out").toString()
    };
    assertThat(CommandLines.run(new MetricsMain(), args)).isEqualTo(CommandLines.BAD_INPUT);
    assertThat(root.resolve("out")).doesNotExist();
    assertThat(CommandLines.run(new MetricsMain(), "--nonsense")).isEqualTo(CommandLines.BAD_INPUT);
  }
}
