package dev.bevdrift.metrics.nuscenes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds splits by name: those of nuScenes, else those of {@code splits.json} beside the tables.
 *
 * <p>Source: nuScenes devkit 1.2.0, {@code create_splits_scenes} and {@code
 * get_scenes_of_custom_split}.
 */
public final class Splits {
  /** The file of the custom splits, in the version's folder. */
  public static final String CUSTOM_FILE = "splits.json";

  private Splits() {}

  /**
   * The scenes of a split.
   *
   * @param dataroot the data set's folder
   * @param version the tables' folder in it; a split of nuScenes needs one whose name ends as the
   *     devkit demands: trainval, mini or test
   * @throws InputException if there is no such split, or not for this version
   */
  public static Split find(Path dataroot, String version, String name) {
    Map<String, Set<String>> predefined = predefined();
    if (predefined.containsKey(name)) {
      String ending = name.startsWith("mini_") ? "mini" : name.equals("test") ? "test" : "trainval";
      if (!version.endsWith(ending)) {
        throw new InputException(
            "Cannot use split "
                + name
                + ": the version is "
                + version
                + ", expected one that ends with "
                + ending);
      }
      return new Split(name, Split.Kind.PREDEFINED, predefined.get(name));
    }
    return custom(dataroot.resolve(version).resolve(CUSTOM_FILE), name, predefined.keySet());
  }

  /** The scenes of a split that nuScenes defines; empty for any other name. */
  public static Optional<Set<String>> scenesOfPredefined(String name) {
    return Optional.ofNullable(predefined().get(name));
  }

  private static Split custom(Path file, String name, Set<String> known) {
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "Cannot use split " + name + ": there is no " + file + ", expected one of " + known);
    }
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InputException(
          "Cannot read " + file + ": it is not JSON, expected scene names by split", e);
    }
    JsonNode scenes = root.path(name);
    if (!scenes.isArray()) {
      throw new InputException(
          "Cannot read "
              + file
              + ", field "
              + name
              + ": it is "
              + (scenes.isMissingNode() ? "absent" : "not an array")
              + ", expected an array of scene names");
    }
    Set<String> names = new LinkedHashSet<>();
    scenes.forEach(scene -> names.add(scene.asText()));
    return new Split(name, Split.Kind.CUSTOM, names);
  }

  /** The splits of nuScenes by name. */
  private static Map<String, Set<String>> predefined() {
    try (InputStream in = Objects.requireNonNull(Splits.class.getResourceAsStream("splits.json"))) {
      Map<String, Set<String>> splits = new LinkedHashMap<>();
      Set<String> train = new LinkedHashSet<>();
      for (Map.Entry<String, JsonNode> entry : new ObjectMapper().readTree(in).properties()) {
        Set<String> scenes = new LinkedHashSet<>();
        entry.getValue().forEach(scene -> scenes.add(scene.asText()));
        splits.put(entry.getKey(), scenes);
        if (entry.getKey().startsWith("train_")) {
          train.addAll(scenes);
        }
      }
      splits.put("train", train);
      return splits;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the splits of nuScenes", e);
    }
  }
}
