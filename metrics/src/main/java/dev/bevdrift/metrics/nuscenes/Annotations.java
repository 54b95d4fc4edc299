package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The annotations of some samples in table order, with velocities. */
final class Annotations {
  private static final double SECONDS = 1e-6;
  private static final double MAX_GAP_S = 1.5;

  /**
   * One annotation.
   *
   * @param sample index of its sample
   * @param prev token of the same object's annotation before, empty if none
   */
  record Row(
      String token,
      int sample,
      String instance,
      List<String> attributes,
      Vec3 translation,
      Vec3 size,
      Quaternion rotation,
      String prev,
      String next,
      int numPts) {}

  /** A velocity in the ground plane, metres per second; NaN when unknown. */
  record Velocity(double x, double y) {
    static final Velocity UNKNOWN = new Velocity(Double.NaN, Double.NaN);
  }

  private final Path file;
  private final List<Row> rows;
  private final Map<String, Row> byToken;
  private final long[] timestampUs;

  private Annotations(Path file, List<Row> rows, Map<String, Row> byToken, long[] timestampUs) {
    this.file = file;
    this.rows = rows;
    this.byToken = byToken;
    this.timestampUs = timestampUs;
  }

  /**
   * Reads {@code sample_annotation.json}.
   *
   * @param timestampUs of each sample, microseconds
   */
  static Annotations read(Path folder, Samples samples, long[] timestampUs) {
    List<Row> rows = new ArrayList<>();
    Map<String, Row> byToken = new HashMap<>();
    try (TableReader table = TableReader.open(folder, "sample_annotation")) {
      RowBuffer buffer = new RowBuffer();
      while (table.nextRow()) {
        if (buffer.read(table, samples)) {
          Row row = buffer.row();
          rows.add(row);
          byToken.put(row.token, row);
        }
      }
    }
    return new Annotations(
        folder.resolve("sample_annotation.json"), rows, byToken, timestampUs.clone());
  }

  List<Row> rows() {
    return rows;
  }

  /** The velocity of an annotation from its neighbours in time. */
  Velocity velocity(Row row) {
    boolean hasPrev = !row.prev.isEmpty();
    boolean hasNext = !row.next.isEmpty();
    Row first = hasPrev ? neighbour(row, "prev", row.prev) : row;
    Row last = hasNext ? neighbour(row, "next", row.next) : row;
    return velocity(
        hasPrev,
        hasNext,
        timestampUs[first.sample],
        timestampUs[last.sample],
        last.translation.x() - first.translation.x(),
        last.translation.y() - first.translation.y());
  }

  /**
   * The velocity between two annotations of an object, the first and the last of the one in
   * question and its neighbours.
   *
   * <p>Source: nuScenes devkit, {@code box_velocity}: central where both neighbours exist, else
   * one-sided; unknown without any, and over gaps of more than 1.5 s (3 s when central).
   *
   * @param dxM metres from the first to the last
   */
  static Velocity velocity(
      boolean hasPrev, boolean hasNext, long firstUs, long lastUs, double dxM, double dyM) {
    double seconds = SECONDS * lastUs - SECONDS * firstUs;
    double maxGapS = hasPrev && hasNext ? MAX_GAP_S * 2 : MAX_GAP_S;
    if ((!hasPrev && !hasNext) || seconds > maxGapS) {
      return Velocity.UNKNOWN;
    }
    return new Velocity(dxM / seconds, dyM / seconds);
  }

  private Row neighbour(Row row, String field, String token) {
    Row found = byToken.get(token);
    if (found == null) {
      throw new InputException(
          "Cannot read "
              + file
              + ", token "
              + row.token
              + ", field "
              + field
              + ": it is \""
              + token
              + "\", expected an annotation of the same scene");
    }
    return found;
  }

  /** The fields of the row being read. */
  private static final class RowBuffer {
    private String token;
    private int sample;
    private String instance;
    private List<String> attributes;
    private Vec3 translation;
    private Vec3 size;
    private Quaternion rotation;
    private String prev;
    private String next;
    private long lidarPts;
    private long radarPts;

    /** Reads a row; false if its sample is none of ours. */
    boolean read(TableReader table, Samples samples) {
      clear();
      boolean ours = true;
      boolean named = false;
      while (table.nextField()) {
        switch (table.field()) {
          case "token" -> token = table.text();
          case "sample_token" -> {
            named = true;
            sample = samples.indexOf(table.text()).orElse(-1);
            ours = sample >= 0;
          }
          case "instance_token" -> instance = table.text();
          case "attribute_tokens" -> attributes = table.texts();
          case "translation" -> translation = table.vec3();
          case "size" -> size = table.vec3();
          case "rotation" -> rotation = table.quaternion();
          case "prev" -> prev = table.text();
          case "next" -> next = table.text();
          case "num_lidar_pts" -> lidarPts = table.whole();
          case "num_radar_pts" -> radarPts = table.whole();
          default -> table.skip();
        }
      }
      table.require(named, "sample_token");
      if (ours) {
        requireAll(table);
      }
      return ours;
    }

    private void clear() {
      token = null;
      instance = null;
      attributes = null;
      translation = null;
      size = null;
      rotation = null;
      prev = null;
      next = null;
      lidarPts = -1;
      radarPts = -1;
    }

    private void requireAll(TableReader table) {
      table.require(token != null, "token");
      table.require(instance != null, "instance_token");
      table.require(attributes != null, "attribute_tokens");
      table.require(translation != null, "translation");
      table.require(size != null, "size");
      table.require(rotation != null, "rotation");
      table.require(prev != null, "prev");
      table.require(next != null, "next");
      table.require(lidarPts >= 0, "num_lidar_pts");
      table.require(radarPts >= 0, "num_radar_pts");
    }

    Row row() {
      return new Row(
          token,
          sample,
          instance,
          attributes,
          translation,
          size,
          rotation,
          prev,
          next,
          (int) (lidarPts + radarPts));
    }
  }
}
