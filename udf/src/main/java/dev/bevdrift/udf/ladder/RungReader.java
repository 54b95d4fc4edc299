package dev.bevdrift.udf.ladder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads one entry of the manifest's rungs and checks that its parts agree. */
final class RungReader {
  private static final Set<String> KEYS =
      new LinkedHashSet<>(
          List.of(
              "id",
              "files",
              "rewrites",
              "outputs",
              "decoder",
              "opset",
              "precision",
              "temporal",
              "traced_on",
              "visible_bound",
              "baseline",
              "inputs",
              "outputs_map",
              "state",
              "same_graph_as",
              "prefix",
              "taps",
              "not_exportable"));
  private static final Set<String> MISSING_KEYS =
      new LinkedHashSet<>(List.of("id", "rewrites", "baseline", "not_exportable"));
  private static final int MAX_TAPS = 60;
  private static final int MAX_CELLS = 1 << 24;
  private static final Set<String> RESERVED = Set.of("original", "original-nontemporal");

  private RungReader() {}

  static Rung read(ManifestNode node) {
    node.onlyKeys(KEYS);
    String id = id(node.at("id"));
    List<String> rewrites = node.has("rewrites") ? node.at("rewrites").lines() : List.of();
    Baseline baseline = baseline(node.at("baseline"));
    if (node.has("not_exportable")) {
      node.onlyKeys(MISSING_KEYS);
      return new MissingRung(id, rewrites, baseline, node.at("not_exportable").line());
    }
    GraphRung.OutputForm outputs = outputForm(node.at("outputs"));
    GraphRung rung =
        new GraphRung(
            id,
            rewrites,
            baseline,
            files(node.at("files")),
            outputs,
            decoder(node.at("decoder"), outputs),
            node.has("opset") ? node.at("opset").integer(7, 99) : 0,
            node.at("precision").line(),
            node.at("temporal").flag(),
            node.has("traced_on") ? node.at("traced_on").text() : "",
            node.has("visible_bound") ? node.at("visible_bound").integer(1, MAX_CELLS) : 0,
            roles(node.at("inputs"), true),
            roles(node.at("outputs_map"), false),
            node.at("state").items().stream().map(RungReader::link).toList(),
            node.has("same_graph_as") ? node.at("same_graph_as").line() : "",
            node.has("prefix") ? parts(node.at("prefix")) : GraphParts.none(),
            node.has("taps") ? taps(node.at("taps")) : Map.of());
    checkRoles(node, rung);
    checkState(node, rung);
    return rung;
  }

  private static String id(ManifestNode node) {
    String id = node.line();
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}") || RESERVED.contains(id)) {
      throw node.fault(
          "it is '" + id + "'",
          "letters, digits, '.', '_' and '-', and none of " + String.join(", ", sorted(RESERVED)));
    }
    return id;
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private static Baseline baseline(ManifestNode node) {
    Baseline baseline = Baseline.of(node.line());
    boolean known =
        baseline.kind() == Baseline.Kind.RUNG
            || Set.of("temporal", "nontemporal").contains(baseline.name())
            || baseline.name().startsWith("rewrite:");
    if (!known) {
      throw node.fault(
          "it is '" + baseline.text() + "'", "temporal, nontemporal, rewrite:ID or rung:ID");
    }
    return baseline;
  }

  private static List<LadderFile> files(ManifestNode node) {
    List<LadderFile> files = node.items().stream().map(RungReader::file).toList();
    if (files.isEmpty()) {
      throw node.fault("it is empty", "the graph's file first");
    }
    if (files.stream().map(LadderFile::path).distinct().count() != files.size()) {
      throw node.fault("a path stands there twice", "each file once");
    }
    return files;
  }

  private static GraphParts parts(ManifestNode node) {
    node.onlyKeys(new LinkedHashSet<>(List.of("files", "head", "values")));
    List<String> values = node.at("values").lines();
    if (values.isEmpty() || Set.copyOf(values).size() != values.size()) {
      throw node.at("values").fault("it is " + values, "names, each once");
    }
    return new GraphParts(files(node.at("files")), files(node.at("head")), values);
  }

  private static Map<String, String> taps(ManifestNode node) {
    Map<String, String> taps = new LinkedHashMap<>();
    node.entries().forEach((tap, value) -> taps.put(tap, value.line()));
    if (taps.size() > MAX_TAPS) {
      throw node.fault("it has " + taps.size() + " entries", "at most " + MAX_TAPS);
    }
    return taps;
  }

  private static LadderFile file(ManifestNode node) {
    node.onlyKeys(new LinkedHashSet<>(List.of("path", "sha256")));
    String path = node.at("path").line();
    if (path.matches(".*[/\\\\:\\x00-\\x1f].*") || path.startsWith(".")) {
      throw node.at("path")
          .fault("it is '" + path + "'", "the plain name of a file in the ladder's folder");
    }
    return new LadderFile(path, node.at("sha256").sha256());
  }

  private static GraphRung.OutputForm outputForm(ManifestNode node) {
    return switch (node.line()) {
      case "raw" -> GraphRung.OutputForm.RAW;
      case "decoded" -> GraphRung.OutputForm.DECODED;
      default -> throw node.fault("it is '" + node.text() + "'", "raw or decoded");
    };
  }

  private static GraphRung.Decoder decoder(ManifestNode node, GraphRung.OutputForm outputs) {
    String name = node.line();
    if (outputs == GraphRung.OutputForm.DECODED) {
      if (!name.equals("bevformer-boxes")) {
        throw node.fault("it is '" + name + "'", "bevformer-boxes, since outputs is decoded");
      }
      return GraphRung.Decoder.BEVFORMER_BOXES;
    }
    return switch (name) {
      case "bevformer" -> GraphRung.Decoder.BEVFORMER;
      case "recipe-yaw" -> GraphRung.Decoder.RECIPE_YAW;
      default ->
          throw node.fault("it is '" + name + "'", "bevformer or recipe-yaw, since outputs is raw");
    };
  }

  private static Map<String, Role> roles(ManifestNode node, boolean inputs) {
    Map<String, Role> roles = new LinkedHashMap<>();
    for (Map.Entry<String, ManifestNode> entry : node.entries().entrySet()) {
      String name = entry.getValue().line();
      Role role =
          Role.of(name)
              .filter(found -> found.input() == inputs)
              .orElseThrow(() -> entry.getValue().fault("it is '" + name + "'", known(inputs)));
      if (roles.containsValue(role)) {
        throw entry.getValue().fault("a second " + name, "each role once");
      }
      roles.put(entry.getKey(), role);
    }
    return Collections.unmodifiableMap(roles);
  }

  private static String known(boolean inputs) {
    return "one of "
        + java.util.Arrays.stream(Role.values())
            .filter(role -> role.input() == inputs)
            .map(Role::key)
            .collect(Collectors.joining(", "));
  }

  private static StateLink link(ManifestNode node) {
    node.onlyKeys(new LinkedHashSet<>(List.of("in", "out", "reset")));
    return new StateLink(
        node.at("in").line(),
        node.at("out").line(),
        node.has("reset") ? node.at("reset").line() : "");
  }

  private static void checkRoles(ManifestNode node, GraphRung rung) {
    if (rung.inputNamed(Role.IMG).isEmpty()) {
      throw node.at("inputs").fault("no input has the role img", "one");
    }
    List<Role> needed =
        rung.outputs() == GraphRung.OutputForm.RAW
            ? List.of(Role.ALL_CLS_SCORES, Role.ALL_BBOX_PREDS)
            : List.of(Role.BOXES, Role.SCORES, Role.LABELS);
    for (Role role : needed) {
      if (rung.outputNamed(role).isEmpty()) {
        throw node.at("outputs_map").fault("no output has the role " + role.key(), "one");
      }
    }
  }

  private static void checkState(ManifestNode node, GraphRung rung) {
    ManifestNode state = node.at("state");
    if (rung.temporal() == rung.state().isEmpty()) {
      throw state.fault(
          "it has " + rung.state().size() + " entries",
          rung.temporal()
              ? "at least one, since temporal is true"
              : "none, since temporal is false");
    }
    for (StateLink link : rung.state()) {
      requireRole(state, rung.inputs(), link.in(), Role.PREV_BEV);
      requireRole(state, rung.outputsMap(), link.out(), Role.BEV_EMBED);
      if (!link.reset().isEmpty()) {
        requireRole(state, rung.inputs(), link.reset(), Role.USE_PREV_BEV);
      }
    }
    if (!rung.temporal()
        && (rung.inputs().containsValue(Role.PREV_BEV)
            || rung.inputs().containsValue(Role.USE_PREV_BEV))) {
      throw node.at("inputs").fault("it has a previous BEV", "none, since temporal is false");
    }
  }

  private static void requireRole(
      ManifestNode state, Map<String, Role> names, String name, Role role) {
    if (names.get(name) != role) {
      throw state.fault("'" + name + "' does not have the role " + role.key(), "a name that has");
    }
  }
}
