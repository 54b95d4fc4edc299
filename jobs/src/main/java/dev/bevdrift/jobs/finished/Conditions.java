package dev.bevdrift.jobs.finished;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.jobs.run.Fingerprint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must be the same in two runs before their figures may be compared: data, runtime and driver.
 *
 * <p>The ladder, its checkpoint and the reference are no part of it: they are what a gate watches.
 */
public final class Conditions {
  private static final List<String> DATA = List.of("frames_dataset", "frames_index", "limit");
  private static final List<String> RUNTIME =
      List.of("bevdrift", "intra_op_threads", "onnxruntime");
  private static final List<String> MACHINE = List.of("arch", "cpu", "gpu", "gpu_driver");
  private static final String EXACT = "exact";
  private static final int SHOWN_OF_A_HASH = 12;

  private final SortedMap<String, String> values;

  private Conditions(SortedMap<String, String> values) {
    this.values = values;
  }

  /** Under these values, by name. */
  public static Conditions of(Map<String, String> values) {
    return new Conditions(new TreeMap<>(values));
  }

  /** As run.json and summary.json state them; what a run does not state is {@code unknown}. */
  static Conditions read(JsonNode summary, JsonNode run) {
    TreeMap<String, String> values = new TreeMap<>();
    JsonNode inputs = run.path("inputs");
    DATA.forEach(name -> values.put(name, text(inputs.path(name))));
    RUNTIME.forEach(name -> values.put(name, text(inputs.path(name))));
    values.put(
        "scenes", inputs.path("scenes").asText("").isEmpty() ? "all" : text(inputs.path("scenes")));
    values.put("provider", text(summary.path("ran").path("provider")));
    values.put("tf32", text(summary.path("ran").path("tf32")));
    String decode = run.path("settings").path("decode").asText(EXACT);
    if (!decode.equals(EXACT)) { // runs from before there was another way do not state it
      values.put("decode", decode);
    }
    device(values, run);
    return new Conditions(values);
  }

  /**
   * Where the graphs ran: executors say it themselves; of older runs the driver's machine is known.
   */
  private static void device(Map<String, String> values, JsonNode run) {
    boolean cpu = values.get("provider").equals("cpu");
    String hardware = run.path("learnt").path("hardware").asText("");
    if (!hardware.isEmpty()) {
      // A card's name comes with its driver's version.
      values.put(cpu ? "cpu" : "gpu", hardware);
      return;
    }
    boolean cuda = values.get("provider").equals("cuda");
    for (String name : MACHINE) {
      // A GPU that did not run the graphs changes nothing.
      if (cuda || !name.startsWith("gpu")) {
        values.put(name, text(run.path("machine").path(name)));
      }
    }
  }

  private static String text(JsonNode node) {
    return node.isValueNode() && !node.isNull() ? node.asText() : "unknown";
  }

  /**
   * Says how others differ, one phrase a condition, such as {@code onnxruntime 1.23.0, here
   * 1.24.2}.
   *
   * @param accepted names that may differ
   */
  public List<String> differencesOf(Conditions others, Collection<String> accepted) {
    TreeSet<String> names = new TreeSet<>(values.keySet());
    names.addAll(others.values.keySet());
    names.removeAll(accepted);
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String here = values.getOrDefault(name, "unknown");
      String there = others.values.getOrDefault(name, "unknown");
      if (!here.equals(there)) {
        differences.add(name + " " + shortened(there) + ", here " + shortened(here));
      }
    }
    return differences;
  }

  /** The names of conditions. */
  public Collection<String> names() {
    return new TreeSet<>(values.keySet());
  }

  /** A hash over all, for equality across files. */
  public String sha256() {
    return Fingerprint.of(values).sha256();
  }

  /** A hash over the data alone. */
  public String dataSha256() {
    TreeMap<String, String> data = new TreeMap<>();
    DATA.forEach(name -> data.put(name, values.getOrDefault(name, "unknown")));
    data.put("scenes", values.getOrDefault("scenes", "all"));
    return Fingerprint.of(data).sha256();
  }

  /** What ran the graphs, in a few words. */
  public String runtimeText() {
    String device = values.getOrDefault("gpu", values.getOrDefault("cpu", "unknown"));
    return "ONNX Runtime "
        + values.getOrDefault("onnxruntime", "unknown")
        + " on "
        + values.getOrDefault("provider", "unknown")
        + (device.equals("unknown") ? "" : " (" + device + ")");
  }

  private static String shortened(String value) {
    boolean hash = value.matches("[0-9a-f]{64}");
    if (hash) {
      return value.substring(0, SHOWN_OF_A_HASH);
    }
    return value.length() > 60 ? value.substring(0, 57) + "..." : value;
  }
}
