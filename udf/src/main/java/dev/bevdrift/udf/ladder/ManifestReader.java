package dev.bevdrift.udf.ladder;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the manifest's document into a {@link Manifest}, checking each value and the whole. */
final class ManifestReader {
  private static final int SCHEMA_VERSION = 1;
  private static final int MAX_SIDE = 1 << 15;
  private static final Set<String> KEYS =
      keys(
          "schema_version",
          "model",
          "made_by",
          "preprocess",
          "cameras",
          "bev",
          "pc_range",
          "post_center_range",
          "rotate_center",
          "classes",
          "class_range",
          "max_num",
          "rungs");

  private ManifestReader() {}

  static Manifest read(ManifestNode root) {
    root.onlyKeys(KEYS).at("schema_version").integer(SCHEMA_VERSION, SCHEMA_VERSION);
    Map<String, String> madeBy = new LinkedHashMap<>();
    root.at("made_by").entries().forEach((name, node) -> madeBy.put(name, node.line()));
    List<String> classes = distinct(root.at("classes"));
    List<Rung> rungs = root.at("rungs").items().stream().map(RungReader::read).toList();
    checkRungs(root.at("rungs"), rungs);
    return new Manifest(
        model(root.at("model")),
        Collections.unmodifiableMap(madeBy),
        preprocess(root.at("preprocess")),
        distinct(root.at("cameras")),
        bev(root.at("bev")),
        range(root.at("pc_range")),
        range(root.at("post_center_range")),
        root.at("rotate_center").numbers(2),
        classes,
        classRange(root.at("class_range"), classes),
        root.at("max_num").integer(1, 100_000),
        rungs);
  }

  private static ModelInfo model(ManifestNode node) {
    node.onlyKeys(
        keys(
            "name", "config_sha256", "checkpoint_sha256", "random_weights", "synthetic", "notice"));
    return new ModelInfo(
        node.at("name").line(),
        node.at("config_sha256").sha256(),
        node.at("checkpoint_sha256").sha256(),
        node.at("random_weights").flag(),
        node.at("synthetic").flag(),
        node.has("notice") ? node.at("notice").text() : "");
  }

  private static Preprocess preprocess(ManifestNode node) {
    node.onlyKeys(
        keys("scale", "mean", "std", "channel_order", "pad_divisor", "image_size", "network_size"));
    double scale = node.at("scale").number();
    if (!(scale > 0 && scale <= 1)) {
      throw node.at("scale").fault("it is " + scale, "above 0, at most 1");
    }
    List<Double> std = node.at("std").numbers(3);
    if (std.stream().anyMatch(value -> !(value > 0))) {
      throw node.at("std").fault("it is " + std, "three numbers above 0");
    }
    String order = node.at("channel_order").line();
    if (!order.equals("rgb") && !order.equals("bgr")) {
      throw node.at("channel_order").fault("it is '" + order + "'", "rgb or bgr");
    }
    Preprocess preprocess =
        new Preprocess(
            scale,
            node.at("mean").numbers(3),
            std,
            order.equals("rgb") ? Preprocess.ChannelOrder.RGB : Preprocess.ChannelOrder.BGR,
            node.at("pad_divisor").integer(1, MAX_SIDE),
            size(node.at("image_size")),
            size(node.at("network_size")));
    Preprocess.Size padded = padded(preprocess);
    if (!padded.equals(preprocess.networkSize())) {
      throw node.at("network_size")
          .fault(
              "it is " + text(preprocess.networkSize()),
              text(padded) + ", which is image_size times scale, padded to pad_divisor");
    }
    return preprocess;
  }

  private static Preprocess.Size padded(Preprocess preprocess) {
    Preprocess.Size scaled = preprocess.scaledSize();
    int divisor = preprocess.padDivisor();
    return new Preprocess.Size(
        (scaled.height() + divisor - 1) / divisor * divisor,
        (scaled.width() + divisor - 1) / divisor * divisor);
  }

  private static String text(Preprocess.Size size) {
    return "[" + size.height() + ", " + size.width() + "]";
  }

  private static Preprocess.Size size(ManifestNode node) {
    List<ManifestNode> sides = node.items(2);
    return new Preprocess.Size(
        sides.get(0).integer(2, MAX_SIDE), sides.get(1).integer(2, MAX_SIDE));
  }

  private static BevGrid bev(ManifestNode node) {
    node.onlyKeys(keys("height", "width", "channels"));
    return new BevGrid(
        node.at("height").integer(1, 4096),
        node.at("width").integer(1, 4096),
        node.at("channels").integer(1, 65_536));
  }

  private static Range3 range(ManifestNode node) {
    List<Double> n = node.numbers(6);
    for (int axis = 0; axis < 3; axis++) {
      if (!(n.get(axis) < n.get(axis + 3))) {
        throw node.fault("it is " + n, "three minima, then three larger maxima");
      }
    }
    return new Range3(n.get(0), n.get(1), n.get(2), n.get(3), n.get(4), n.get(5));
  }

  private static Map<String, Double> classRange(ManifestNode node, List<String> classes) {
    node.onlyKeys(new LinkedHashSet<>(classes));
    Map<String, Double> ranges = new LinkedHashMap<>();
    for (String name : classes) {
      double rangeM = node.at(name).number();
      if (!(rangeM > 0)) {
        throw node.at(name).fault("it is " + rangeM, "metres above 0");
      }
      ranges.put(name, rangeM);
    }
    return Collections.unmodifiableMap(ranges);
  }

  private static List<String> distinct(ManifestNode node) {
    List<String> names = node.lines();
    if (names.isEmpty() || new HashSet<>(names).size() != names.size()) {
      throw node.fault("it is " + names, "names, each once");
    }
    return names;
  }

  private static void checkRungs(ManifestNode node, List<Rung> rungs) {
    if (rungs.isEmpty()) {
      throw node.fault("it is empty", "at least one rung");
    }
    Map<String, Rung> byId = new LinkedHashMap<>();
    for (Rung rung : rungs) {
      if (byId.put(rung.id(), rung) != null) {
        throw node.fault("two rungs are called '" + rung.id() + "'", "each id once");
      }
    }
    for (Rung rung : rungs) {
      boolean ofRung = rung.baseline().kind() == Baseline.Kind.RUNG;
      String name = rung.baseline().name();
      if (ofRung && (!byId.containsKey(name) || name.equals(rung.id()))) {
        throw node.fault(
            "rung '" + rung.id() + "' has the baseline rung:" + name, "another rung of this file");
      }
      if (rung instanceof GraphRung graph && !graph.sameGraphAs().isEmpty()) {
        checkTwin(node, graph, byId);
      }
    }
  }

  private static void checkTwin(ManifestNode node, GraphRung rung, Map<String, Rung> byId) {
    boolean same =
        byId.get(rung.sameGraphAs()) instanceof GraphRung twin
            && !twin.equals(rung)
            && twin.sameGraphAs().isEmpty()
            && twin.inputs().equals(rung.inputs())
            && twin.outputsMap().equals(rung.outputsMap())
            && twin.state().equals(rung.state());
    if (!same) {
      throw node.fault(
          "rung '" + rung.id() + "' has same_graph_as " + rung.sameGraphAs(),
          "another rung with equal inputs, outputs_map and state, and no twin itself");
    }
  }

  private static Set<String> keys(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
