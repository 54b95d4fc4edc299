package dev.bevdrift.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ReportsTest {
  static JsonSchema schema() throws IOException {
    try (InputStream stream =
        SummaryJson.class.getResourceAsStream("/dev/bevdrift/jobs/schema/summary.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(stream);
    }
  }

  @Test
  void summariesFollowTheirSchema() throws IOException {
    for (Summary summary :
        List.of(
            SummaryFixtures.withFigures(),
            SummaryFixtures.numericsOnly(),
            SummaryFixtures.incomplete())) {
      JsonNode tree = new ObjectMapper().readTree(SummaryJson.text(summary));
      assertThat(schema().validate(tree)).isEmpty();
    }
  }

  @Test
  void theSchemaRefusesWhatIsNoSummary() throws IOException {
    JsonNode tree =
        new ObjectMapper()
            .readTree(
                SummaryJson.text(SummaryFixtures.withFigures()).replace("\"exact\"", "\"fine\""));
    assertThat(schema().validate(tree)).isNotEmpty();
  }

  @Test
  void summarySaysWhatWasMeasured() {
    JsonNode tree = SummaryJson.tree(SummaryFixtures.withFigures());
    JsonNode yaw = rung(tree, "R11-sigmoid-atan-yaw");
    assertThat(yaw.path("verdict").asText()).isEqualTo("breaks");
    assertThat(yaw.at("/delta/tp_errors/orient_err").doubleValue())
        .isCloseTo(0.92, Offset.offset(1e-12)); // one subtraction
    assertThat(yaw.at("/boxes/moved").intValue()).isEqualTo(3800);
    JsonNode faithful = rung(tree, "faithful");
    assertThat(faithful.at("/tensor_diff/max_abs").doubleValue())
        .isEqualTo(faithful.at("/tensor_diff/outputs/all_bbox_preds/max_abs").doubleValue());
    assertThat(rung(tree, "original").path("delta").isNull()).isTrue();
    assertThat(rung(tree, "R99-<odd>").path("metrics").isNull()).isTrue();
    assertThat(rung(tree, "R99-<odd>").path("not_exportable").asText()).contains("Expand");
  }

  @Test
  void numericsOnlyHasNoFiguresAndNoVerdicts() {
    JsonNode tree = SummaryJson.tree(numericsOnlyAsEvalMakesIt());
    for (JsonNode rung : tree.path("rungs")) {
      assertThat(rung.path("metrics").isNull()).isTrue();
      assertThat(rung.path("delta").isNull()).isTrue();
    }
    assertThat(rung(tree, "faithful").at("/boxes/kept").intValue()).isEqualTo(4000);
  }

  private static Summary numericsOnlyAsEvalMakesIt() {
    return SummaryFixtures.numericsOnly();
  }

  @Test
  void theTableIsPlainAndFits120Columns() {
    String text = ConsoleTable.text(SummaryFixtures.withFigures());
    assertThat(text.lines()).allMatch(line -> line.length() <= 120);
    assertThat(text).matches("(?s)[\\x20-\\x7e\\n]*"); // no colour codes, no wide characters
    assertThat(text.lines().filter(line -> line.startsWith("R11-sigmoid-atan-yaw")).toList())
        .singleElement()
        .asString()
        .contains("0.4000", "0.3690", "-0.0810", "3800", "breaks");
    assertThat(text.lines().skip(3)).first().asString().startsWith("faithful-again (A/A)");
  }

  @Test
  void theHtmlIsOneEscapedFile() throws IOException {
    String html = html(SummaryFixtures.incomplete());
    assertThat(html).doesNotContain("<odd>", "<pictures>", "<cut>", "<3>");
    assertThat(html).contains("R99-&lt;odd&gt;", "INCOMPLETE", "UNATTESTED", "SYNTHETIC");
    // Nothing is loaded: the page opens offline.
    assertThat(html.replace(charts(), ""))
        .doesNotContain("src=", "<link rel=\"stylesheet", "@import", "url(", "https:", "import(")
        .containsOnlyOnce("http:") // the name of SVG's vocabulary
        .contains("http://www.w3.org/2000/svg");
    assertThat(html.length()).isLessThan(1_000_000);
    // For people who want to look at it.
    Files.writeString(Path.of("target", "report-fixture.html"), html);
  }

  private static String html(Summary summary) {
    return ReportFiles.html(SummaryTree.of(SummaryJson.tree(summary)), PageParts.none());
  }

  @Test
  void theSummaryHasTheMainSlicesOfEachRung() {
    JsonNode tree = SummaryJson.tree(SummaryFixtures.withFigures());
    JsonNode slices = rung(tree, "R11-sigmoid-atan-yaw").path("slices");
    // All, two by light, and of sixteen drives the twelve with most true boxes.
    assertThat(slices).hasSize(1 + 2 + 12);
    assertThat(slices.get(2).path("slice").asText()).isEqualTo("light/night");
    assertThat(slices.get(2).at("/delta/nd_score_present").doubleValue())
        .isCloseTo(-0.243, Offset.offset(1e-12)); // one subtraction, one product
    assertThat(slices.findValuesAsText("slice"))
        .contains("log/fog", "log/drive-4", "log/drive-14")
        .doesNotContain("log/drive-3");
    assertThat(rung(tree, "original").at("/slices/0/delta").isNull()).isTrue();
    assertThat(rung(tree, "R99-<odd>").path("slices")).isEmpty();
    assertThat(rung(SummaryJson.tree(SummaryFixtures.numericsOnly()), "faithful").path("slices"))
        .isEmpty();
  }

  @Test
  void reportsSayWhichSlicePays() {
    // The slice that is too small loses most and is left out; what loses nothing names no slice.
    assertThat(ReportFiles.markdown(SummaryFixtures.withFigures()))
        .contains("| R11-sigmoid-atan-yaw | -0.0810 | light/night -0.2430, log/drive-4 -0.0810,")
        .doesNotContain("| faithful | 0 |");
    String html = html(SummaryFixtures.withFigures());
    assertThat(html)
        .contains("Which slice pays", "<td class=\"breaks\" title=\"\">-0.2430</td>")
        .contains("<td class=\"small\" title=\"too small: scenes with true boxes: 1\">-0.7290</td>")
        .doesNotContain("\"slices\":");
    assertThat(html(SummaryFixtures.numericsOnly())).doesNotContain("Which slice pays");
  }

  @Test
  void theLibraryDoesNotEndTheScriptElement() throws IOException {
    assertThat(charts()).doesNotContainIgnoringCase("</script").doesNotContain("<!--");
  }

  private static String charts() throws IOException {
    try (InputStream stream = ReportFiles.class.getResourceAsStream(ReportFiles.CHARTS)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theMarkdownKeepsItsTableWhole() {
    String text = ReportFiles.markdown(SummaryFixtures.incomplete());
    String ladder = text.substring(0, text.indexOf("Which slice pays"));
    List<String> rows = ladder.lines().filter(line -> line.startsWith("| ")).toList();
    assertThat(rows.stream().filter(row -> row.startsWith("| R")))
        .allMatch(row -> row.replace("\\|", "").chars().filter(c -> c == '|').count() == 14);
    assertThat(text).contains("UNATTESTED", "INCOMPLETE", "Expand: invalid \\| shape &lt;3&gt;");
    assertThat(text).startsWith("## bevdrift: 2 of 6 rungs safe, 2 break, 1 degrades, 1 open");
  }

  @Test
  void theMarkdownOfFortyRungsFoldsItsTableAndFitsAComment() {
    ObjectNode tree = SummaryJson.tree(SummaryFixtures.incomplete());
    ArrayNode rungs = (ArrayNode) tree.path("rungs");
    JsonNode breaks = rung(tree, "O2-bake-visibility");
    for (int i = 0; i < 40; i++) {
      ObjectNode copy = breaks.deepCopy();
      copy.put("id", "R" + i + "-one-more-rewrite-with-a-long-name");
      rungs.add(copy);
    }
    String text = ReportFiles.markdown(tree);
    assertThat(text.length()).isLessThan(65_536 / 2);
    assertThat(text).contains("- and 34 more, in the table", "<summary>The ladder: 50 rows");
    int opened = text.split("<details>", -1).length;
    assertThat(text.split("</details>", -1)).hasSize(opened);
    // A short one stands open.
    assertThat(ReportFiles.markdown(SummaryFixtures.withFigures())).doesNotContain("The ladder:");
  }

  private static JsonNode rung(JsonNode tree, String id) {
    for (JsonNode rung : tree.path("rungs")) {
      if (rung.path("id").asText().equals(id)) {
        return rung;
      }
    }
    throw new AssertionError("no rung " + id);
  }
}
