package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.command.MetricsResult;
import java.util.List;

/**
 * A score against the annotations of frames.
 *
 * @param result the figures
 * @param meta what is known of the detector; an object
 * @param notes what a reader should know, a line each
 * @param failedFrames frames that are missing because the run failed in them
 */
public record FramesResult(
    MetricsResult result, JsonNode meta, List<String> notes, int failedFrames) {
  public FramesResult {
    notes = List.copyOf(notes);
  }
}
