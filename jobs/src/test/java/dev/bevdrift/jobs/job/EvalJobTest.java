package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.bevdrift.jobs.job.EvalFixture.Said;
import dev.bevdrift.jobs.report.SummaryJson;
import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.FiguresJson;
import dev.bevdrift.metrics.score.SliceNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EvalJob on local[2], from frames to report, with toy graphs. */
final class EvalJobTest {
  private static final String RUNGS = "single,temporal,decoded,recipe-yaw,R99-x";

  @TempDir static Path inputs;
  private static EvalFixture fixture;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() throws IOException {
    fixture = EvalFixture.in(inputs);
  }

  @Test
  void aRunWritesEverythingAndSaysWhatEachRungCosts() throws IOException {
    Path out = folder.resolve("run");
    Said said = fixture.eval(out, "--rungs", RUNGS, "--outcomes");
    assertThat(said.code()).isZero();
    assertThat(said.err()).doesNotContain("error:");
    JsonNode summary = summary(out);
    assertThat(problems(summary)).isEmpty();
    assertThat(ids(summary))
        .containsExactly(
            "original-nontemporal",
            "original",
            "original-rewrite-decoded", // a variant of the reference for a chosen rung; no other is
            // shown
            "single-again",
            "single",
            "temporal",
            "decoded",
            "recipe-yaw",
            "R99-x");
    assertThat(rung(summary, "original-rewrite-decoded").at("/metrics/mean_ap").doubleValue())
        .isGreaterThan(0.9);
    // The true boxes are what "single" finds, so it is perfect; so is a second look at it.
    JsonNode original = rung(summary, "original-nontemporal");
    assertThat(original.at("/metrics/mean_ap").doubleValue()).isGreaterThan(0.9);
    for (String id : List.of("single-again", "single", "temporal")) {
      JsonNode rung = rung(summary, id);
      assertThat(rung.path("verdict").asText()).as(id).isEqualTo("exact");
      assertThat(rung.at("/tensor_diff/max_abs").doubleValue()).as(id).isZero();
      assertThat(rung.at("/delta/nd_score").doubleValue()).as(id).isZero();
      assertThat(rung.at("/boxes/kept").intValue()).as(id).isPositive();
      assertThat(rung.path("frames").intValue()).as(id).isEqualTo(15);
    }
    // The recipe's formula turns boxes, here from 36.9 to 34.2 degrees, and changes nothing else.
    JsonNode yaw = rung(summary, "recipe-yaw");
    assertThat(yaw.path("baseline").asText()).isEqualTo("rung:single");
    assertThat(yaw.path("verdict").asText()).isEqualTo("degrades");
    assertThat(yaw.path("reason").asText()).isEqualTo("NDS falls by 0.0047");
    assertThat(yaw.at("/delta/mean_ap").doubleValue()).isZero();
    assertThat(yaw.at("/delta/tp_errors/orient_err").doubleValue())
        .isCloseTo(
            Math.atan2(0.6, 0.8) - Math.atan(1 / (1 + Math.exp(-0.75))),
            Offset.offset(1e-6)); // decoded in 32 bits
    assertThat(yaw.at("/boxes/moved").intValue()).isZero(); // less than five degrees
    assertThat(rung(summary, "decoded").path("verdict").asText()).isEqualTo("breaks");
    assertThat(yaw.at("/tensor_diff/max_abs").doubleValue()).isZero();
    assertThat(rung(summary, "R99-x").path("not_exportable").asText())
        .isEqualTo("no such operator");
    assertThat(said.out())
        .contains("recipe-yaw", "degrades", "UNATTESTED", "SYNTHETIC", "Toys <made up>");
    assertThat(said.out().lines()).allMatch(line -> line.length() <= 120 || line.contains("/"));
    assertThat(out.resolve("report.html")).content().contains("Toys &lt;made up&gt;");
    assertThat(out.resolve("report.md")).content().contains("| recipe-yaw |");
    assertThat(read(out.resolve("run.json")).path("status").asText()).isEqualTo("finished");
    assertThat(out.resolve("errors")).doesNotExist();
    assertThat(keys(read(out.resolve("submission/single/results_nusc.json")).path("results")))
        .startsWith("sample-0-0", "sample-1-0", "sample-2-0")
        .hasSize(15);
    assertThat(read(out.resolve("metrics/single/metrics_summary.json")).path("mean_ap"))
        .isEqualTo(rung(summary, "single").at("/metrics/mean_ap"));
    assertThat(out.resolve("metrics/single/metrics_details.json")).content().contains("car:0.5");
    assertThat(out.resolve("metrics/single/confusion.json")).content().contains("\"missed\"");
    assertThat(out.resolve("outcomes/single.parquet")).isNotEmptyFile();
    assertThat(out.resolve("outcomes/single-again.parquet")).isNotEmptyFile();
    assertThat(out.resolve("outcomes/R99-x.parquet")).doesNotExist();
    slicesAreTheSummarys(out, summary);
    differencesAreTold(summary);
  }

  /** What stands in summary.json beside the sizes of the differences. */
  private static void differencesAreTold(JsonNode summary) {
    JsonNode same = rung(summary, "temporal").at("/tensor_diff/outputs/all_bbox_preds");
    assertThat(same.path("relative").doubleValue()).isZero();
    assertThat(same.path("snr_db").isNull()).isTrue();
    assertThat(same.path("worst").isNull()).isTrue();
    assertThat(same.path("beyond_tolerance").doubleValue()).isZero();
    assertThat(same.path("nan").intValue()).isZero();
    assertThat(same.at("/quantiles/p999").doubleValue()).isZero();
    // Every element of every frame is counted, and a temporal rung's frame by frame.
    assertThat(sum(same.at("/histogram/counts"))).isPositive();
    assertThat(same.path("growth")).hasSize(3);
    assertThat(same.at("/growth/2/frames").intValue()).isEqualTo(5);
    JsonNode single = rung(summary, "single").at("/tensor_diff/outputs/all_bbox_preds");
    assertThat(single.path("growth")).isEmpty();
    assertThat(sum(single.at("/histogram/counts"))).isEqualTo(sum(same.at("/histogram/counts")));
    JsonNode turned = rung(summary, "recipe-yaw").path("shifts");
    double degrees = Math.toDegrees(Math.atan2(0.6, 0.8) - Math.atan(1 / (1 + Math.exp(-0.75))));
    assertThat(turned.at("/yaw_deg/max").doubleValue())
        .isCloseTo(degrees, Offset.offset(1e-4)); // decoded in 32 bits
    assertThat(turned.at("/yaw_deg/p50").doubleValue())
        .isCloseTo(degrees, Offset.offset(degrees / 32));
    assertThat(turned.at("/centre_m/max").doubleValue()).isZero();
    assertThat(sum(turned.at("/score/histogram/counts")))
        .isEqualTo(rung(summary, "recipe-yaw").at("/boxes/kept").longValue());
    assertThat(rung(summary, "recipe-yaw").at("/boxes/attribute_flipped").intValue()).isZero();
    JsonNode decoded = rung(summary, "decoded");
    for (String property : List.of("distance", "speed", "class", "scene", "vehicle", "weather")) {
      long kept = 0;
      long lost = 0;
      for (JsonNode slice : decoded.path("box_slices")) {
        boolean counts = slice.path("slice").asText().startsWith(property + "/");
        kept += counts ? slice.at("/boxes/kept").longValue() : 0;
        lost += counts ? slice.at("/boxes/lost").longValue() : 0;
      }
      assertThat(kept).as(property).isEqualTo(decoded.at("/boxes/kept").longValue());
      assertThat(lost).as(property).isEqualTo(decoded.at("/boxes/lost").longValue());
    }
    assertThat(summary.at("/worst_frames/0/rung").asText()).isEqualTo("decoded");
    assertThat(summary.at("/worst_frames/0/score").doubleValue()).isPositive();
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.longValue();
    }
    return sum;
  }

  /** What summary.json says stands in figures.json, and the report reads the same. */
  private static void slicesAreTheSummarys(Path out, JsonNode summary) throws IOException {
    Figures figures =
        FiguresJson.parse("figures.json", Files.readString(out.resolve("figures.json")));
    for (String id : List.of("single", "decoded", "recipe-yaw")) {
      JsonNode rung = rung(summary, id);
      FigureKey own = FigureKey.of(id, SliceNames.ALL);
      FigureKey delta = FigureKey.delta(id, figures.baselines(id).get(0), SliceNames.ALL);
      assertThat(figures.value(own, "nd_score"))
          .isEqualTo(rung.at("/metrics/nd_score").doubleValue());
      assertThat(figures.value(delta, "orient_err"))
          .isEqualTo(rung.at("/delta/tp_errors/orient_err").doubleValue());
      for (JsonNode slice : rung.path("slices")) {
        assertThat(
                figures.value(FigureKey.of(id, slice.path("slice").asText()), "nd_score_present"))
            .isEqualTo(slice.at("/metrics/nd_score_present").doubleValue());
      }
    }
    assertThat(figures.slices("single"))
        .contains("all", "distance/0-10", "class/car", "light/unknown", "location/unknown");
  }

  @Test
  void partitionsAndChunksDoNotChangeAByte() throws IOException {
    fixture.eval(folder.resolve("one"), "--rungs", RUNGS, "--partitions", "1");
    fixture.eval(
        folder.resolve("seven"), "--rungs", RUNGS, "--partitions", "7", "--chunk-frames", "2");
    Map<String, byte[]> one = bytes(folder.resolve("one"));
    Map<String, byte[]> seven = bytes(folder.resolve("seven"));
    assertThat(one.keySet()).isEqualTo(seven.keySet()).hasSizeGreaterThan(25);
    one.forEach((name, bytes) -> assertThat(seven.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void anUnfinishedRunGoesOnWhereItStoppedAndEndsTheSame() throws IOException {
    Path out = folder.resolve("run");
    fixture.eval(out, "--rungs", RUNGS);
    Map<String, byte[]> before = bytes(out);
    assertThat(fixture.eval(out, "--rungs", RUNGS).err()).contains("it holds a finished run");
    Files.delete(out.resolve("summary.json"));
    Files.delete(out.resolve("diff/scene-3-0.parquet"));
    Files.delete(out.resolve("predictions/scene-3-0.parquet"));
    var kept = Files.getLastModifiedTime(out.resolve("predictions/scene-2-0.parquet"));
    assertThat(fixture.eval(out, "--rungs", "single").err())
        .contains("its input rungs is another one");
    assertThat(fixture.eval(out, "--rungs", RUNGS).code()).isZero();
    assertThat(Files.getLastModifiedTime(out.resolve("predictions/scene-2-0.parquet")))
        .isEqualTo(kept);
    Map<String, byte[]> after = bytes(out);
    before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void scenesAndLimitChooseFrames() throws IOException {
    Path out = folder.resolve("run");
    Said said =
        fixture.eval(
            out, "--rungs", "single", "--scenes", "scene-1,scene-4", "--limit", "4", "--json");
    assertThat(said.code()).isZero();
    JsonNode summary = new ObjectMapper().readTree(said.out());
    assertThat(summary).isEqualTo(summary(out));
    assertThat(summary.at("/ran/frames").intValue()).isEqualTo(4);
    assertThat(keys(read(out.resolve("submission/single/results_nusc.json")).path("results")))
        .containsExactly("sample-1-0", "sample-4-0", "sample-1-1", "sample-1-2");
  }

  @Test
  void aRungCanStandInForTheOriginal() throws IOException {
    Path out = folder.resolve("run");
    Said said =
        EvalFixture.run(
            "--frames",
            fixture.frames.toString(),
            "--ladder",
            fixture.ladder.toString(),
            "--reference",
            "rung:single",
            "--out",
            out.toString(),
            "--rungs",
            "temporal,decoded");
    assertThat(said.err()).doesNotContain("error:");
    JsonNode summary = summary(out);
    assertThat(problems(summary)).isEmpty();
    assertThat(rung(summary, "single").path("kind").asText()).isEqualTo("original");
    assertThat(rung(summary, "temporal").path("baseline").asText()).isEqualTo("rung:single");
    assertThat(rung(summary, "temporal").at("/tensor_diff/max_abs").doubleValue())
        .isGreaterThan(1); // its second frames see a previous BEV
    JsonNode bev = rung(summary, "temporal").at("/tensor_diff/outputs/bev_embed");
    assertThat(bev.at("/growth/0/max_abs").doubleValue()).isZero();
    assertThat(bev.at("/growth/1/max_abs").doubleValue()).isPositive();
    assertThat(bev.at("/worst/element")).hasSize(3);
    assertThat(bev.at("/worst/sample_token").asText()).startsWith("sample-");
    assertThat(bev.path("relative").doubleValue()).isPositive();
    assertThat(summary.path("attested").booleanValue()).isFalse();
  }

  @Test
  void aDryRunWritesNothing() {
    Path out = folder.resolve("run");
    Said said = fixture.eval(out, "--rungs", "single", "--dry-run");
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("Would run 15 frames of 5 scenes through 2 graphs");
    assertThat(out).doesNotExist();
  }

  private static Map<String, byte[]> bytes(Path run) throws IOException {
    Map<String, byte[]> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        // Times and settings: the page shows those of run.json; its figures are summary.json's.
        if (!name.equals("run.json") && !name.equals("report.html")) {
          found.put(name, Files.readAllBytes(file));
        }
      }
    }
    return found;
  }

  static List<String> problems(JsonNode summary) throws IOException {
    try (InputStream stream =
        SummaryJson.class.getResourceAsStream("/dev/bevdrift/jobs/schema/summary.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(stream)
          .validate(summary)
          .stream()
          .map(Object::toString)
          .toList();
    }
  }

  static JsonNode summary(Path run) throws IOException {
    return read(run.resolve("summary.json"));
  }

  private static JsonNode read(Path file) throws IOException {
    return new ObjectMapper()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature())
        .readTree(file.toFile());
  }

  private static List<String> ids(JsonNode summary) {
    List<String> ids = new ArrayList<>();
    summary.path("rungs").forEach(rung -> ids.add(rung.path("id").asText()));
    return ids;
  }

  private static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  static JsonNode rung(JsonNode summary, String id) {
    for (JsonNode rung : summary.path("rungs")) {
      if (rung.path("id").asText().equals(id)) {
        return rung;
      }
    }
    throw new AssertionError("no rung " + id);
  }
}
