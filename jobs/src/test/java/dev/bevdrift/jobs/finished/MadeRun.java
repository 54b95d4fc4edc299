package dev.bevdrift.jobs.finished;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.score.FigureKey;
import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.FiguresJson;
import dev.bevdrift.metrics.score.SliceInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A finished run made up by hand, for tests: rungs with figures, conditions, a noise floor. */
public final class MadeRun {
  public static final String FLOOR = "faithful-again";
  private static final SliceInfo ENOUGH =
      new SliceInfo(500, 900, 60, 20, SliceInfo.Size.ENOUGH, "");
  private static final SliceInfo SMALL =
      new SliceInfo(5, 9, 3, 2, SliceInfo.Size.TOO_SMALL, "too small: true boxes: 5");

  private final String name;
  private final Map<FigureKey, Map<String, Double>> figures = new TreeMap<>();
  private final Map<String, ObjectNode> rungs = new LinkedHashMap<>();
  private final ObjectNode summary = new ObjectMapper().createObjectNode();
  private final ObjectNode run = new ObjectMapper().createObjectNode();

  private MadeRun(String name) {
    this.name = name;
    summary.put("schema_version", 1).put("status", "complete").put("mode", "figures");
    ObjectNode ran = summary.putObject("ran");
    ran.put("provider", "cpu").put("tf32", false).put("frames", 64);
    ran.putObject("model")
        .put("name", "micro")
        .put("config_sha256", "c".repeat(64))
        .put("checkpoint_sha256", "d".repeat(64));
    ran.putObject("data").put("name", "world").put("version", "v1").put("split", "val");
    run.put("fingerprint", "f".repeat(64)).put("finished_utc", "2026-11-25T03:00:00Z");
    run.putObject("inputs")
        .put("bevdrift", "0.1.0")
        .put("frames_dataset", "1".repeat(64))
        .put("frames_index", "2".repeat(64))
        .put("intra_op_threads", "1")
        .put("ladder", "3".repeat(64))
        .put("limit", "0")
        .put("onnxruntime", "1.24.2")
        .put("reference", "4".repeat(64))
        .put("scenes", "");
    run.putObject("machine").put("arch", "amd64").put("cpu", "Toy CPU");
    row(FLOOR, "floor").put("baseline", "rung:faithful");
  }

  public static MadeRun named(String name) {
    return new MadeRun(name);
  }

  private ObjectNode row(String id, String kind) {
    return rungs.computeIfAbsent(
        id,
        none ->
            new ObjectMapper()
                .createObjectNode()
                .put("id", id)
                .put("kind", kind)
                .put("frames", 64)
                .put("failed_frames", 0));
  }

  /** One figure of a rung in a slice. */
  public MadeRun with(String rung, String slice, String figure, double value) {
    row(rung, "rung");
    figures.computeIfAbsent(FigureKey.of(rung, slice), none -> new TreeMap<>()).put(figure, value);
    return this;
  }

  /** One figure of a rung over every box. */
  public MadeRun with(String rung, String figure, double value) {
    return with(rung, "all", figure, value);
  }

  /** What a figure differed by when the graph ran twice. */
  public MadeRun noise(String slice, String figure, double difference) {
    figures
        .computeIfAbsent(FigureKey.delta(FLOOR, "faithful", slice), none -> new TreeMap<>())
        .put(figure, difference);
    return this;
  }

  /** The row of a rung in summary.json. */
  public ObjectNode rung(String id) {
    return row(id, "rung");
  }

  /** A rung that the exporter could not make. */
  public MadeRun notExportable(String id, String message) {
    row(id, "not_exportable").put("not_exportable", message).put("frames", 0);
    return this;
  }

  /** The tree of summary.json, to be changed. */
  public ObjectNode summary() {
    return summary;
  }

  /** The tree of run.json, to be changed. */
  public ObjectNode run() {
    return run;
  }

  /** When it ended. */
  public MadeRun endedAt(String instant) {
    run.put("finished_utc", instant);
    return this;
  }

  private ObjectNode whole() {
    summary.putArray("rungs").addAll(rungs.values());
    return summary;
  }

  private String figures() {
    Map<FigureKey, FigureSet> sets = new TreeMap<>();
    figures.forEach(
        (key, values) ->
            sets.put(
                key,
                FigureSet.of(key.slice().startsWith("log/") ? SMALL : ENOUGH, values, Map.of())));
    return FiguresJson.text(Figures.of(sets));
  }

  public FinishedRun finished() {
    return FinishedRun.of(name, name, whole().deepCopy(), run.deepCopy(), figures());
  }

  /** Writes it as a run folder. */
  public Path write(Path parent) throws IOException {
    Path folder = Files.createDirectories(parent.resolve(name));
    Files.writeString(folder.resolve("summary.json"), whole().toPrettyString());
    Files.writeString(folder.resolve("run.json"), run.toPrettyString());
    Files.writeString(folder.resolve("figures.json"), figures());
    return folder;
  }
}
