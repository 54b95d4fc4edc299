package dev.bevdrift.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PagePartsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void curvesEndBeforeTheirZerosAndSkipAnUnknownAp(@TempDir Path folder) throws IOException {
    Path own = Files.createDirectories(folder.resolve("metrics/R1"));
    Files.writeString(
        own.resolve("metrics_details.json"),
        "{\"car:0.5\":{\"precision\":[1.0,0,0.12345,0,0]},\"car:1.0\":{\"precision\":[0,0]}}");
    Files.writeString(
        own.resolve("metrics_summary.json"),
        "{\"label_aps\":{\"car\":{\"0.5\":0.25,\"1.0\":NaN}}}");
    JsonNode curves = CurvesJson.read(files(folder), List.of("R1", "R2"));
    assertThat(curves.at("/R1/car/0.5").toString())
        .isEqualTo("{\"ap\":0.25,\"precision\":[1000,0,123]}");
    assertThat(curves.at("/R1/car/1.0").toString()).isEqualTo("{\"precision\":[]}");
    assertThat(curves.has("R2")).isFalse();
  }

  @Test
  void aFileThatIsNoJsonIsNamed(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("findings.json"), "{");
    assertThatThrownBy(() -> files(folder).json("findings.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("findings.json: it is no JSON, expected a file of a run");
    assertThat(files(folder).json("run.json").isMissingNode()).isTrue();
  }

  @Test
  void aDocumentThatIsNoSummaryIsRefused() {
    ObjectNode other = JSON.createObjectNode().put("schema_version", 2);
    assertThatThrownBy(() -> SummaryTree.of(other))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot draw a report: summary.json has schema_version 2, expected 1 and a list of"
                + " rungs");
  }

  @Test
  void framesThatAreGoneCostTheirPicturesOnly(@TempDir Path folder) {
    ObjectNode tree = SummaryJson.tree(SummaryFixtures.withFigures());
    tree.putArray("worst_frames").addObject().put("scene", "s").put("sample_token", "t");
    org.apache.hadoop.fs.Path gone = new org.apache.hadoop.fs.Path(folder + "/gone");
    PageParts parts =
        PageParts.read(
            Storage.local(),
            new org.apache.hadoop.fs.Path(folder.toString()),
            gone,
            SummaryTree.of(tree));
    assertThat(parts.frames().path("note").asText())
        .contains("Cannot read", "_index.parquet: no such file");
    assertThat(ReportFiles.html(SummaryTree.of(tree), parts)).contains("no such file");
  }

  @Test
  void thumbnailsAreSmallerKeepTheirShapeAndTheirColours() throws IOException {
    BufferedImage picture = new BufferedImage(1600, 900, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, 800, 900);
    graphics.dispose();
    BufferedImage small = ImageIO.read(new ByteArrayInputStream(Thumbnail.jpeg(picture)));
    assertThat(small.getWidth()).isEqualTo(480);
    assertThat(small.getHeight()).isEqualTo(270);
    assertThat(new Color(small.getRGB(100, 135)).getRed()).isGreaterThan(240); // JPEG rounds
    assertThat(new Color(small.getRGB(400, 135)).getRed()).isLessThan(15);
    BufferedImage tiny = new BufferedImage(320, 180, BufferedImage.TYPE_3BYTE_BGR);
    assertThat(ImageIO.read(new ByteArrayInputStream(Thumbnail.jpeg(tiny))).getWidth())
        .isEqualTo(320);
  }

  /** A camera 2 m ahead of the vehicle's origin that looks left, half a metre driven since. */
  @Test
  void projectionsGoThroughTheWorldToTheCamerasOwnTime() {
    // Columns of the rotation: camera's right, down and forward axes in the vehicle's frame.
    Quaternion looksLeft = Quaternion.aboutZ(Math.PI / 2).times(forwardCamera());
    Pose keyframe = new Pose(new Vec3(100, 50, 0), Quaternion.aboutZ(0.3));
    Vec3 driven = keyframe.apply(new Vec3(0.5, 0, 0));
    CameraView view =
        CameraView.of("CAM_LEFT", "t")
            .size(1600, 900)
            .intrinsics(new double[] {1000, 0, 800, 0, 1000, 450, 0, 0, 1})
            .sensor2ego(new Pose(new Vec3(2, 0, 1), looksLeft))
            .ego2global(new Pose(driven, keyframe.rotation()))
            .build();
    Frame frame =
        Frame.of("s", "scene", "t")
            .lidar2ego(Pose.IDENTITY)
            .ego2global(keyframe)
            .canBus(new double[Frame.CAN_BUS_SIZE])
            .build();
    CameraProjection projection = CameraProjection.of(frame, view, 0.5);
    // 10 m left of the camera, 1 m ahead of it and 0.5 m below: right and down in the picture.
    Vec3 point = new Vec3(0.5 + 2 + 1, 10, 1 - 0.5);
    double[] pixel = new double[3];
    for (int r = 0; r < 3; r++) {
      pixel[r] =
          projection.entry(4 * r) * point.x()
              + projection.entry(4 * r + 1) * point.y()
              + projection.entry(4 * r + 2) * point.z()
              + projection.entry(4 * r + 3);
    }
    Offset<Double> rounding = Offset.offset(1e-9);
    assertThat(pixel[2]).isCloseTo(10, rounding);
    assertThat(pixel[0] / pixel[2]).isCloseTo(0.5 * (800 + 1000 * 1 / 10.0), rounding);
    assertThat(pixel[1] / pixel[2]).isCloseTo(0.5 * (450 + 1000 * 0.5 / 10.0), rounding);
    assertThat(projection.sees(point)).isTrue();
    assertThat(projection.sees(new Vec3(3.5, -10, 0.5))).isFalse();
    assertThat(projection.sees(new Vec3(30, 10, 0.5))).isFalse();
  }

  /** Camera to vehicle: x right is -y, y down is -z, z forward is x. */
  private static Quaternion forwardCamera() {
    return new Quaternion(0.5, -0.5, 0.5, -0.5);
  }

  @Test
  void divergenceKeepsWhatAPageShows() throws IOException {
    JsonNode small =
        DivergenceParts.of(
            JSON.readTree(
                "{\"compared_with\":\"reference\",\"tolerance\":1e-4,\"frames\":[{\"rung\":\"R1\","
                    + "\"sample_token\":\"t\",\"first\":null,\"between\":[],\"missing\":[\"m\"],"
                    + "\"order\":[\"a\",\"c\",\"b\"],\"unseen\":[\"c\"],\"certain\":false,"
                    + "\"taps\":[{\"tap\":\"a\",\"value\":\"v\",\"max_abs\":1,\"relative\":0.00123456},"
                    + "{\"tap\":\"b\",\"value\":\"w\",\"max_abs\":null,\"relative\":null}]}]}"));
    assertThat(small.at("/frames/0/taps").toString())
        .isEqualTo("[[\"a\",0.00123],[\"c\",null],[\"b\",null]]");
    assertThat(DivergenceParts.of(JSON.nullNode()).path("frames")).isEmpty();
  }

  private static RunFiles files(Path folder) {
    return new RunFiles(Storage.local(), new org.apache.hadoop.fs.Path(folder.toString()));
  }
}
