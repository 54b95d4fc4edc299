package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.config.RuntimeChange;
import dev.bevdrift.jobs.run.CodeHash;
import dev.bevdrift.jobs.run.Fingerprint;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.LadderFile;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.Device;
import dev.bevdrift.udf.model.Hardware;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * Names of results: two are equal only if everything that decides a rung's boxes and differences on
 * a scene is. Files go in by their hashes, settings by their text, our own code by its hash.
 */
final class CacheKeys {
  private static final String KEY = "key";

  private final EvalTask task;
  private final Ladder ladder;
  private final Map<String, String> machine;

  private CacheKeys(EvalTask task, Ladder ladder, Map<String, String> machine) {
    this.task = task;
    this.ladder = ladder;
    this.machine = machine;
  }

  /** The keys of a task on a device. */
  static CacheKeys of(EvalTask task, Ladder ladder, Device device) {
    Hardware hardware = Hardware.of(device);
    Map<String, String> parts = new TreeMap<>();
    parts.put("code", CodeHash.sha256());
    parts.put("onnxruntime", BevModel.runtimeVersion());
    parts.put("java", System.getProperty("java.vm.version"));
    parts.put("arch", System.getProperty("os.arch"));
    parts.put("provider", device.provider().name());
    parts.put("device", hardware.name());
    parts.put("driver", hardware.driver());
    parts.put(
        "runtime",
        task.options().runtime().on(device.provider()).onDevice(0).withMaxSessions(0).toString());
    return new CacheKeys(task, ladder, parts);
  }

  /** What a scene brings: its frames, how many of them are run, and its reference. */
  Map<String, String> scene(SceneUnit unit) {
    Map<String, String> parts = new TreeMap<>();
    Storage storage = task.storage();
    parts.put("scene_frames", storage.sha256(new Path(task.options().frames(), unit.file())));
    parts.put("scene_limit", Integer.toString(unit.frames()));
    if (task.options().reference() instanceof ReferenceChoice.Tables tables) {
      parts.put("scene_reference", storage.sha256(new Path(tables.location(), unit.file())));
    }
    return parts;
  }

  /**
   * All that decides a rung's results on a scene, by name.
   *
   * @param scene what {@link #scene} gave
   */
  Map<String, String> parts(GraphRung rung, Map<String, String> scene) {
    Map<String, String> parts = model(rung);
    parts.putAll(scene);
    parts.put("baseline_decoding", decoding(EvalTask.baselineRow(task.options(), rung)));
    parts.put("compared_with", EvalTask.baselineText(task.options(), rung));
    ladder
        .rung(EvalTask.baselineRow(task.options(), rung))
        .filter(GraphRung.class::isInstance)
        .ifPresent(baseline -> parts.putAll(graph("baseline_", (GraphRung) baseline)));
    parts.put("box_limits", task.boxLimits().toString());
    return parts;
  }

  /** What a rung is, on this machine, whatever it is run on or compared with. */
  private Map<String, String> model(GraphRung rung) {
    Map<String, String> parts = new TreeMap<>(machine);
    parts.put("rung", rung.id());
    parts.put("runtime_change", change(rung.id()).map(RuntimeChange::text).orElse(""));
    parts.put("decoding", decoding(rung.id()));
    parts.putAll(graph("graph_", rung));
    parts.put("preprocess", ladder.preprocess().toString());
    parts.put("cameras", ladder.cameras().toString());
    parts.put("bev", ladder.bev().toString());
    parts.put("pc_range", ladder.pcRange().toString());
    parts.put("post_center_range", ladder.postCenterRange().toString());
    parts.put("rotate_center", ladder.rotateCenter().toString());
    parts.put("classes", ladder.classes().toString());
    parts.put("max_num", Integer.toString(ladder.maxNum()));
    return parts;
  }

  private String decoding(String id) {
    Decoding decoding = task.options().decodingOf(id);
    return decoding.text() + " by " + decoding.library();
  }

  private Optional<RuntimeChange> change(String id) {
    return task.options().runtimeRungs().stream()
        .filter(change -> change.id().equals(id))
        .findFirst();
  }

  /** All that decides whether a rung's parts equal its whole graph on a scene's first frames. */
  Map<String, String> form(GraphRung rung, Map<String, String> scene) {
    Map<String, String> parts = new TreeMap<>(parts(rung, scene));
    parts.put("question", "parts");
    parts.put("graph_parts", inParts(rung));
    return parts;
  }

  /**
   * All that decides how a rung responds when the inputs of a scene's frames are disturbed.
   *
   * @param listens the rung whose responses it is held against
   */
  Map<String, String> probe(GraphRung rung, GraphRung listens, Map<String, String> scene) {
    Map<String, String> parts = new TreeMap<>(parts(rung, scene));
    parts.put("question", "probe");
    parts.putAll(graph("listens_", listens));
    return parts;
  }

  /**
   * All that decides how far values inside a rung's graph are from the original's.
   *
   * @param taps what the original's values and their frames bring
   */
  Map<String, String> inside(GraphRung rung, Map<String, String> taps) {
    Map<String, String> parts = model(rung);
    parts.putAll(taps);
    parts.put("question", "inside");
    parts.put("graph_taps", rung.taps().toString());
    return parts;
  }

  /** All that decides what reading a rung's graph shows, on whatever machine. */
  static Map<String, String> lint(Ladder ladder, GraphRung rung) {
    Map<String, String> parts = new TreeMap<>();
    parts.put("question", "lint");
    parts.put("code", CodeHash.sha256());
    parts.put("rung", rung.id());
    parts.put("opset", Integer.toString(rung.opset()));
    parts.put("inputs", rung.inputs().toString());
    parts.put("graph_files", hashes(rung.files()));
    parts.put("bev", ladder.bev().toString());
    return parts;
  }

  /** Whether a frame's file says all of its pictures: those that lie elsewhere have a hash. */
  static boolean pins(Frame frame) {
    return frame.cameras().stream()
        .allMatch(view -> view.jpeg().isPresent() || !view.sha256().isEmpty());
  }

  private static String inParts(GraphRung source) {
    return hashes(source.parts().prefix()) + " then " + hashes(source.parts().head());
  }

  private Map<String, String> graph(String prefix, GraphRung rung) {
    GraphRung source = ladder.sourceOf(rung);
    boolean floor = rung.id().equals(RunNames.again(task.floorOf()));
    boolean inParts = !floor && task.inParts().contains(rung.id());
    Map<String, String> parts = new TreeMap<>();
    parts.put(prefix + "files", hashes(source.files()));
    parts.put(prefix + "parts", inParts ? inParts(source) : "none");
    parts.put(prefix + "inputs", rung.inputs().toString());
    parts.put(prefix + "outputs", rung.outputs() + " " + rung.outputsMap());
    parts.put(prefix + "state", rung.state().toString());
    parts.put(prefix + "decoder", rung.decoder().toString());
    return parts;
  }

  private static String hashes(List<LadderFile> files) {
    return files.stream().map(LadderFile::sha256).collect(Collectors.joining(" "));
  }

  /** Writes all parts into an entry, since its name is only their hash. */
  static void say(ObjectNode entry, Map<String, String> parts) {
    ObjectNode said = entry.putObject(KEY);
    new TreeMap<>(parts).forEach(said::put);
  }

  /** The parts that an entry says; none where it says nothing. */
  static Map<String, String> said(JsonNode entry) {
    Map<String, String> parts = new TreeMap<>();
    entry
        .path(KEY)
        .properties()
        .forEach(part -> parts.put(part.getKey(), part.getValue().asText()));
    return parts;
  }

  /** The name of the results that have these parts. */
  static String name(Map<String, String> parts) {
    return Fingerprint.of(parts).sha256();
  }
}
