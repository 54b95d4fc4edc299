package dev.bevdrift.jobs.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which scenes a split has: the data set's own {@code splits.json} first, then nuScenes' splits.
 *
 * <p>Source of the names: nuScenes devkit, {@code utils.splits}.
 */
final class Splits {
  private static final String RESOURCE = "splits.json";

  private Splits() {}

  /**
   * The scene names of a split.
   *
   * @param only a choice among them; empty for all
   * @throws InputException for an unknown split, which lists the known ones, or a scene outside it
   */
  static Set<String> scenes(DataRoot root, String split, Collection<String> only) {
    Map<String, List<String>> known = new TreeMap<>(ofNuScenes());
    known.putAll(root.ownSplits());
    List<String> scenes = known.get(split);
    if (scenes == null) {
      throw new InputException(
          "Cannot use --split "
              + split
              + ": expected one of "
              + String.join(", ", new TreeSet<>(known.keySet())));
    }
    for (String scene : only) {
      if (!scenes.contains(scene)) {
        throw new InputException(
            "Cannot use --scenes "
                + scene
                + ": split "
                + split
                + " does not have it, expected some of its "
                + scenes.size()
                + " scenes");
      }
    }
    return new LinkedHashSet<>(only.isEmpty() ? scenes : only);
  }

  private static Map<String, List<String>> ofNuScenes() {
    Map<String, List<String>> splits = new TreeMap<>();
    try (InputStream in = Splits.class.getResourceAsStream(RESOURCE)) {
      for (Map.Entry<String, JsonNode> split : new ObjectMapper().readTree(in).properties()) {
        List<String> names = new java.util.ArrayList<>();
        split.getValue().forEach(number -> names.add(sceneName(number.intValue())));
        splits.put(split.getKey(), names);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the resource " + RESOURCE, e);
    }
    return splits;
  }

  private static String sceneName(int number) {
    return String.format(java.util.Locale.ROOT, "scene-%04d", number);
  }
}
