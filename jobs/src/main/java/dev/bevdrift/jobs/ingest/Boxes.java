package dev.bevdrift.jobs.ingest;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.Annotation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The annotated boxes of the chosen keyframes: sample_annotation, instance, category, attribute and
 * visibility joined, in the order of sample_annotation.json.
 */
final class Boxes {
  /** How long a box may move between two annotations until its velocity counts as unknown. */
  private static final double MAX_TIME_DIFFERENCE_S = 1.5;

  /** How the version's name ends that has no boxes. */
  private static final String TEST = "test";

  private final Map<String, List<Annotation>> bySample = new HashMap<>();
  private final boolean any;

  private record Instance(String token, String category) {}

  private record Row(
      String token,
      SampleRow sample,
      Instance instance,
      Vec3 translation,
      Vec3 size,
      Quaternion rotation,
      List<String> attributes,
      int numLidarPts,
      int numRadarPts,
      String visibility,
      String prev,
      String next) {}

  private Boxes(Iterable<Row> rows, Map<String, Row> byToken) {
    boolean found = false;
    for (Row row : rows) {
      found = true;
      bySample
          .computeIfAbsent(row.sample().token(), ignored -> new ArrayList<>())
          .add(annotation(row, byToken));
    }
    any = found;
  }

  /**
   * The test split has empty tables, or none at all.
   *
   * @param samples the chosen keyframes, by token; boxes of others are passed over
   * @throws dev.bevdrift.metrics.InputException for a dangling token or a malformed field
   */
  static Boxes read(DataRoot root, Map<String, SampleRow> samples) {
    if (root.version().endsWith(TEST) && !root.has("sample_annotation")) {
      return new Boxes(List.of(), Map.of());
    }
    Map<String, String> categories = root.byToken("category", row -> row.text("name"));
    Map<String, String> attributes = root.byToken("attribute", row -> row.text("name"));
    Map<String, String> levels = root.byToken("visibility", row -> row.text("level"));
    Map<String, Instance> instances =
        root.byToken(
            "instance",
            row -> {
              String category = categories.get(row.text("category_token"));
              if (category == null) {
                throw Keyframes.dangling(row, "category_token", "category");
              }
              return new Instance(row.token(), category);
            });
    List<Row> rows = new ArrayList<>();
    Map<String, Row> byToken = new HashMap<>();
    root.rows(
        "sample_annotation",
        row -> {
          SampleRow sample = samples.get(row.text("sample_token"));
          if (sample == null) {
            return;
          }
          Instance instance = instances.get(row.text("instance_token"));
          if (instance == null) {
            throw Keyframes.dangling(row, "instance_token", "instance");
          }
          List<String> names = new ArrayList<>();
          for (String token : row.texts("attribute_tokens")) {
            String name = attributes.get(token);
            if (name == null) {
              throw row.fault("attribute_tokens", "holds " + token, "tokens of attribute.json");
            }
            names.add(name);
          }
          Row box =
              new Row(
                  row.token(),
                  sample,
                  instance,
                  row.vector("translation"),
                  row.vector("size"),
                  row.rotation("rotation"),
                  names,
                  row.count("num_lidar_pts", 0),
                  row.count("num_radar_pts", 0),
                  levels.getOrDefault(row.anyText("visibility_token"), ""),
                  row.anyText("prev"),
                  row.anyText("next"));
          if (byToken.put(box.token(), box) != null) {
            throw row.fault("token", "comes twice", "each token once");
          }
          for (double side : new double[] {box.size().x(), box.size().y(), box.size().z()}) {
            if (!(side > 0)) {
              throw row.fault("size", "holds " + side, "metres above 0");
            }
          }
          rows.add(box);
        });
    return new Boxes(rows, byToken);
  }

  /** The boxes of one keyframe, in the table's order. */
  List<Annotation> of(SampleRow sample) {
    return bySample.getOrDefault(sample.token(), List.of());
  }

  /** Whether there is any box at all; the test split has none. */
  boolean any() {
    return any;
  }

  private static Annotation annotation(Row row, Map<String, Row> byToken) {
    Optional<Vec3> velocity = velocity(row, byToken);
    return new Annotation(
        row.instance().token(),
        row.instance().category(),
        DetectionClass.ofCategory(row.instance().category())
            .map(DetectionClass::jsonName)
            .orElse(""),
        row.translation(),
        row.size(),
        row.rotation(),
        velocity.map(Vec3::x).orElse(Double.NaN),
        velocity.map(Vec3::y).orElse(Double.NaN),
        row.attributes(),
        row.numLidarPts(),
        row.numRadarPts(),
        row.visibility());
  }

  /**
   * The velocity between the annotations before and after.
   *
   * <p>Source: nuScenes devkit, {@code NuScenes.box_velocity}, its order of arithmetic included.
   */
  private static Optional<Vec3> velocity(Row row, Map<String, Row> byToken) {
    boolean hasPrev = !row.prev().isEmpty();
    boolean hasNext = !row.next().isEmpty();
    if (!hasPrev && !hasNext) {
      return Optional.empty();
    }
    Row first = hasPrev ? neighbour(row, "prev", row.prev(), byToken) : row;
    Row last = hasNext ? neighbour(row, "next", row.next(), byToken) : row;
    double seconds = 1e-6 * last.sample().timestampUs() - 1e-6 * first.sample().timestampUs();
    double most = hasPrev && hasNext ? 2 * MAX_TIME_DIFFERENCE_S : MAX_TIME_DIFFERENCE_S;
    if (seconds > most) {
      return Optional.empty();
    }
    Vec3 way = last.translation().minus(first.translation());
    return Optional.of(new Vec3(way.x() / seconds, way.y() / seconds, way.z() / seconds));
  }

  private static Row neighbour(Row row, String field, String token, Map<String, Row> byToken) {
    Row found = byToken.get(token);
    if (found == null) {
      throw new dev.bevdrift.metrics.InputException(
          "Cannot read sample_annotation.json: token "
              + row.token()
              + ", "
              + field
              + " is "
              + token
              + ", expected an annotation of the same scene");
    }
    return found;
  }
}
