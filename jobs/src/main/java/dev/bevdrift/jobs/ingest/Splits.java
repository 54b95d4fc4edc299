package dev.bevdrift.jobs.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.nuscenes.Split;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which scenes a split has: nuScenes' own splits, then those of the data set's {@code splits.json}.
 *
 * <p>Source: nuScenes devkit, {@code utils.splits}, whose rules on names and versions hold here.
 */
final class Splits {
  /** Scene names by split, beside {@link Split}; train is the union of its two halves. */
  private static final String RESOURCE = "splits.json";

  private Splits() {}

  /**
   * The scene names of a split.
   *
   * @param only a choice among them; empty for all
   * @throws InputException for an unknown split, which lists the known ones, one of another
   *     version, or a scene outside it
   */
  static Set<String> scenes(DataRoot root, String split, Collection<String> only) {
    Map<String, List<String>> ofNuScenes = ofNuScenes();
    Map<String, List<String>> known = new TreeMap<>(root.ownSplits());
    known.putAll(ofNuScenes);
    List<String> scenes = known.get(split);
    if (scenes == null) {
      throw new InputException(
          "Cannot use --split "
              + split
              + ": expected one of "
              + String.join(", ", new TreeSet<>(known.keySet())));
    }
    if (ofNuScenes.containsKey(split) && !root.version().endsWith(versionEnding(split))) {
      throw new InputException(
          "Cannot use --split "
              + split
              + ": the version is "
              + root.version()
              + ", expected one that ends with "
              + versionEnding(split));
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
    try (InputStream in = Split.class.getResourceAsStream(RESOURCE)) {
      for (Map.Entry<String, JsonNode> split : new ObjectMapper().readTree(in).properties()) {
        List<String> names = new ArrayList<>();
        split.getValue().forEach(name -> names.add(name.asText()));
        splits.put(split.getKey(), names);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the splits of nuScenes", e);
    }
    List<String> train = new ArrayList<>(splits.get("train_detect"));
    train.addAll(splits.get("train_track"));
    splits.put("train", train);
    return splits;
  }

  /** How the name of a version ends that has a split of nuScenes. */
  private static String versionEnding(String split) {
    if (split.startsWith("mini_")) {
      return "mini";
    }
    return split.equals("test") ? "test" : "trainval";
  }
}
