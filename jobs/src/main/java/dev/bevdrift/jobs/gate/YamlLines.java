package dev.bevdrift.jobs.gate;

import java.io.Reader;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** On which line of a YAML file a key stands, for messages; Jackson's trees do not tell. */
final class YamlLines {
  private final Map<String, Integer> lines;

  private YamlLines(Map<String, Integer> lines) {
    this.lines = lines;
  }

  /** Of a document that is known to be YAML. */
  static YamlLines of(Reader document) {
    Map<String, Integer> lines = new TreeMap<>();
    Node root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(document);
    if (root != null) {
      collect("", root, root, lines);
    }
    return new YamlLines(lines);
  }

  private static void collect(String path, Node key, Node value, Map<String, Integer> lines) {
    lines.put(path, key.getStartMark().getLine() + 1);
    if (value instanceof MappingNode mapping) {
      for (NodeTuple member : mapping.getValue()) {
        if (member.getKeyNode() instanceof ScalarNode name) {
          collect(path + "/" + name.getValue(), name, member.getValueNode(), lines);
        }
      }
    } else if (value instanceof SequenceNode sequence) {
      for (int i = 0; i < sequence.getValue().size(); i++) {
        Node element = sequence.getValue().get(i);
        collect(path + "/" + i, element, element, lines);
      }
    }
  }

  /**
   * The line of a key, counted from 1; where it is absent, that of what would hold it.
   *
   * @param path keys and indices, each after a slash: {@code /rules/2/figures/0}
   */
  int line(String path) {
    String known = path;
    while (!lines.containsKey(known) && !known.isEmpty()) {
      known = known.substring(0, known.lastIndexOf('/'));
    }
    return lines.getOrDefault(known, 1);
  }
}
