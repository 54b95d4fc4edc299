package dev.bevdrift.metrics.nuscenes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sample tokens of a submission, without its boxes. */
public final class SubmissionTokens {
  private SubmissionTokens() {}

  /**
   * The tokens of a submission that are none of some samples, in the order of the file.
   *
   * @param file a submission that {@link SubmissionJson} has read
   */
  public static List<String> notAmong(Samples samples, Path file) {
    List<String> others = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean results = json.currentName().equals("results");
        json.nextToken();
        if (results) {
          others.clear();
          results(json, samples, others);
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new InputException(
          "Cannot read " + file + ": " + e.getMessage() + ", expected a submission", e);
    }
    return others;
  }

  private static void results(JsonParser json, Samples samples, List<String> others)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      if (samples.indexOf(json.currentName()).isEmpty()) {
        others.add(json.currentName());
      }
      json.nextToken();
      json.skipChildren();
    }
  }
}
