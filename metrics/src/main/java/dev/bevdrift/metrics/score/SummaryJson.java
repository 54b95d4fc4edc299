package dev.bevdrift.metrics.score;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.metrics.box.TpError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes {@code metrics_summary.json} with the devkit's names and layout. */
public final class SummaryJson {
  /** The file's usual name. */
  public static final String NAME = "metrics_summary.json";

  private SummaryJson() {}

  /**
   * Writes the summary.
   *
   * @param file where; it appears when whole
   * @param score the figures
   * @param meta the submission's {@code meta} object, copied as it is
   * @param evalTimeS seconds that the evaluation took
   * @param nan how undefined errors are written
   */
  public static void write(
      Path file, DetectionScore score, JsonNode meta, double evalTimeS, NanStyle nan) {
    FigureWriter.write(
        file,
        json -> {
          json.setCodec(new ObjectMapper());
          json.writeStartObject();
          writeClasses(json, score, nan);
          json.writeObjectFieldStart("tp_errors");
          for (TpError which : TpError.values()) {
            field(json, which.jsonName(), score.tpError(which), nan);
          }
          json.writeEndObject();
          json.writeObjectFieldStart("tp_scores");
          for (TpError which : TpError.values()) {
            field(json, which.jsonName(), score.tpScore(which), nan);
          }
          json.writeEndObject();
          field(json, "nd_score", score.ndScore(), nan);
          field(json, "eval_time", evalTimeS, nan);
          json.writeFieldName("cfg");
          ConfigJson.write(json, score.config());
          json.writeFieldName("meta");
          json.writeTree(meta);
          json.writeEndObject();
        });
  }

  private static void writeClasses(JsonGenerator json, DetectionScore score, NanStyle nan)
      throws IOException {
    List<Double> thresholds = score.config().distanceThresholdsM();
    json.writeObjectFieldStart("label_aps");
    for (ClassScore c : score.classScores()) {
      json.writeObjectFieldStart(c.detectionClass().jsonName());
      for (int t = 0; t < thresholds.size(); t++) {
        field(json, Double.toString(thresholds.get(t)), c.ap(t), nan);
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("mean_dist_aps");
    for (ClassScore c : score.classScores()) {
      field(json, c.detectionClass().jsonName(), c.meanDistAp(), nan);
    }
    json.writeEndObject();
    field(json, "mean_ap", score.meanAp(), nan);
    json.writeObjectFieldStart("label_tp_errors");
    for (ClassScore c : score.classScores()) {
      json.writeObjectFieldStart(c.detectionClass().jsonName());
      for (TpError which : TpError.values()) {
        field(json, which.jsonName(), c.tpError(which), nan);
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void field(JsonGenerator json, String name, double value, NanStyle nan)
      throws IOException {
    json.writeFieldName(name);
    FigureWriter.number(json, value, nan);
  }
}
