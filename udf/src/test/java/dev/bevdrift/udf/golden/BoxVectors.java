package dev.bevdrift.udf.golden;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The vectors of {@code boxes.json}. */
public final class BoxVectors {
  private static final JsonNode ROOT = Golden.read("boxes.json");

  private BoxVectors() {}

  /** The whole document. */
  public static JsonNode root() {
    return ROOT;
  }

  /** One of the three recorded frames. */
  public static JsonNode frame(int number) {
    return ROOT.get("frames").get(number);
  }

  public static List<String> classes() {
    return texts(ROOT.get("classes"));
  }

  /** Metres by class. */
  public static Map<String, Double> classRangeM() {
    Map<String, Double> ranges = new LinkedHashMap<>();
    ROOT.get("class_range")
        .properties()
        .forEach(entry -> ranges.put(entry.getKey(), entry.getValue().doubleValue()));
    return ranges;
  }

  public static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::textValue).toList();
  }

  public static double[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  /** Little-endian 64-bit floats in base64. */
  public static double[] doubles(JsonNode node) {
    ByteBuffer bytes = ByteBuffer.wrap(Golden.bytes(node)).order(ByteOrder.LITTLE_ENDIAN);
    double[] doubles = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(doubles);
    return doubles;
  }

  public static Pose pose(JsonNode node) {
    double[] t = numbers(node.get("translation"));
    double[] r = numbers(node.get("rotation"));
    return new Pose(new Vec3(t[0], t[1], t[2]), new Quaternion(r[0], r[1], r[2], r[3]));
  }
}
