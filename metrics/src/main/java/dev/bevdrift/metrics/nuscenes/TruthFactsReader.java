package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.SceneFacts;
import dev.bevdrift.metrics.box.TruthFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the tables say about scenes and true boxes beyond what the metric needs: {@code scene}
 * (description), {@code log} (location, vehicle, drive), {@code visibility} and the objects of
 * {@code sample_annotation}. A column or table that is missing leaves its facts unknown, since the
 * metric does without them.
 */
public final class TruthFactsReader {
  private final Path folder;
  private final Samples samples;
  private final Map<String, DetectionClass> classOf = new HashMap<>();

  private TruthFactsReader(Path folder, Samples samples) {
    this.folder = folder;
    this.samples = samples;
  }

  /**
   * The facts of a ground truth that {@link NuScenesTables#groundTruth} read from the same tables.
   *
   * @throws InputException if the tables no longer hold the same true boxes
   */
  public static TruthFacts read(Path dataroot, String version, GroundTruth truth) {
    TruthFactsReader reader = new TruthFactsReader(dataroot.resolve(version), truth.samples());
    return reader.facts(truth);
  }

  private TruthFacts facts(GroundTruth truth) {
    Map<String, String> categories = TableReader.names(folder, "category", "name");
    TableReader.names(folder, "instance", "category_token")
        .forEach(
            (instance, category) ->
                DetectionClass.ofCategory(categories.getOrDefault(category, ""))
                    .ifPresent(c -> classOf.put(instance, c)));
    List<List<Annotation>> bySample = annotations();
    List<String> visibility = new ArrayList<>(truth.boxes().size());
    List<String> instance = new ArrayList<>(truth.boxes().size());
    for (List<Annotation> annotations : bySample) {
      for (Annotation a : annotations) {
        int box = visibility.size();
        if (box >= truth.boxes().size()
            || !truth.boxes().detectionClass(box).equals(classOf.get(a.instance))) {
          throw changed();
        }
        visibility.add(a.visibility);
        instance.add(a.instance);
      }
    }
    if (visibility.size() != truth.boxes().size()) {
      throw changed();
    }
    return TruthFacts.of(truth, scenes(), visibility, instance);
  }

  private InputException changed() {
    return new InputException(
        "Cannot read "
            + folder.resolve("sample_annotation.json")
            + " again: its true boxes are others now, expected the same");
  }

  private record Annotation(String instance, String visibility) {}

  /** The annotations of evaluated classes by sample, in the order of the table. */
  private List<List<Annotation>> annotations() {
    Map<String, String> levels = optionalNames("visibility", "level");
    List<List<Annotation>> bySample = new ArrayList<>();
    for (int s = 0; s < samples.size(); s++) {
      bySample.add(new ArrayList<>());
    }
    try (TableReader table = TableReader.open(folder, "sample_annotation")) {
      while (table.nextRow()) {
        int sample = -1;
        String instance = "";
        String visibility = "";
        while (table.nextField()) {
          switch (table.field()) {
            case "sample_token" -> sample = samples.indexOf(table.text()).orElse(-1);
            case "instance_token" -> instance = table.text();
            case "visibility_token" -> visibility = levels.getOrDefault(table.text(), "");
            default -> table.skip();
          }
        }
        if (sample >= 0 && classOf.containsKey(instance)) {
          bySample.get(sample).add(new Annotation(instance, visibility));
        }
      }
    }
    return bySample;
  }

  /** The facts of each scene of the samples. */
  private List<SceneFacts> scenes() {
    Map<String, SceneFacts> logs = logs();
    Map<String, SceneFacts> byName = new HashMap<>();
    try (TableReader table = TableReader.open(folder, "scene")) {
      while (table.nextRow()) {
        String name = "";
        String description = "";
        SceneFacts log = SceneFacts.UNKNOWN;
        while (table.nextField()) {
          switch (table.field()) {
            case "name" -> name = table.text();
            case "description" -> description = table.text();
            case "log_token" -> log = logs.getOrDefault(table.text(), SceneFacts.UNKNOWN);
            default -> table.skip();
          }
        }
        byName.put(name, new SceneFacts(log.location(), log.vehicle(), log.log(), description));
      }
    }
    return samples.sceneNames().stream()
        .map(name -> Optional.ofNullable(byName.get(name)).orElse(SceneFacts.UNKNOWN))
        .toList();
  }

  private Map<String, SceneFacts> logs() {
    Map<String, SceneFacts> logs = new HashMap<>();
    if (!isThere("log")) {
      return logs;
    }
    try (TableReader table = TableReader.open(folder, "log")) {
      while (table.nextRow()) {
        String token = "";
        String location = "";
        String vehicle = "";
        String file = "";
        while (table.nextField()) {
          switch (table.field()) {
            case "token" -> token = table.text();
            case "location" -> location = table.text();
            case "vehicle" -> vehicle = table.text();
            case "logfile" -> file = table.text();
            default -> table.skip();
          }
        }
        logs.put(token, new SceneFacts(location, vehicle, file, ""));
      }
    }
    return logs;
  }

  private Map<String, String> optionalNames(String table, String field) {
    return isThere(table) ? TableReader.names(folder, table, field) : Map.of();
  }

  private boolean isThere(String table) {
    return Files.isRegularFile(folder.resolve(table + ".json"));
  }
}
