package dev.bevdrift.metrics.score;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.curve.Curves;
import dev.bevdrift.metrics.curve.RecallGrid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Writes {@code metrics_details.json} with the devkit's names and layout: the curves of each class
 * and threshold under keys such as {@code car:0.5}.
 */
public final class DetailsJson {
  /** The file's usual name. */
  public static final String NAME = "metrics_details.json";

  /** The devkit's order of the error curves, which is not that of its summary. */
  private static final List<TpError> ORDER =
      List.of(TpError.TRANS, TpError.VEL, TpError.SCALE, TpError.ORIENT, TpError.ATTR);

  private DetailsJson() {}

  /** Writes the curves; the file appears when whole. */
  public static void write(Path file, DetectionScore score, NanStyle nan) {
    List<Double> thresholds = score.config().distanceThresholdsM();
    FigureWriter.write(
        file,
        json -> {
          json.writeStartObject();
          for (ClassScore c : score.classScores()) {
            for (int t = 0; t < thresholds.size(); t++) {
              json.writeObjectFieldStart(c.detectionClass().jsonName() + ":" + thresholds.get(t));
              curves(json, c.curves(t), nan);
              json.writeEndObject();
            }
          }
          json.writeEndObject();
        });
  }

  private static void curves(JsonGenerator json, Curves curves, NanStyle nan) throws IOException {
    array(json, "recall", RecallGrid::recall, nan);
    array(json, "precision", curves::precision, nan);
    array(json, "confidence", curves::confidence, nan);
    for (TpError which : ORDER) {
      array(json, which.jsonName(), i -> curves.error(which, i), nan);
    }
  }

  private static void array(JsonGenerator json, String name, IntToDoubleFunction at, NanStyle nan)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (int i = 0; i < RecallGrid.SIZE; i++) {
      FigureWriter.number(json, at.applyAsDouble(i), nan);
    }
    json.writeEndArray();
  }
}
