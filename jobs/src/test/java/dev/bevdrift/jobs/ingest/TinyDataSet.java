package dev.bevdrift.jobs.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * A data set of a few kilobytes in the nuScenes schema: three scenes of three keyframes half a
 * second apart, pictures of 32x18 pixels, one car that drives along x at 2 m/s and one bicycle
 * rack. scene-a and scene-b are the split tiny; scene-a has CAN-bus messages.
 *
 * <p>Rows may be changed until {@link #write}.
 */
public final class TinyDataSet {
  public static final String VERSION = "v1.0-tiny";
  static final int WIDTH = 32;
  static final int HEIGHT = 18;
  static final List<String> SCENES = List.of("scene-b", "scene-a", "scene-c");
  private static final int KEYFRAMES = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final Map<String, List<ObjectNode>> tables = new LinkedHashMap<>();

  private final int width;
  private final int height;

  private TinyDataSet(Path root, int width, int height) {
    this.root = root;
    this.width = width;
    this.height = height;
  }

  /** The data set as it should be, its rows in memory and its pictures on disk. */
  static TinyDataSet in(Path root) throws IOException {
    return in(root, WIDTH, HEIGHT);
  }

  /** The same with pictures of another size. */
  public static TinyDataSet in(Path root, int width, int height) throws IOException {
    TinyDataSet data = new TinyDataSet(root, width, height);
    data.vocabulary();
    for (int s = 0; s < SCENES.size(); s++) {
      data.scene(SCENES.get(s), 1_000_000_000L * (s + 1));
    }
    data.messages("scene-a", 2_000_000_000L);
    return data;
  }

  public Path root() {
    return root;
  }

  /** The rows of a table, to be changed. */
  List<ObjectNode> table(String name) {
    return tables.computeIfAbsent(name, ignored -> new ArrayList<>());
  }

  /** The row of a table with this token. */
  ObjectNode row(String table, String token) {
    return table(table).stream()
        .filter(row -> row.get("token").asText().equals(token))
        .findFirst()
        .orElseThrow();
  }

  Path tableFile(String name) {
    return root.resolve(VERSION).resolve(name + ".json");
  }

  public Path picture(String scene, int keyframe, String channel) {
    return root.resolve(pictureName(scene, keyframe, channel));
  }

  static String pictureName(String scene, int keyframe, String channel) {
    return "samples/" + channel + "/" + scene + "__" + channel + "__" + keyframe + ".jpg";
  }

  /** Writes the tables. */
  public TinyDataSet write() throws IOException {
    Files.createDirectories(root.resolve(VERSION));
    for (Map.Entry<String, List<ObjectNode>> table : tables.entrySet()) {
      JSON.writeValue(tableFile(table.getKey()).toFile(), table.getValue());
    }
    Files.writeString(
        root.resolve(VERSION).resolve("splits.json"),
        "{\"tiny\": [\"scene-a\", \"scene-b\"], \"rest\": [\"scene-c\"]}");
    return this;
  }

  public static byte[] jpeg(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        image.setRGB(x, y, ((x * 7) << 16) | ((y * 13) << 8));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", out);
    return out.toByteArray();
  }

  private void vocabulary() {
    add("log", "log")
        .put("logfile", "n008-drive")
        .put("vehicle", "n008")
        .put("location", "boston-seaport");
    add("category", "car").put("name", "vehicle.car");
    add("category", "rack").put("name", "static_object.bicycle_rack");
    add("attribute", "moving").put("name", "vehicle.moving");
    add("visibility", "4").put("level", "v80-100");
    List<String> channels = new ArrayList<>(SensorRow.CAMERAS);
    channels.add(SensorRow.LIDAR);
    channels.add("RADAR_FRONT");
    for (String channel : channels) {
      add("sensor", "sensor-" + channel).put("channel", channel);
      ObjectNode calibration =
          add("calibrated_sensor", "calibration-" + channel)
              .put("sensor_token", "sensor-" + channel);
      numbers(calibration, "translation", 1, 0.5, 1.5);
      numbers(calibration, "rotation", 0.5, -0.5, 0.5, -0.5);
      ArrayNode intrinsic = calibration.putArray("camera_intrinsic");
      if (channel.startsWith("CAM")) {
        intrinsic.addArray().add(20.5).add(0).add(16);
        intrinsic.addArray().add(0).add(20.5).add(9);
        intrinsic.addArray().add(0).add(0).add(1);
      }
    }
  }

  private void scene(String name, long startUs) throws IOException {
    add("scene", name + "-token")
        .put("name", name)
        .put("log_token", "log")
        .put("description", "Tiny " + name);
    add("instance", name + "-car").put("category_token", "car");
    add("instance", name + "-rack").put("category_token", "rack");
    for (int k = 0; k < KEYFRAMES; k++) {
      String token = name + "-" + k;
      long timeUs = startUs + 500_000L * k;
      add("sample", token)
          .put("timestamp", timeUs)
          .put("prev", neighbour(name, k - 1))
          .put("next", neighbour(name, k + 1))
          .put("scene_token", name + "-token");
      int late = 0;
      for (ObjectNode calibration : table("calibrated_sensor")) {
        String channel = calibration.get("sensor_token").asText().substring("sensor-".length());
        data(name, k, channel, timeUs + 1000L * late++);
      }
      box(name, k, "car", 10 + k);
      box(name, k, "rack", 0);
    }
  }

  private void data(String scene, int k, String channel, long timeUs) throws IOException {
    boolean camera = channel.startsWith("CAM");
    String token = scene + "-" + k + "-" + channel;
    add("sample_data", token)
        .put("sample_token", scene + "-" + k)
        .put("ego_pose_token", token)
        .put("calibrated_sensor_token", "calibration-" + channel)
        .put("timestamp", timeUs)
        .put("is_key_frame", true)
        .put("width", camera ? width : 0)
        .put("height", camera ? height : 0)
        .put("filename", pictureName(scene, k, channel));
    ObjectNode pose = add("ego_pose", token).put("timestamp", timeUs);
    numbers(pose, "translation", 100 + 2 * k, 200, 0.25);
    numbers(pose, "rotation", Math.cos(0.1 * k - 0.1), 0, 0, Math.sin(0.1 * k - 0.1));
    if (camera) {
      Files.createDirectories(picture(scene, k, channel).getParent());
      Files.write(picture(scene, k, channel), jpeg(width, height));
    }
  }

  private void box(String scene, int k, String kind, double x) {
    String chain = scene + "-" + kind;
    ObjectNode box =
        add("sample_annotation", chain + "-" + k)
            .put("sample_token", scene + "-" + k)
            .put("instance_token", chain)
            .put("visibility_token", "4")
            .put("num_lidar_pts", 7)
            .put("num_radar_pts", 1)
            .put("prev", kind.equals("car") ? neighbour(chain, k - 1) : "")
            .put("next", kind.equals("car") ? neighbour(chain, k + 1) : "");
    box.putArray("attribute_tokens");
    if (kind.equals("car")) {
      ((ArrayNode) box.get("attribute_tokens")).add("moving");
    }
    numbers(box, "translation", x, 5, 0.5);
    numbers(box, "size", 1.9, 4.5, 1.6);
    numbers(box, "rotation", 1, 0, 0, 0);
  }

  private void messages(String scene, long startUs) throws IOException {
    ArrayNode messages = JSON.createArrayNode();
    for (int i = 0; i < 60; i++) {
      ObjectNode message = messages.addObject().put("utime", startUs - 100_000 + 20_000L * i);
      numbers(message, "accel", i, 0.5, 9.8);
      numbers(message, "orientation", 1, 0, 0, 0);
      numbers(message, "pos", 1, 2, 3);
      numbers(message, "rotation_rate", 0.01, 0.02, i);
      numbers(message, "vel", i, 0, 0);
    }
    Path file = root.resolve("can_bus").resolve(scene + "_pose.json");
    Files.createDirectories(file.getParent());
    JSON.writeValue(file.toFile(), messages);
  }

  private static String neighbour(String chain, int k) {
    return k < 0 || k >= KEYFRAMES ? "" : chain + "-" + k;
  }

  private ObjectNode add(String table, String token) {
    ObjectNode row = JSON.createObjectNode().put("token", token);
    table(table).add(row);
    return row;
  }

  private static void numbers(ObjectNode row, String field, double... values) {
    ArrayNode list = row.putArray(field);
    for (double value : values) {
      list.add(value);
    }
  }
}
