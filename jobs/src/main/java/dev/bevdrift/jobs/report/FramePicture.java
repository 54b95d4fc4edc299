package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.udf.infer.Annotation;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ImageAddress;
import dev.bevdrift.udf.infer.ImageSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * One frame as the page shows it: the picture of the camera that sees most of what changed, true
 * boxes, and each row's boxes.
 */
final class FramePicture {
  /** A box without a partner of its class this near in the baseline has changed. */
  private static final double SAME_M = 0.1;

  /** Boxes of a row that are drawn, best first. */
  private static final int MOST_BOXES = 50;

  private final Frame frame;
  private final ImageSource images;
  private final List<EgoBox> truth = new ArrayList<>();
  private final Map<String, List<EgoBox>> byRow = new LinkedHashMap<>();

  private FramePicture(
      Frame frame, List<PredictionRow> boxes, double leastScore, ImageSource images) {
    this.frame = frame;
    this.images = images;
    Pose egoFromGlobal = frame.ego2global().inverse();
    for (Annotation annotation : frame.annotations()) {
      if (annotation.scored() && annotation.numLidarPts() + annotation.numRadarPts() > 0) {
        truth.add(EgoBox.of(annotation, egoFromGlobal));
      }
    }
    for (PredictionRow box : boxes) {
      List<EgoBox> row = byRow.computeIfAbsent(box.rung(), any -> new ArrayList<>());
      if (box.detectionScore() >= leastScore && row.size() < MOST_BOXES) {
        row.add(EgoBox.of(box, egoFromGlobal));
      }
    }
  }

  /**
   * Draws a frame.
   *
   * @param frame with pictures and annotations
   * @param boxes of this frame, by row, best first
   * @param leastScore weaker boxes are left out
   * @param images where frames without pictures of their own have them
   */
  static FramePicture of(
      Frame frame, List<PredictionRow> boxes, double leastScore, ImageSource images) {
    return new FramePicture(frame, boxes, leastScore, images);
  }

  /**
   * What the page embeds.
   *
   * @param why the entry of summary.json's worst_frames
   * @param baseline row that the entry's rung is compared with
   */
  ObjectNode json(JsonNode why, String baseline) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("scene", frame.sceneName());
    node.put("sample_token", frame.sampleToken());
    node.set("rung", why.path("rung"));
    node.set("score", why.path("score"));
    node.set("why", why.path("why"));
    String rung = why.path("rung").asText();
    camera(rung, baseline).ifPresent(view -> picture(node, view));
    node.set("truth", boxes(truth));
    ObjectNode rows = node.putObject("rows");
    byRow.forEach((row, boxes) -> rows.set(row, boxes(boxes)));
    return node;
  }

  private void picture(ObjectNode node, CameraView view) {
    double scale = Thumbnail.width(view.width()) / (double) view.width();
    node.put("camera", view.channel());
    node.put("width", Thumbnail.width(view.width()));
    node.put("height", Math.round(view.height() * scale));
    CameraProjection projection = CameraProjection.of(frame, view, scale);
    ArrayNode matrix = node.putArray("projection");
    for (int i = 0; i < 12; i++) {
      matrix.add(projection.entry(i));
    }
    try {
      byte[] jpeg = Thumbnail.jpeg(decoded(view));
      node.put("jpeg", Base64.getEncoder().encodeToString(jpeg));
    } catch (IOException unreadable) {
      // The frame is still worth its boxes.
      node.put("no_picture", "Cannot show " + view.channel() + ": " + unreadable.getMessage());
    }
  }

  private BufferedImage decoded(CameraView view) throws IOException {
    ByteBuffer bytes;
    Optional<ImageAddress> address = view.address();
    if (view.jpeg().isPresent()) {
      bytes = view.jpeg().orElseThrow();
    } else if (address.isPresent()) {
      bytes = images.read(address.orElseThrow());
    } else {
      throw new IOException("the frame has no picture, expected one");
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(copy));
    if (picture == null) {
      throw new IOException("it is no picture, expected a JPEG");
    }
    return picture;
  }

  /** The view that sees most changed boxes, else most boxes; the first of equals. */
  private Optional<CameraView> camera(String rung, String baseline) {
    List<EgoBox> ofRung = byRow.getOrDefault(rung, List.of());
    List<EgoBox> ofBaseline = byRow.getOrDefault(baseline, List.of());
    List<EgoBox> changed = new ArrayList<>(without(ofRung, ofBaseline));
    changed.addAll(without(ofBaseline, ofRung));
    CameraView best = null;
    double most = -1;
    for (CameraView view : frame.cameras()) {
      CameraProjection projection = CameraProjection.of(frame, view, 1);
      double seen = seen(projection, changed) + seen(projection, truth) / 1e4;
      if (seen > most) {
        best = view;
        most = seen;
      }
    }
    return Optional.ofNullable(best);
  }

  private static long seen(CameraProjection projection, List<EgoBox> boxes) {
    return boxes.stream().filter(box -> projection.sees(box.centre())).count();
  }

  /** Boxes that have no like among the others. */
  private static List<EgoBox> without(List<EgoBox> boxes, List<EgoBox> others) {
    return boxes.stream()
        .filter(
            box ->
                others.stream()
                    .noneMatch(o -> o.name().equals(box.name()) && o.distanceM(box) < SAME_M))
        .toList();
  }

  private static ArrayNode boxes(List<EgoBox> boxes) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    boxes.forEach(box -> array.add(box.json()));
    return array;
  }
}
