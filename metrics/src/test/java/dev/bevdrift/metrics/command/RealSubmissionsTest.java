package dev.bevdrift.metrics.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.DetailsJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.NanStyle;
import dev.bevdrift.metrics.score.SummaryJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two detectors' published results on real annotations give the devkit's figures. */
final class RealSubmissionsTest {
  @TempDir Path out;

  private MetricsResult run(Path data, String detector) {
    return MetricsCommand.run(
        new MetricsRequest(
            data,
            "v1.0-mini",
            "mini_val",
            data.resolve("results").resolve(detector).resolve("results_nusc.json"),
            out,
            DetectionConfig.cvpr2019(),
            Strictness.DEVKIT,
            NanStyle.TOKEN));
  }

  @Test
  void aLidarDetectorGivesItsPublishedFigures() throws IOException {
    Path data = RealFrames.folder();
    MetricsResult result = run(data, "trelpy");
    assertThat(result.score().meanAp()).isEqualTo(0.07551617930781714);
    assertThat(result.score().ndScore()).isEqualTo(0.10336284386435349);

    Path published = data.resolve("results").resolve("trelpy");
    double worst =
        assertSummary(
            DevkitFiles.read(published.resolve(SummaryJson.NAME)),
            DevkitFiles.read(out.resolve(SummaryJson.NAME)));
    double worstCurve =
        DevkitFiles.assertClose(
            "details",
            DevkitFiles.read(out.resolve(DetailsJson.NAME)),
            DevkitFiles.read(published.resolve(DetailsJson.NAME)));
    System.out.println("trelpy: largest difference " + worst + ", of curves " + worstCurve);
  }

  @Test
  void aCameraDetectorGivesTheDevkitsFigures() throws IOException {
    Path data = RealFrames.folder();
    MetricsResult result = run(data, "fastbev");
    double worst =
        assertSummary(
            DevkitFiles.read(
                data.resolve("results").resolve("fastbev").resolve("metrics_devkit.json")),
            DevkitFiles.read(out.resolve(SummaryJson.NAME)));
    System.out.println(
        "fastbev: mAP "
            + result.score().meanAp()
            + ", NDS "
            + result.score().ndScore()
            + ", largest difference "
            + worst);
  }

  private static double assertSummary(JsonNode expected, JsonNode actual) {
    ((ObjectNode) expected).remove("eval_time");
    ((ObjectNode) actual).remove("eval_time");
    // The camera detector's figures were kept without meta.
    List<String> kept = new ArrayList<>();
    expected.fieldNames().forEachRemaining(kept::add);
    ((ObjectNode) actual).retain(kept);
    return DevkitFiles.assertClose("summary", actual, expected);
  }
}
