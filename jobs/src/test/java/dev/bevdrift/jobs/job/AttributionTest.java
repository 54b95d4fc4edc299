package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.jobs.job.EvalFixture.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each rewrite costs, with toy graphs: {@code decoded} stands for a rewrite that breaks the
 * model, {@code S9-same} for one without effect, and the recipe is both.
 */
final class AttributionTest {
  private static final String RUNGS =
      "single,decoded,S9-same,cumulative-01-S9-same,recipe-minus-decoded,recipe";

  @TempDir static Path inputs;
  private static EvalFixture fixture;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() throws IOException {
    fixture = EvalFixture.in(inputs);
    Path file = fixture.ladder.resolve("ladder.yaml");
    String text = Files.readString(file);
    String single = block(text, "single");
    String decoded = block(text, "decoded");
    Files.writeString(
        file,
        text.replace(decoded, withRewrites(decoded, "decoded", "[decoded]"))
            + withRewrites(single, "S9-same", "[S9-same]")
            + withRewrites(single, "cumulative-01-S9-same", "[S9-same]")
            + withRewrites(single, "recipe-minus-decoded", "[S9-same]")
            + withRewrites(decoded, "recipe", "[S9-same, decoded]"));
  }

  private static String block(String ladder, String id) {
    int from = ladder.indexOf("- id: " + id + "\n");
    return ladder.substring(from, ladder.indexOf("- id: ", from + 1));
  }

  private static String withRewrites(String block, String id, String rewrites) {
    return block
        .replaceFirst("- id: .*", "- id: " + id)
        .replace("rewrites: []", "rewrites: " + rewrites);
  }

  @Test
  void eachRewriteIsPricedAloneOnTheWayAndWithinTheRecipe() throws IOException {
    Path out = folder.resolve("run");
    Said said = fixture.eval(out, "--rungs", RUNGS);
    assertThat(said.err()).doesNotContain("error:");
    JsonNode summary = EvalJobTest.summary(out);
    assertThat(EvalJobTest.problems(summary)).isEmpty();
    JsonNode attribution = summary.path("attribution");
    assertThat(attribution.path("order"))
        .extracting(JsonNode::asText)
        .containsExactly("S9-same", "decoded");
    double price = EvalJobTest.rung(summary, "decoded").at("/delta/nd_score").doubleValue();
    assertThat(price).isNegative();
    JsonNode breaks = attribution.at("/rows/1");
    assertThat(breaks.path("rewrite").asText()).isEqualTo("decoded");
    for (String way :
        new String[] {
          "/alone", "/leave_one_out", "/cumulative", "/cumulative/step", "/parts/exporter_runtime"
        }) {
      isPrice(breaks.at(way), price);
    }
    isPrice(breaks.path("interaction"), 0);
    isPrice(breaks.at("/parts/rewrite"), 0);
    assertThat(breaks.at("/cumulative/rung").asText()).isEqualTo("recipe");
    assertThat(breaks.at("/cumulative/adds"))
        .extracting(JsonNode::asText)
        .containsExactly("decoded");
    assertThat(breaks.at("/leave_one_out/without"))
        .extracting(JsonNode::asText)
        .containsExactly("decoded");
    assertThat(breaks.at("/alone/low").isNull()).isTrue(); // five scenes are too few
    assertThat(breaks.path("same_graph_as").isNull()).isTrue();
    JsonNode same = attribution.at("/rows/0");
    assertThat(same.path("same_graph_as").asText()).isEqualTo("single");
    isPrice(same.path("alone"), 0);
    assertThat(same.path("leave_one_out").isNull()).isTrue();
    assertThat(same.path("parts").isNull()).isTrue();
    JsonNode whole = attribution.path("whole");
    assertThat(whole.path("against").asText()).isEqualTo("original-nontemporal");
    isPrice(whole.path("total"), price);
    isPrice(whole.path("sum"), price);
    isPrice(whole.path("interaction"), 0);
    assertThat(whole.path("missing")).isEmpty();
  }

  /** Differences of differences round in the last place. */
  private static void isPrice(JsonNode part, double price) {
    assertThat(part.path("nd_score").doubleValue()).isCloseTo(price, Offset.offset(1e-15));
  }

  @Test
  void withoutTruthGraphsAreComparedAllTheSame() throws IOException {
    Path info = fixture.frames.resolve("_dataset.json");
    String labelled = Files.readString(info);
    try {
      Files.writeString(
          info, labelled.replaceFirst("\"annotations\"( ?: ?)true", "\"annotations\"$1false"));
      assertThat(Files.readString(info)).isNotEqualTo(labelled);
      Path out = folder.resolve("run");
      Said said = fixture.eval(out, "--rungs", RUNGS);
      assertThat(said.code()).isZero();
      JsonNode summary = EvalJobTest.summary(out);
      assertThat(EvalJobTest.problems(summary)).isEmpty();
      assertThat(summary.path("mode").asText()).isEqualTo("numerics only");
      assertThat(summary.path("mode_reason").asText()).isEqualTo("the frames have no annotations");
      JsonNode decoded = EvalJobTest.rung(summary, "decoded");
      assertThat(decoded.path("metrics").isNull()).isTrue();
      assertThat(decoded.path("verdict").isNull()).isTrue();
      assertThat(decoded.at("/boxes/kept").intValue() + decoded.at("/boxes/lost").intValue())
          .isPositive();
      assertThat(decoded.path("shifts").isNull()).isFalse();
      assertThat(summary.at("/worst_frames/0/rung").asText()).isIn("decoded", "recipe");
      JsonNode attribution = summary.path("attribution");
      assertThat(attribution.at("/rows/0/same_graph_as").asText()).isEqualTo("single");
      assertThat(attribution.at("/rows/1/alone").isNull()).isTrue();
      assertThat(attribution.path("whole").isNull()).isTrue();
      assertThat(out.resolve("metrics")).doesNotExist();
    } finally {
      Files.writeString(info, labelled);
    }
  }
}
