package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.jobs.table.PredictionsTable;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** The frames that summary.json names as the worst, with pictures and boxes out of the tables. */
final class WorstFrames {
  /** Frames that a page shows. */
  static final int MOST = 12;

  private final RunFiles run;
  private final SummaryTree summary;
  private final Path frames;
  private final double leastScore;

  private WorstFrames(RunFiles run, SummaryTree summary, Path frames) {
    this.run = run;
    this.summary = summary;
    this.frames = frames;
    this.leastScore = SummaryTree.number(summary.root(), "/gate/match/min_score");
  }

  /**
   * Reads at most {@value #MOST} frames.
   *
   * @param frames the folder of frames that the run took
   * @return {@code frames[]} in the summary's order and a {@code note} when they cannot be shown
   */
  static ObjectNode read(RunFiles run, SummaryTree summary, Path frames) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    JsonNode worst = summary.root().path("worst_frames");
    if (worst.isEmpty()) {
      return node;
    }
    try {
      new WorstFrames(run, summary, frames).into(node, worst);
    } catch (InputException unreadable) {
      // The figures don't need the pictures; a moved folder must not cost the report.
      node.put("note", unreadable.getMessage());
    }
    return node;
  }

  private void into(ObjectNode node, JsonNode worst) {
    Map<String, JsonNode> wanted = new LinkedHashMap<>();
    for (JsonNode entry : worst) {
      if (wanted.size() < MOST) {
        wanted.putIfAbsent(entry.path("sample_token").asText(), entry);
      }
    }
    Map<String, ObjectNode> found = new LinkedHashMap<>();
    for (IndexRow file : IndexTable.read(run.storage(), frames)) {
      if (wanted.values().stream().anyMatch(entry -> isOf(entry, file))) {
        found.putAll(pictures(file, wanted));
      }
    }
    ArrayNode classes = node.putArray("classes");
    EgoBox.CLASSES.forEach(classes::add);
    wanted.keySet().stream()
        .filter(found::containsKey)
        .forEach(token -> node.withArray("/frames").add(found.get(token)));
    if (found.size() < wanted.size()) {
      node.put(
          "note",
          "of " + wanted.size() + " worst frames, " + found.size() + " are among the frames");
    }
  }

  private static boolean isOf(JsonNode entry, IndexRow file) {
    String scene = entry.path("scene").asText();
    return scene.equals(file.sceneName()) || scene.equals(file.sceneToken());
  }

  private Map<String, ObjectNode> pictures(IndexRow file, Map<String, JsonNode> wanted) {
    Map<String, ObjectNode> found = new LinkedHashMap<>();
    Map<String, List<PredictionRow>> boxes = boxes(file, wanted);
    try (CloseableIterator<Frame> rows =
        FramesTable.read(run.storage(), new Path(frames, file.file()))) {
      while (rows.hasNext()) {
        Frame frame = rows.next();
        JsonNode entry = wanted.get(frame.sampleToken());
        if (entry != null) {
          StoredImages images = StoredImages.in(run.storage());
          List<PredictionRow> own = boxes.getOrDefault(frame.sampleToken(), List.of());
          String baseline =
              summary
                  .row(entry.path("rung").asText())
                  .map(row -> SummaryTree.baselineRow(row))
                  .orElse("");
          found.put(
              frame.sampleToken(),
              FramePicture.of(frame, own, leastScore, images).json(entry, baseline));
        }
      }
    }
    return found;
  }

  private Map<String, List<PredictionRow>> boxes(IndexRow file, Map<String, JsonNode> wanted) {
    Map<String, List<PredictionRow>> bySample = new LinkedHashMap<>();
    Path table = run.table("predictions", file.file());
    if (!run.storage().exists(table)) {
      return bySample;
    }
    try (CloseableIterator<PredictionRow> rows = PredictionsTable.read(run.storage(), table)) {
      while (rows.hasNext()) {
        PredictionRow row = rows.next();
        if (wanted.containsKey(row.sampleToken())) {
          bySample.computeIfAbsent(row.sampleToken(), any -> new ArrayList<>()).add(row);
        }
      }
    }
    bySample
        .values()
        .forEach(
            own -> own.sort(Comparator.comparingDouble(PredictionRow::detectionScore).reversed()));
    return bySample;
  }
}
