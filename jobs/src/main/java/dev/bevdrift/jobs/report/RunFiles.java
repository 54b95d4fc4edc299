package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import org.apache.hadoop.fs.Path;

/**
 * The files of a run's folder that a page is drawn from.
 *
 * @param storage where the folder lies
 * @param root the folder
 */
record RunFiles(Storage storage, Path root) {
  /** The devkit's files spell an unknown figure NaN. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /**
   * A JSON file of the folder.
   *
   * @param name relative to the folder
   * @return the document, or a missing node when there is no such file
   * @throws InputException when the file is no JSON
   */
  JsonNode json(String name) {
    Path file = new Path(root, name);
    if (!storage.exists(file)) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(storage.readBytes(file));
    } catch (IOException malformed) {
      throw new InputException(
          "Cannot read " + file + ": it is no JSON, expected a file of a run", malformed);
    }
  }

  /** A table's file of one scene sequence. */
  Path table(String folder, String file) {
    return new Path(new Path(root, folder), file);
  }
}
