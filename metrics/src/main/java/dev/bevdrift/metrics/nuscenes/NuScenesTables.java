package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables of a nuScenes data set, as far as the metric needs them.
 *
 * <p>Source: nuScenes devkit 1.2.0, {@code load_gt} and {@code add_center_dist}. Thread-safe.
 */
public final class NuScenesTables {
  private final Path dataroot;
  private final String version;
  private final Path folder;

  private NuScenesTables(Path dataroot, String version, Path folder) {
    this.dataroot = dataroot;
    this.version = version;
    this.folder = folder;
  }

  /**
   * The tables in {@code dataroot/version}; they are read when asked for.
   *
   * @throws InputException if the folder is not there
   */
  public static NuScenesTables open(Path dataroot, String version) {
    Path folder = dataroot.resolve(version);
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          "Cannot read the tables in " + folder + ": it is not there, expected a folder");
    }
    return new NuScenesTables(dataroot, version, folder);
  }

  /** Finds a split of this data set by name. */
  public Split split(String name) {
    return Splits.find(dataroot, version, name);
  }

  /** The samples of a split and their times, in the order of {@code sample.json}. */
  public SplitSamples samples(Split split) {
    Map<String, String> sceneNames = sceneNames(split.sceneNames());
    List<String> tokens = new ArrayList<>();
    List<String> scenes = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    try (TableReader table = TableReader.open(folder, "sample")) {
      while (table.nextRow()) {
        Optional<String> token = Optional.empty();
        Optional<String> scene = Optional.empty();
        Optional<Long> timestampUs = Optional.empty();
        while (table.nextField()) {
          switch (table.field()) {
            case "token" -> token = Optional.of(table.text());
            case "scene_token" -> scene = Optional.of(table.text());
            case "timestamp" -> timestampUs = Optional.of(table.whole());
            default -> table.skip();
          }
        }
        table.require(token.isPresent(), "token");
        table.require(scene.isPresent(), "scene_token");
        table.require(timestampUs.isPresent(), "timestamp");
        String sceneName = sceneNames.get(scene.get());
        if (sceneName != null) {
          tokens.add(token.get());
          scenes.add(sceneName);
          times.add(timestampUs.get());
        }
      }
    }
    if (tokens.isEmpty()) {
      throw new InputException(
          "Cannot evaluate split "
              + split.name()
              + ": "
              + folder.resolve("sample.json")
              + " has no sample of its scenes, expected at least one");
    }
    Map<String, Vec3> ego = EgoPoses.translations(folder, new HashSet<>(tokens));
    Samples.Builder samples = Samples.builder();
    for (int i = 0; i < tokens.size(); i++) {
      Vec3 translation = ego.get(tokens.get(i));
      if (translation == null) {
        throw new InputException(
            "Cannot read "
                + folder.resolve("sample_data.json")
                + ": sample "
                + tokens.get(i)
                + " has no keyframe of "
                + EgoPoses.CHANNEL
                + ", expected one");
      }
      samples.add(tokens.get(i), scenes.get(i), translation);
    }
    return SplitSamples.of(samples.build(), times);
  }

  /** The ground truth of a split: true boxes and bicycle racks of its samples. */
  public GroundTruth groundTruth(Split split) {
    return groundTruth(samples(split));
  }

  /** The ground truth of samples already read. */
  public GroundTruth groundTruth(SplitSamples split) {
    Map<String, String> categories = TableReader.namesOf(folder, "category", "name");
    Map<String, String> attributeNames = TableReader.namesOf(folder, "attribute", "name");
    return TableScan.orElse(
        () -> TruthScan.read(folder, split, categories, attributeNames),
        () -> groundTruthWithCare(split, categories, attributeNames));
  }

  /** The same, row by row: understands all of JSON, and words the faults. */
  GroundTruth groundTruthWithCare(
      SplitSamples split, Map<String, String> categoryNames, Map<String, String> attributeNames) {
    Samples samples = split.samples();
    Map<String, String> categories = categoryOfInstance(categoryNames);
    Annotations annotations = Annotations.read(folder, samples, split.timestampsUs());
    List<List<Annotations.Row>> bySample = new ArrayList<>();
    for (int s = 0; s < samples.size(); s++) {
      bySample.add(new ArrayList<>());
    }
    annotations.rows().forEach(row -> bySample.get(row.sample()).add(row));
    DetectionBoxesBuilder boxes =
        DetectionBoxes.builder(folder.resolve("sample_annotation.json").toString());
    BikeRacks.Builder racks = BikeRacks.builder();
    for (List<Annotations.Row> rows : bySample) {
      for (Annotations.Row row : rows) {
        String category = categories.get(row.instance());
        if (category == null) {
          throw bad(row, "instance_token", row.instance(), "an instance of a known category");
        }
        if (category.equals(BikeRacks.CATEGORY)) {
          racks.add(row.sample(), row.translation(), row.size(), row.rotation());
        }
        DetectionClass.ofCategory(category)
            .ifPresent(c -> add(boxes, row, c, annotations.velocity(row), attributeNames));
      }
    }
    return new GroundTruth(samples, boxes.build(), racks.build());
  }

  private void add(
      DetectionBoxesBuilder boxes,
      Annotations.Row row,
      DetectionClass c,
      Annotations.Velocity velocity,
      Map<String, String> attributeNames) {
    if (row.attributes().size() > 1) {
      throw bad(row, "attribute_tokens", row.attributes().toString(), "at most one");
    }
    Attribute attribute = Attribute.NONE;
    for (String token : row.attributes()) {
      attribute =
          Optional.ofNullable(attributeNames.get(token))
              .flatMap(Attribute::of)
              .orElseThrow(() -> bad(row, "attribute_tokens", token, "a known attribute"));
    }
    boxes
        .sample(row.sample())
        .detectionClass(c)
        .translation(row.translation())
        .size(row.size().x(), row.size().y(), row.size().z())
        .rotation(row.rotation())
        .velocity(velocity.x(), velocity.y())
        .attribute(attribute)
        .numPts(row.numPts())
        .add();
  }

  private InputException bad(Annotations.Row row, String field, String value, String expected) {
    return new InputException(
        "Cannot read "
            + folder.resolve("sample_annotation.json")
            + ", token "
            + row.token()
            + ", field "
            + field
            + ": it is "
            + value
            + ", expected "
            + expected);
  }

  /** Scene token to name, for the wanted scenes. */
  private Map<String, String> sceneNames(Set<String> wanted) {
    Map<String, String> names = TableReader.namesOf(folder, "scene", "name");
    names.values().removeIf(name -> !wanted.contains(name));
    return names;
  }

  private Map<String, String> categoryOfInstance(Map<String, String> names) {
    Map<String, String> categoryOf = TableReader.namesOf(folder, "instance", "category_token");
    categoryOf.replaceAll((instance, category) -> names.getOrDefault(category, ""));
    categoryOf.values().removeIf(String::isEmpty);
    return categoryOf;
  }
}
