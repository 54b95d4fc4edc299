package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.bevdrift.metrics.command.IntervalsJson;
import dev.bevdrift.metrics.score.FigureInterval;
import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.FigureSet;
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
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Scenes of one sample with one car each: {@code bin/metrics --intervals}. */
final class IntervalsMainTest {
  @TempDir Path root;

  private static String rows(int count, IntFunction<String> row) {
    return IntStream.range(0, count).mapToObj(row).collect(Collectors.joining(",", "[", "]"));
  }

  private void table(String name, String rows) throws IOException {
    Files.createDirectories(root.resolve("v"));
    Files.writeString(root.resolve("v").resolve(name + ".json"), rows.replace('\'', '"'));
  }

  /** The last two scenes are of one drive. */
  private void world(int scenes) throws IOException {
    String names = rows(scenes, i -> "'x" + i + "'");
    table("splits", "{'mine': " + names + "}");
    table(
        "scene",
        rows(
            scenes,
            i ->
                "{'token': 't"
                    + i
                    + "', 'name': 'x"
                    + i
                    + "', 'log_token': 'l"
                    + Math.min(i, scenes - 2)
                    + "'}"));
    table("log", rows(scenes - 1, i -> "{'token': 'l" + i + "', 'logfile': 'f" + i + "'}"));
    table(
        "sample",
        rows(scenes, i -> "{'token': 's" + i + "', 'timestamp': 1, 'scene_token': 't" + i + "'}"));
    table("sensor", "[{'token': 'l', 'channel': 'LIDAR_TOP'}]");
    table("calibrated_sensor", "[{'token': 'c', 'sensor_token': 'l'}]");
    table(
        "sample_data",
        rows(
            scenes,
            i ->
                "{'sample_token': 's"
                    + i
                    + "', 'ego_pose_token': 'p',"
                    + " 'calibrated_sensor_token': 'c', 'is_key_frame': true}"));
    table("ego_pose", "[{'token': 'p', 'translation': [0, 0, 0]}]");
    table("category", "[{'token': 'k', 'name': 'vehicle.car'}]");
    table("attribute", "[]");
    table("instance", "[{'token': 'i', 'category_token': 'k'}]");
    table(
        "sample_annotation",
        rows(
            scenes,
            i ->
                "{'token': 'a"
                    + i
                    + "', 'sample_token': 's"
                    + i
                    + "', 'instance_token': 'i',"
                    + " 'attribute_tokens': [], 'translation': [1, 2, 0], 'size': [2, 4, 1.5],"
                    + " 'rotation': [1, 0, 0, 0], 'prev': '', 'next': '', 'num_lidar_pts': 1,"
                    + " 'num_radar_pts': 0}"));
  }

  /** Cars that are off by ever more from scene to scene. */
  private Path submission(String name, int scenes, double offM) throws IOException {
    String results =
        IntStream.range(0, scenes)
            .mapToObj(
                i ->
                    "'s"
                        + i
                        + "': [{'sample_token': 's"
                        + i
                        + "', 'translation': ["
                        + (1 + offM * i)
                        + ", 2, 0], 'size': [2, 4, 1.5], 'rotation':"
                        + " [1, 0, 0, 0], 'velocity': [0, 0], 'detection_name': 'car',"
                        + " 'detection_score': 0."
                        + (9 - i)
                        + ", 'attribute_name': ''}]")
            .collect(Collectors.joining(", "));
    Path file = root.resolve(name);
    Files.writeString(file, ("{'meta': {}, 'results': {" + results + "}}").replace('\'', '"'));
    return file;
  }

  private String[] arguments(Path results, String... more) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("--dataroot", root.toString(), "--version", "v", "--split", "mine"));
    args.addAll(List.of("--results", results.toString(), "--out", root.resolve("out").toString()));
    args.addAll(List.of(more));
    return args.toArray(new String[0]);
  }

  private String run(Path results, String... more) {
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new MetricsMain())
            .setOut(new PrintWriter(out, true))
            .execute(arguments(results, more));
    assertThat(code).isZero();
    return out.toString();
  }

  @Test
  void fiveDrivesGiveNoneAndSayWhy() throws IOException {
    world(6);
    assertThat(run(submission("r.json", 6, 0.1), "--intervals"))
        .contains("95 % intervals over 6 scenes of 5 drives, drawn as wholes, 1000 draws, seed 1:")
        .contains("none: an interval needs at least 6 scenes or drives with such true boxes, and");
    JsonNode json = written();
    assertThat(json.path("clusters").intValue()).isEqualTo(5);
    assertThat(json.path("figures").path("ap/car").path("low").isNull()).isTrue();
    assertThat(json.path("figures").path("ap/car").path("no_interval").asText()).isNotEmpty();
    assertThat(json.path("difference").isNull()).isTrue();
  }

  @Test
  void aBaselineGivesPairedDifferences() throws IOException {
    world(8);
    Path exact = submission("exact.json", 8, 0);
    Path results = submission("r.json", 8, 0.1);
    assertThat(run(results, "--baseline", exact.toString(), "--strict-json"))
        .contains("Less the baseline, on the same draws (p adjusted by Holm over four figures):")
        .contains("With 8 scenes a change of NDS of ")
        .contains("from the paired difference")
        .contains("In simulation, 95 % intervals from 6 scenes");
    JsonNode json = written();
    JsonNode error = json.path("difference").path("trans_err/car");
    assertThat(error.path("value").doubleValue()).isPositive();
    assertThat(error.path("low").doubleValue()).isLessThan(error.path("high").doubleValue());
    assertThat(error.path("clusters").intValue()).isEqualTo(7);
    assertThat(json.path("difference").path("nd_score").path("p_holm").isNumber()).isTrue();
    assertThat(json.path("detectable").path("kind").asText()).isEqualTo("paired");
    assertThat(json.path("figures").path("vel_err/barrier").path("value").isNull()).isTrue();
  }

  @Test
  void slicesCarryIntervalsOfTheirOwn() throws IOException {
    world(8);
    Path results = submission("r.json", 8, 0.1);
    assertThat(run(results, "--intervals", "--slices")).contains("all ", "  NDS* in [");
    Figures figures =
        FiguresJson.parse(
            "slices", Files.readString(root.resolve("out").resolve(AnalysisArguments.SLICES)));
    String rung = AnalysisArguments.RUNG;
    FigureInterval whole =
        figures.of(FigureKey.of(rung, "all")).orElseThrow().interval("trans_err/car").orElseThrow();
    // Every car is nearer than 10 m, so that slice is the whole, and so are its draws.
    FigureSet near = figures.of(FigureKey.of(rung, "distance/0-10")).orElseThrow();
    assertThat(near.interval("trans_err/car")).contains(whole);
    assertThat(whole.low()).isLessThan(whole.high());
    assertThat(whole.confidence()).isEqualTo(0.95);
    JsonNode own = written().path("figures").path("trans_err/car");
    assertThat(whole.low()).isEqualTo(own.path("low").doubleValue());
    assertThat(whole.high()).isEqualTo(own.path("high").doubleValue());
  }

  @Test
  void badSettingsExitWithTwoAndWriteNothing() throws IOException {
    world(6);
    Path results = submission("r.json", 6, 0.1);
    for (String[] bad :
        new String[][] {
          {"--intervals", "--replicates", "10"},
          {"--intervals", "--confidence", "95"},
          {"--baseline", "absent.json"}
        }) {
      assertThat(CommandLines.run(new MetricsMain(), arguments(results, bad)))
          .isEqualTo(CommandLines.BAD_INPUT);
    }
    assertThat(root.resolve("out")).doesNotExist();
  }

  private JsonNode written() throws IOException {
    String text = Files.readString(root.resolve("out").resolve("metrics_intervals.json"));
    JsonNode json = new ObjectMapper().readTree(text.replace("NaN", "null"));
    try (InputStream schema =
        IntervalsJson.class.getResourceAsStream(
            "/dev/bevdrift/metrics/schema/metrics_intervals.schema.json")) {
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(json))
          .isEmpty();
    }
    return json;
  }
}
