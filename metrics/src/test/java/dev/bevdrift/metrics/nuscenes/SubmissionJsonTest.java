package dev.bevdrift.metrics.nuscenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SubmissionJsonTest {
  private static final String BOX =
      "{\"sample_token\": \"a\", \"translation\": [1, 2, 3], \"size\": [4, 5, 6], \"rotation\":"
          + " [1, 0, 0, 0], \"velocity\": [NaN, 1], \"detection_name\": \"car\","
          + " \"detection_score\": 0.5, \"attribute_name\": \"vehicle.parked\"}";

  @TempDir Path folder;

  private static Samples samples() {
    Samples.Builder samples = Samples.builder();
    samples.add("a", "scene", new Vec3(0, 0, 0));
    samples.add("b", "scene", new Vec3(0, 0, 0));
    return samples.build();
  }

  private Submission read(String text) {
    return read(text, Split.Kind.PREDEFINED);
  }

  private Submission read(String text, Split.Kind kind) {
    try {
      Path file = Files.writeString(folder.resolve("r.json"), text);
      return SubmissionJson.read(file, samples(), kind, 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String file(String a, String b) {
    return "{\"meta\": {}, \"results\": {\"b\": [" + b + "], \"a\": [" + a + "]}}";
  }

  private void assertRefused(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read " + folder.resolve("r.json") + message);
  }

  @Test
  void boxesComeInTheFilesOrder() {
    DetectionBoxes boxes = read(file(BOX, BOX)).boxes();
    assertThat(boxes.size()).isEqualTo(2);
    assertThat(boxes.sample(0)).isEqualTo(1);
    assertThat(boxes.matchSample(0)).isZero();
    assertThat(boxes.vx(0)).isNaN();
    assertThat(boxes.attribute(0)).isEqualTo(Attribute.VEHICLE_PARKED);
  }

  @Test
  void aCustomSplitBringsThemIntoSampleOrderAndSkipsTheRest() {
    String text = "{\"results\": {\"z\": 5, \"b\": [" + BOX + "], \"a\": []}, \"meta\": {}}";
    assertThat(read(text, Split.Kind.CUSTOM).boxes().size()).isEqualTo(1);
    Submission both = read(file(BOX, BOX), Split.Kind.CUSTOM);
    assertThat(both.boxes().sample(0)).isZero();
    assertThat(both.boxes().sample(1)).isEqualTo(1);
  }

  @Test
  void faultsNameSampleBoxAndField() {
    assertRefused(
        file(BOX + "," + BOX.replace("[4, 5, 6]", "[4, NaN, 6]"), ""),
        ", sample a, box 1, field size: it is holding NaN, expected 3 numbers that are not NaN");
    assertRefused(
        file(BOX.replace("\"car\"", "\"tram\""), ""),
        ", sample a, box 0, field detection_name: it is \"tram\", expected a detection class");
    assertRefused(
        file(BOX.replace("rotation", "spin"), ""),
        ", sample a, box 0, field rotation: it is absent, expected it in every box");
    assertRefused(
        file(BOX + "," + BOX + "," + BOX, ""),
        ", sample a: it is too long, expected at most 2 boxes");
    assertRefused(file("7", ""), ", sample a, box 0: it is 7, expected an object");
  }

  @Test
  void faultsOfTheWholeFileAreNamed() {
    assertRefused(
        "{\"meta\": {}, \"results\": {\"a\": []}}",
        ": results lack sample b, expected all 2 of the split");
    assertRefused(
        "{\"meta\": {}, \"results\": {\"a\": [], \"b\": [], \"c\": []}}",
        ", sample c: it is not in the split, expected the split's samples only");
    assertRefused(
        "{\"meta\": {}}", ": it is without results, expected an object with results and meta");
    assertThatThrownBy(() -> read("{\"meta\": {}, \"results\": {\"a\": [" + BOX.substring(0, 60)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("r.json, sample a, box 0: ")
        .hasMessageContaining(" at line 1, column ")
        .hasMessageNotContaining("start marker")
        .hasMessageEndingWith("expected whole JSON");
    assertThatThrownBy(
            () ->
                SubmissionJson.read(folder.resolve("none.json"), samples(), Split.Kind.CUSTOM, 500))
        .hasMessage(
            "Cannot read " + folder.resolve("none.json") + ": it is not there, expected a file");
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    DetectionBoxesBuilder b = DetectionBoxes.builder("test");
    b.sample(0).detectionClass(DetectionClass.BUS).translation(0.1, 1e-7, 1e20);
    b.size(1, 2, 3).rotation(0.5, 0.5, 0.5, 0.5).velocity(Double.NaN, -0.0).score(1 / 3.0);
    b.attribute(Attribute.VEHICLE_MOVING).add();
    DetectionBoxes boxes = b.build();
    Path file = folder.resolve("out").resolve(SubmissionWriter.NAME);
    try (SubmissionWriter writer = SubmissionWriter.create(file, SubmissionWriter.cameraOnly())) {
      writer.sample("a", boxes, 0, 1).sample("b", boxes, 1, 1);
      assertThat(file).doesNotExist();
      writer.commit();
    }
    Submission again = SubmissionJson.read(file, samples(), Split.Kind.PREDEFINED, 500);
    assertThat(again.meta().get("use_camera").asBoolean()).isTrue();
    DetectionBoxes read = again.boxes();
    assertThat(read.size()).isEqualTo(1);
    assertThat(read.x(0)).isEqualTo(0.1);
    assertThat(read.y(0)).isEqualTo(1e-7);
    assertThat(read.z(0)).isEqualTo(1e20);
    assertThat(read.score(0)).isEqualTo(1 / 3.0);
    assertThat(read.vx(0)).isNaN();
    assertThat(read.detectionClass(0)).isEqualTo(DetectionClass.BUS);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aWriterThatIsNotCommittedLeavesNothing() throws IOException {
    Path file = folder.resolve("gone.json");
    SubmissionWriter.create(file, SubmissionWriter.cameraOnly()).close();
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
