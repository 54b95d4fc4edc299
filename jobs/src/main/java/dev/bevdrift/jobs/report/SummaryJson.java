package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.jobs.verdict.PValues;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.jobs.verdict.Word;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.diff.Tolerance;
import java.util.List;

/**
 * summary.json, as {@code schema/summary.schema.json} describes it.
 *
 * <p>Keys stand in a fixed order and a value that was not measured is null, so equal runs give
 * equal bytes.
 */
public final class SummaryJson {
  /** Version of the format. */
  public static final int SCHEMA_VERSION = 1;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private SummaryJson() {}

  /** The document as indented text with a line feed at its end. */
  public static String text(Summary summary) {
    try {
      return new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(tree(summary))
              .replace("\r\n", "\n")
          + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Cannot write a JSON tree as text", impossible);
    }
  }

  /** The document as a tree. */
  public static ObjectNode tree(Summary summary) {
    ObjectNode root = NODES.objectNode();
    root.put("schema_version", SCHEMA_VERSION);
    root.put("bevdrift", summary.toolVersion());
    root.put("status", summary.complete() ? "complete" : "incomplete");
    root.put("mode", summary.hasFigures() ? "figures" : "numerics only");
    putText(root, "mode_reason", summary.numericsOnly());
    root.put("attested", summary.reference().attested());
    root.put("synthetic", summary.isSynthetic());
    root.set("notices", strings(summary.notices()));
    root.set("ran", ran(summary));
    root.set("gate", gate(summary.gate()));
    root.putObject("tolerance")
        .put("absolute", Tolerance.DEFAULT.absolute())
        .put("relative", Tolerance.DEFAULT.relative());
    root.set("floor", floor(summary));
    ArrayNode rungs = root.putArray("rungs");
    MainSlices slices = MainSlices.of(summary.figures());
    for (RungRow row : summary.rows()) {
      ObjectNode rung = rung(row, summary.hasFigures());
      rung.set("slices", SliceJson.tree(slices, row.id()));
      rungs.add(rung);
    }
    root.set("attribution", AttributionJson.tree(summary.attribution()));
    root.set("worst_frames", DiffJson.worstFrames(summary.worstFrames()));
    root.put("failed_frames", summary.failedFrames());
    ArrayNode failures = root.putArray("failures");
    for (Summary.Failure failure : summary.failures()) {
      ObjectNode node = failures.addObject();
      node.put("scene", failure.scene());
      node.put("sample_token", failure.sampleToken());
      putText(node, "rung", failure.rung());
      putText(node, "camera", failure.camera());
      node.put("stage", failure.stage());
      node.put("message", failure.message());
    }
    return root;
  }

  private static ObjectNode ran(Summary summary) {
    ObjectNode ran = NODES.objectNode();
    Summary.Model model = summary.model();
    ran.putObject("model")
        .put("name", model.name())
        .put("config_sha256", model.configSha256())
        .put("checkpoint_sha256", model.checkpointSha256())
        .put("random_weights", model.randomWeights())
        .put("synthetic", model.synthetic());
    Summary.Data data = summary.data();
    ran.putObject("data")
        .put("name", data.name())
        .put("version", data.version())
        .put("split", data.split())
        .put("synthetic", data.synthetic());
    ran.putObject("reference")
        .put("made_by", summary.reference().madeBy())
        .put("attestation", summary.reference().attestation());
    Summary.Engine runtime = summary.runtime();
    ran.putObject("versions")
        .put("bevdrift", summary.toolVersion())
        .put("onnxruntime", runtime.onnxRuntime())
        .put("spark", runtime.spark())
        .put("java", runtime.java());
    ran.put("provider", runtime.provider());
    ran.putObject("threads").put("intra_op", runtime.intraOpThreads());
    ran.put("tf32", runtime.tf32());
    ran.put("frames", data.frames());
    ran.put("scenes", data.scenes());
    return ran;
  }

  private static ObjectNode gate(GateThresholds gate) {
    ObjectNode node = NODES.objectNode();
    node.putObject("match").put("distance_m", gate.matchM()).put("min_score", gate.matchScore());
    node.putObject("moved").put("distance_m", gate.movedM()).put("yaw_deg", gate.movedDeg());
    node.putObject("harmless")
        .put("confidence", gate.confidence())
        .put("mean_ap", gate.marginMap())
        .put("nd_score", gate.marginNds())
        .put("tp_error", gate.marginError());
    node.putObject("breaks").put("nd_score", gate.breaksNds()).put("tp_error", gate.breaksError());
    node.putObject("reference").put("min_mean_ap", gate.minReferenceMap());
    return node;
  }

  private static ObjectNode floor(Summary summary) {
    for (RungRow row : summary.rows()) {
      if (row.kind() == RungRow.Kind.FLOOR) {
        ObjectNode node = NODES.objectNode();
        node.put("rung", row.id());
        SizeJson.put(node, "max_abs", row.maxAbs());
        node.set("boxes", DiffJson.boxes(row.boxes()));
        return node;
      }
    }
    return NODES.objectNode().putNull("rung");
  }

  private static ObjectNode rung(RungRow row, boolean hasFigures) {
    ObjectNode node = NODES.objectNode();
    node.put("id", row.id());
    node.put("kind", row.kind().key());
    node.set("rewrites", strings(row.rewrites()));
    putText(node, "baseline", row.baseline());
    putText(node, "not_exportable", row.message());
    node.put("frames", row.frames());
    node.put("failed_frames", row.failedFrames());
    putFigures(node, "metrics", hasFigures ? row.metrics() : SummaryFigures.UNKNOWN);
    putFigures(node, "delta", hasFigures ? row.delta() : SummaryFigures.UNKNOWN);
    if (row.interval().isKnown()) {
      ObjectNode interval = node.putObject("interval");
      putFigures(interval, "low", row.interval().low());
      putFigures(interval, "high", row.interval().high());
      putP(interval, row.interval().p());
      putFigures(interval, "se", row.interval().error());
    } else {
      node.putNull("interval");
    }
    if (row.isCompared()) {
      node.set("tensor_diff", DiffJson.tensors(row.tensors()));
      node.set("boxes", DiffJson.boxes(row.boxes()));
      node.set("shifts", DiffJson.shifts(row.shifts()));
      node.set("box_slices", DiffJson.slices(row.boxSlices()));
    } else {
      node.putNull("tensor_diff");
      node.putNull("boxes");
      node.putNull("shifts");
      node.putNull("box_slices");
    }
    row.forced().ifPresent(forced -> putForced(node, forced, hasFigures));
    Word word = row.judgement().word();
    putText(node, "verdict", word.text());
    putText(node, "reason", row.judgement().reason());
    return node;
  }

  private static void putForced(ObjectNode rung, TeacherForced forced, boolean hasFigures) {
    ObjectNode node = rung.putObject("teacher_forced");
    node.put("teacher", forced.teacher()).put("frames", forced.frames());
    putFigures(node, "delta", hasFigures ? forced.delta() : SummaryFigures.UNKNOWN);
    node.set("tensor_diff", DiffJson.tensors(forced.tensors()));
    node.set("boxes", DiffJson.boxes(forced.boxes()));
  }

  private static void putFigures(ObjectNode parent, String key, SummaryFigures figures) {
    if (!figures.isKnown()) {
      parent.putNull(key);
      return;
    }
    ObjectNode node = parent.putObject(key);
    SizeJson.put(node, "mean_ap", figures.meanAp());
    SizeJson.put(node, "nd_score", figures.ndScore());
    ObjectNode errors = node.putObject("tp_errors");
    for (TpError error : TpError.values()) {
      SizeJson.put(errors, error.jsonName(), figures.error(error));
    }
  }

  private static void putP(ObjectNode parent, PValues p) {
    ObjectNode node = parent.putObject("p_holm");
    SizeJson.put(node, "nd_score", p.ndScore());
    SizeJson.put(node, "mean_ap", p.meanAp());
    SizeJson.put(node, "orient_err", p.orientErr());
    SizeJson.put(node, "vel_err", p.velErr());
  }

  private static void putText(ObjectNode node, String key, String text) {
    if (text.isEmpty()) {
      node.putNull(key);
    } else {
      node.put(key, text);
    }
  }

  private static ArrayNode strings(List<String> texts) {
    ArrayNode array = NODES.arrayNode();
    texts.forEach(array::add);
    return array;
  }
}
