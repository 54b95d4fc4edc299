package dev.bevdrift.metrics.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bevdrift.metrics.interval.Detectable;
import dev.bevdrift.metrics.interval.FigureDraws;
import dev.bevdrift.metrics.interval.Interval;
import dev.bevdrift.metrics.interval.MeasuredCoverage;
import dev.bevdrift.metrics.interval.Replicates;
import dev.bevdrift.metrics.score.FigureWriter;
import dev.bevdrift.metrics.score.NanStyle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Writes {@code metrics_intervals.json}, as {@code schema/metrics_intervals.schema.json} describes
 * it.
 */
public final class IntervalsJson {
  /** The file's usual name. */
  public static final String NAME = "metrics_intervals.json";

  /** Version of the format. */
  public static final int SCHEMA_VERSION = 1;

  private IntervalsJson() {}

  /** Writes a file; it appears when whole. */
  public static void write(Path file, IntervalsResult result, NanStyle nan) {
    FigureWriter.write(
        file,
        json -> {
          json.writeStartObject();
          json.writeNumberField("schema_version", SCHEMA_VERSION);
          json.writeNumberField("confidence", result.settings().confidence());
          json.writeNumberField("replicates", result.settings().replicates());
          json.writeNumberField("seed", result.settings().seed());
          json.writeNumberField("scenes", result.scenes());
          json.writeStringField("clustered_by", result.clusteredBy().text());
          json.writeNumberField("clusters", result.own().clusters());
          coverage(json, result.own().clusters());
          detectable(json, result, nan);
          json.writeObjectFieldStart("figures");
          for (String name : result.own().keys().names()) {
            figure(json, name, result.own().of(name), result, nan);
            json.writeEndObject();
          }
          json.writeEndObject();
          difference(json, result, nan);
          json.writeEndObject();
        });
  }

  private static void coverage(JsonGenerator json, int clusters) throws IOException {
    Optional<MeasuredCoverage> measured = MeasuredCoverage.of(clusters);
    if (measured.isEmpty()) {
      json.writeNullField("measured_coverage");
      return;
    }
    json.writeObjectFieldStart("measured_coverage");
    json.writeNumberField("nominal", MeasuredCoverage.NOMINAL);
    json.writeNumberField("clusters", measured.get().clusters());
    json.writeNumberField("own", measured.get().own());
    json.writeNumberField("difference", measured.get().difference());
    json.writeNumberField("worst", measured.get().worst());
    json.writeEndObject();
  }

  private static void detectable(JsonGenerator json, IntervalsResult result, NanStyle nan)
      throws IOException {
    Replicates of = result.difference().orElse(result.own());
    json.writeObjectFieldStart("detectable");
    json.writeStringField("kind", result.difference().isPresent() ? "paired" : "unpaired");
    json.writeNumberField("power", Detectable.POWER);
    for (String name : IntervalsResult.TESTED) {
      FigureDraws draws = of.of(name);
      double confidence = result.settings().confidence();
      double change =
          result.difference().isPresent()
              ? Detectable.paired(draws, confidence)
              : Detectable.unpaired(draws, confidence);
      number(json, name, draws.whyNone().isEmpty() ? change : Double.NaN, nan);
    }
    json.writeEndObject();
  }

  private static void figure(
      JsonGenerator json, String name, FigureDraws draws, IntervalsResult result, NanStyle nan)
      throws IOException {
    Optional<Interval> interval = draws.interval(result.settings().confidence());
    json.writeObjectFieldStart(name);
    number(json, "value", draws.estimate(), nan);
    if (interval.isPresent()) {
      number(json, "low", interval.get().low(), nan);
      number(json, "high", interval.get().high(), nan);
      number(json, "standard_error", draws.standardError(), nan);
    } else {
      json.writeNullField("low");
      json.writeNullField("high");
      json.writeNullField("standard_error");
      json.writeStringField("no_interval", draws.whyNone());
    }
    json.writeNumberField("clusters", draws.informative());
  }

  private static void difference(JsonGenerator json, IntervalsResult result, NanStyle nan)
      throws IOException {
    if (result.difference().isEmpty()) {
      json.writeNullField("difference");
      return;
    }
    Map<String, Double> holm = result.holm();
    json.writeObjectFieldStart("difference");
    for (String name : result.own().keys().names()) {
      FigureDraws draws = result.difference().get().of(name);
      figure(json, name, draws, result, nan);
      if (holm.containsKey(name)) {
        number(json, "p_holm", holm.get(name), nan);
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, double value, NanStyle nan)
      throws IOException {
    json.writeFieldName(name);
    FigureWriter.number(json, value, nan);
  }
}
