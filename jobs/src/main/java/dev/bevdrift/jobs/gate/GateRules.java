package dev.bevdrift.jobs.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.bevdrift.jobs.verdict.GateFile;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.score.SliceNames;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules of conf/gate.yaml, read strictly: every fault is named with its line and key. */
public final class GateRules {
  private static final Set<String> KEYS =
      Set.of(
          "rule", "rungs", "slices", "figures", "against", "fall", "rise", "at_least", "at_most");

  private final Path file;
  private final YamlLines lines;
  private final List<GateRule> rules = new ArrayList<>();

  private GateRules(Path file, YamlLines lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * Reads a gate.
   *
   * @throws InputException when the file is absent or malformed, a key is unknown or missing, or a
   *     value is out of range
   */
  public static GateRules read(Path file) {
    // The limits of the verdicts stand in the same file and are checked with it.
    GateFile.read(file);
    try {
      String text = Files.readString(file);
      GateRules rules = new GateRules(file, YamlLines.of(new StringReader(text)));
      rules.fill(new ObjectMapper(new YAMLFactory()).readTree(text).path("rules"));
      return rules;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read " + file, unreadable);
    }
  }

  private void fill(JsonNode list) {
    if (!list.isArray() || list.isEmpty()) {
      throw fault(
          "/rules",
          "rules " + (list.isMissingNode() ? "is absent" : "is " + list),
          "at least one rule");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      GateRule rule = rule("/rules/" + i, list.get(i));
      if (!names.add(rule.name())) {
        throw fault(
            "/rules/" + i + "/rule",
            "the rule '" + rule.name() + "' is there before",
            "a name of its own");
      }
      rules.add(rule);
    }
  }

  private GateRule rule(String path, JsonNode node) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (!KEYS.contains(member.getKey())) {
        throw fault(
            path + "/" + member.getKey(),
            "the key " + member.getKey() + " is unknown",
            "one of " + String.join(", ", KEYS.stream().sorted().toList()));
      }
    }
    if (!node.path("rule").isTextual() || node.path("rule").textValue().isBlank()) {
      throw fault(path + "/rule", "rule is " + said(node.path("rule")), "the rule's name");
    }
    GateRule rule =
        new GateRule(
            node.path("rule").textValue().strip(),
            lines.line(path),
            names(path, node, "rungs", List.of("*")),
            names(path, node, "slices", List.of(SliceNames.ALL)),
            names(path, node, "figures", List.of()),
            against(path, node),
            limit(path, node, "fall"),
            limit(path, node, "rise"),
            number(path, node, "at_least"),
            number(path, node, "at_most"));
    if (rule.figures().isEmpty()) {
      throw fault(path + "/figures", "figures is absent", "at least one name");
    }
    if (!rule.isRelative() && !rule.isAbsolute()) {
      throw fault(
          path, "the rule '" + rule.name() + "' limits nothing", "fall, rise, at_least or at_most");
    }
    if (node.has("against") && !rule.isRelative()) {
      throw fault(path + "/against", "against stands without a limit", "fall or rise beside it");
    }
    if (rule.atLeast().isPresent()
        && rule.atMost().isPresent()
        && rule.atLeast().get() > rule.atMost().get()) {
      throw fault(path + "/at_most", "at_most is below at_least", "a range");
    }
    return rule;
  }

  private List<String> names(String path, JsonNode node, String key, List<String> otherwise) {
    JsonNode list = node.path(key);
    if (list.isMissingNode()) {
      return otherwise;
    }
    List<String> names = new ArrayList<>();
    for (JsonNode name : list.isTextual() ? List.of(list) : (Iterable<JsonNode>) list) {
      if (!name.isTextual() || name.textValue().isBlank()) {
        throw fault(path + "/" + key, key + " has " + said(name), "names");
      }
      names.add(name.textValue().strip());
    }
    if (names.isEmpty()) {
      throw fault(path + "/" + key, key + " is " + said(list), "at least one name");
    }
    return names;
  }

  private List<Against> against(String path, JsonNode node) {
    List<Against> found = new ArrayList<>();
    for (String name : names(path, node, "against", List.of("pinned", "green"))) {
      Optional<Against> one =
          List.of(Against.values()).stream().filter(a -> a.key().equals(name)).findFirst();
      found.add(
          one.orElseThrow(
              () -> fault(path + "/against", "against has '" + name + "'", "pinned or green")));
    }
    return found;
  }

  private Optional<Limit> limit(String path, JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    try {
      if (!value.isNumber() && !value.isTextual()) {
        throw new IllegalArgumentException(
            "it is " + value + ", expected a number or a share such as 1%");
      }
      return Optional.of(Limit.of(value.asText()));
    } catch (IllegalArgumentException refused) {
      throw new InputException(
          place(path + "/" + key) + key + ": " + refused.getMessage(), refused);
    }
  }

  private Optional<Double> number(String path, JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw fault(path + "/" + key, key + " is " + said(value), "a number");
    }
    return Optional.of(value.doubleValue());
  }

  /** The rules in the order of the file. */
  public List<GateRule> all() {
    return List.copyOf(rules);
  }

  /**
   * A fault of one name in a rule, to be thrown.
   *
   * @param key the list that holds the name: {@code rungs}, {@code slices} or {@code figures}
   * @param name as the file has it
   */
  InputException unknown(GateRule rule, String key, String name, String expected) {
    String path = "/rules/" + rules.indexOf(rule) + "/" + key;
    int at =
        switch (key) {
          case "rungs" -> rule.rungs().indexOf(name);
          case "slices" -> rule.slices().indexOf(name);
          default -> rule.figures().indexOf(name);
        };
    return fault(
        path + "/" + at,
        "rules[" + rules.indexOf(rule) + "]." + key + " has '" + name + "'",
        expected);
  }

  private InputException fault(String path, String fact, String expected) {
    return new InputException(place(path) + fact + ", expected " + expected);
  }

  private String place(String path) {
    return "Cannot use " + file + ": line " + lines.line(path) + ", ";
  }

  private static String said(JsonNode node) {
    return node.isMissingNode() ? "absent" : node.toString();
  }
}
