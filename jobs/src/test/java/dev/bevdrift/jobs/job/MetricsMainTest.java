package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
