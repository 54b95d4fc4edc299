package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.command.MetricsResult;
import java.util.List;
import java.util.Optional;

/**
 * A score against the annotations of frames.
 *
 * @param result the figures
 * @param meta what is known of the detector; an object
 * @param notes what a reader should know, a line each
 * @param failedFrames frames that are missing because the run failed in them
 * @param scenes what else the frames say; empty where no machine held them all
 */
public record FramesResult(
    MetricsResult result,
    JsonNode meta,
    List<String> notes,
    int failedFrames,
    Optional<FrameFacts> scenes) {
  public FramesResult {
    notes = List.copyOf(notes);
  }
}
