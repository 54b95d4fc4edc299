package dev.bevdrift.jobs.listing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.listing.TextTable.Side;
import dev.bevdrift.jobs.table.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** The runs under a folder. */
public final class RunList {
  private static final int DEEPEST = 4;
  private static final String RUN = "run.json";
  private static final List<String> HEAD =
      List.of(
          "run", "ended (UTC)", "state", "model", "data", "frames", "rungs", "verdicts", "gate");

  private final Path root;
  private final List<ObjectNode> runs;

  private RunList(Path root, List<ObjectNode> runs) {
    this.root = root;
    this.runs = runs;
  }

  /** Finds the runs under a folder, itself included, in the order of names. */
  public static RunList under(Storage storage, Path root) {
    List<ObjectNode> runs = new ArrayList<>();
    collect(storage, root, root, DEEPEST, runs);
    return new RunList(root, runs);
  }

  private static void collect(
      Storage storage, Path root, Path folder, int deeper, List<ObjectNode> runs) {
    if (storage.exists(new Path(folder, RUN))) {
      runs.add(describe(storage, root, folder));
      return;
    }
    for (Path inside : deeper == 0 ? List.<Path>of() : storage.list(folder)) {
      if (storage.isFolder(inside) && !inside.getName().startsWith(".")) {
        collect(storage, root, inside, deeper - 1, runs);
      }
    }
  }

  private static ObjectNode describe(Storage storage, Path root, Path folder) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("run", relative(root, folder));
    node.put("path", folder.toString());
    JsonNode run = read(storage, new Path(folder, RUN));
    JsonNode summary = read(storage, new Path(folder, "summary.json"));
    boolean finished = summary.isObject();
    node.put("finished_utc", run.path("finished_utc").asText(""));
    node.put(
        "state",
        !run.isObject() ? "damaged" : finished ? summary.path("status").asText() : "unfinished");
    node.put("model", summary.path("ran").path("model").path("name").asText(""));
    JsonNode data = summary.path("ran").path("data");
    node.put(
        "data", (data.path("version").asText("") + " " + data.path("split").asText("")).strip());
    node.put("frames", summary.path("ran").path("frames").asInt());
    node.put("mode", summary.path("mode").asText(""));
    ObjectNode verdicts = node.putObject("verdicts");
    int rungs = 0;
    for (JsonNode rung : summary.path("rungs")) {
      if (rung.path("kind").asText().equals("rung")) {
        rungs++;
        String word = rung.path("verdict").asText("");
        if (rung.path("verdict").isTextual()) {
          verdicts.put(word, verdicts.path(word).asInt() + 1);
        }
      }
    }
    node.put("rungs", rungs);
    node.put("gate", read(storage, new Path(folder, "gate.json")).path("outcome").asText(""));
    return node;
  }

  private static String relative(Path root, Path folder) {
    String whole = folder.toString();
    String start = root.toString() + "/";
    return whole.startsWith(start) ? whole.substring(start.length()) : folder.getName();
  }

  /** A tree, or a missing node where no file or no JSON is. */
  private static JsonNode read(Storage storage, Path file) {
    if (!storage.exists(file)) {
      return JsonNodeFactory.instance.missingNode();
    }
    try {
      return new ObjectMapper().readTree(storage.readBytes(file));
    } catch (IOException malformed) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /** A line a run. */
  public String text() {
    TextTable table =
        TextTable.of(
            List.of(
                Side.LEFT,
                Side.LEFT,
                Side.LEFT,
                Side.LEFT,
                Side.LEFT,
                Side.RIGHT,
                Side.RIGHT,
                Side.LEFT,
                Side.LEFT));
    table.add(HEAD);
    for (JsonNode run : runs) {
      Map<String, String> verdicts = new LinkedHashMap<>();
      run.path("verdicts")
          .properties()
          .forEach(word -> verdicts.put(word.getKey(), word.getValue().asText()));
      List<String> words = new ArrayList<>();
      verdicts.forEach((word, count) -> words.add(count + " " + word));
      String ended = run.path("finished_utc").asText();
      table.add(
          List.of(
              run.path("run").asText(),
              ended.isEmpty() ? "-" : ended.substring(0, 16).replace('T', ' '),
              run.path("state").asText(),
              dash(run.path("model").asText()),
              dash(run.path("data").asText()),
              run.path("frames").asText(),
              run.path("rungs").asText(),
              words.isEmpty() ? dash(run.path("mode").asText("")) : String.join(", ", words),
              dash(run.path("gate").asText())));
    }
    return table.text();
  }

  private static String dash(String text) {
    return text.isEmpty() || text.equals("figures") ? "-" : text;
  }

  /** The same for programs. */
  public String json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("schema_version", 1);
    node.put("folder", root.toString());
    ArrayNode array = node.putArray("runs");
    runs.forEach(array::add);
    return node.toPrettyString() + "\n";
  }
}
