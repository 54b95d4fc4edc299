package dev.bevdrift.metrics.slice;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.SceneFacts;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.score.SliceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The ten properties by which figures are sliced: distance, class, visibility, points, speed,
 * light, weather, location, vehicle, log.
 */
public final class SliceProperties {
  public static final String DISTANCE = "distance";
  public static final String CLASS = "class";
  public static final String VISIBILITY = "visibility";
  public static final String POINTS = "points";
  public static final String SPEED = "speed";
  public static final String LIGHT = "light";
  public static final String WEATHER = "weather";

  /** As in nuScenes' descriptions: "Night, …", "…, after rain": a wet road counts as rain. */
  private static final Pattern NIGHT = Pattern.compile("\\bnight", Pattern.CASE_INSENSITIVE);

  private static final Pattern RAIN = Pattern.compile("\\brain", Pattern.CASE_INSENSITIVE);

  private final GroundTruth truth;
  private final DetectionBoxes predictions;
  private final TruthFacts facts;
  private final SliceSettings settings;

  private SliceProperties(
      GroundTruth truth, DetectionBoxes predictions, TruthFacts facts, SliceSettings settings) {
    this.truth = truth;
    this.predictions = predictions;
    this.facts = facts;
    this.settings = settings;
  }

  /** All ten, in the order of reports. */
  public static List<SliceProperty> of(
      GroundTruth truth, DetectionBoxes predictions, TruthFacts facts, SliceSettings settings) {
    SliceProperties p = new SliceProperties(truth, predictions, facts, settings);
    return List.of(
        p.distance(),
        p.detectionClass(),
        p.visibility(),
        p.points(),
        p.speed(),
        p.ofScenes(LIGHT, scene -> said(scene, NIGHT, "night", "day")),
        p.ofScenes(WEATHER, scene -> said(scene, RAIN, "rain", "dry")),
        p.ofScenes("location", SceneFacts::location),
        p.ofScenes("vehicle", SceneFacts::vehicle),
        p.ofScenes("log", SceneFacts::log));
  }

  /** Night or day, as slices have it; {@link SliceNames#UNKNOWN} without a description. */
  public static String light(SceneFacts scene) {
    return named(said(scene, NIGHT, "night", "day"));
  }

  /** Rain or dry, as slices have it; {@link SliceNames#UNKNOWN} without a description. */
  public static String weather(SceneFacts scene) {
    return named(said(scene, RAIN, "rain", "dry"));
  }

  private static String said(SceneFacts scene, Pattern word, String yes, String no) {
    if (scene.description().isBlank()) {
      return "";
    }
    return word.matcher(scene.description()).find() ? yes : no;
  }

  private static String named(String value) {
    return value.isBlank() ? SliceNames.UNKNOWN : value;
  }

  private SliceProperty distance() {
    Bands bands = Bands.of(settings.distanceEdgesM());
    Samples samples = truth.samples();
    return SliceProperty.ofBoxes(
        DISTANCE,
        bands.names(),
        g -> bands.of(distanceM(truth.boxes(), g, samples)),
        p -> bands.of(distanceM(predictions, p, samples)));
  }

  /** From the ego vehicle in the ground plane, as the filter by range measures it. */
  public static double distanceM(DetectionBoxes boxes, int i, Samples samples) {
    double dx = boxes.x(i) - samples.egoX(boxes.sample(i));
    double dy = boxes.y(i) - samples.egoY(boxes.sample(i));
    return Math.sqrt(dx * dx + dy * dy);
  }

  private SliceProperty detectionClass() {
    return SliceProperty.ofBoxes(
        CLASS,
        DetectionClass.all().stream().map(DetectionClass::jsonName).toList(),
        truth.boxes()::classIndex,
        predictions::classIndex);
  }

  private SliceProperty visibility() {
    List<String> values = values(facts.visibilities().stream());
    return SliceProperty.ofTrueBoxes(
        VISIBILITY, values, g -> values.indexOf(named(facts.visibility(g))));
  }

  private SliceProperty points() {
    Bands bands = Bands.ofCounts(settings.pointEdges());
    return SliceProperty.ofTrueBoxes(POINTS, bands.names(), g -> bands.of(truth.boxes().numPts(g)));
  }

  private SliceProperty speed() {
    Bands bands = Bands.of(settings.speedEdgesMps());
    return SliceProperty.ofBoxes(
        SPEED,
        bands.names(),
        g -> bands.of(speedMps(truth.boxes(), g)),
        p -> bands.of(speedMps(predictions, p)));
  }

  /** Length of the velocity in the ground plane; NaN when unknown. */
  public static double speedMps(DetectionBoxes boxes, int i) {
    return Math.sqrt(boxes.vx(i) * boxes.vx(i) + boxes.vy(i) * boxes.vy(i));
  }

  private SliceProperty ofScenes(String name, Function<SceneFacts, String> value) {
    List<String> values = values(facts.scenes().stream().map(value));
    int[] ofScene =
        facts.scenes().stream().mapToInt(s -> values.indexOf(named(value.apply(s)))).toArray();
    Samples samples = truth.samples();
    return SliceProperty.ofSamples(
        name, values, s -> ofScene[samples.scene(s)], truth.boxes(), predictions);
  }

  private static List<String> values(Stream<String> named) {
    return new ArrayList<>(new TreeSet<>(named.map(SliceProperties::named).toList()));
  }
}
