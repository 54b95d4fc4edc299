package dev.bevdrift.metrics.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.ConfigJson;
import dev.bevdrift.metrics.score.DetailsJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.NanStyle;
import dev.bevdrift.metrics.score.SummaryJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every generated problem gets the devkit's answer: its figures, or a refusal. */
final class GoldenProblemsTest {
  /** What the devkit dies of by accident, and what gets an answer here. */
  private static final Set<String> ANSWERED =
      Set.of(
          "negative_scores", "null_velocity", "no_boxes", "no_truth", "detection_score is absent");

  private static final int LEAST_SCORED = 100;

  @TempDir Path temp;

  private Path rootOf(JsonNode problem) throws IOException {
    Path root = Files.createTempDirectory(temp, "problem");
    GoldenProblems.write(problem, root);
    return root;
  }

  private static MetricsResult run(JsonNode problem, Path root, Strictness strictness)
      throws IOException {
    DetectionConfig config = DetectionConfig.cvpr2019();
    if (problem.get("config").isObject()) {
      Path file = root.resolve("config.json");
      GoldenProblems.MAPPER.writeValue(file.toFile(), problem.get("config"));
      config = ConfigJson.read(file);
    }
    return MetricsCommand.run(
        new MetricsRequest(
            root,
            "v1.0-mini",
            problem.get("split").asText(),
            root.resolve("results_nusc.json"),
            root.resolve("out"),
            config,
            strictness,
            NanStyle.TOKEN));
  }

  @TestFactory
  Stream<DynamicTest> theDevkitsAnswer() {
    JsonNode golden = GoldenProblems.read();
    return StreamSupport.stream(golden.get("problems").spliterator(), false)
        .map(
            problem ->
                dynamicTest(
                    problem.get("name").asText(), () -> check(problem, golden.get("header"))));
  }

  private void check(JsonNode problem, JsonNode header) throws IOException {
    Path root = rootOf(problem);
    JsonNode expected = problem.get("expected");
    if (expected.has("refused")) {
      assertThatThrownBy(() -> run(problem, root, Strictness.DEVKIT))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Cannot ")
          .hasMessageContaining(", expected ")
          .message()
          .contains(
              problem.get("name").asText().equals("no_truth")
                  ? "sample_annotation"
                  : root.toString());
      assertThat(root.resolve("out")).doesNotExist();
      if (ANSWERED.contains(problem.get("name").asText())) {
        assertThat(run(problem, root, Strictness.LENIENT).score().ndScore()).isBetween(0.0, 1.0);
      }
      return;
    }
    // The devkit was patched to evaluate fewer than ten classes, which it refuses.
    boolean fewer = problem.get("name").asText().startsWith("subset ");
    run(problem, root, fewer ? Strictness.LENIENT : Strictness.DEVKIT);
    ObjectNode summary =
        (ObjectNode) DevkitFiles.read(root.resolve("out").resolve(SummaryJson.NAME));
    summary.remove(List.of("eval_time", "cfg"));
    DevkitFiles.assertClose("summary", summary, expected.get("summary"));
    assertThat(summary.get("label_aps")).isEqualTo(expected.get("summary").get("label_aps"));
    checkCurves(
        DevkitFiles.read(root.resolve("out").resolve(DetailsJson.NAME)),
        expected.get("curves"),
        header.get("curve_points"));
  }

  private static void checkCurves(JsonNode details, JsonNode expected, JsonNode points) {
    for (Map.Entry<String, JsonNode> key : details.properties()) {
      JsonNode curves = expected.get(key.getKey());
      if (curves == null) {
        assertThat(key.getValue().get("precision")).allMatch(v -> v.asDouble() == 0);
        continue;
      }
      for (Map.Entry<String, JsonNode> curve : curves.properties()) {
        JsonNode actual = key.getValue().get(curve.getKey());
        boolean whole = curve.getValue().size() == actual.size();
        DevkitFiles.assertClose(
            key.getKey() + "/" + curve.getKey(),
            whole ? actual : at(actual, points),
            curve.getValue());
      }
    }
    List<String> missing = new ArrayList<>();
    expected.fieldNames().forEachRemaining(missing::add);
    details.fieldNames().forEachRemaining(missing::remove);
    assertThat(missing).isEmpty();
  }

  private static ArrayNode at(JsonNode values, JsonNode points) {
    ArrayNode chosen = GoldenProblems.MAPPER.createArrayNode();
    points.forEach(i -> chosen.add(values.get(i.asInt())));
    return chosen;
  }

  @Test
  void thereAreEnoughOfThem() {
    long scored =
        StreamSupport.stream(GoldenProblems.read().get("problems").spliterator(), false)
            .filter(p -> p.get("expected").has("summary"))
            .count();
    assertThat(scored).isGreaterThanOrEqualTo(LEAST_SCORED);
  }
}
