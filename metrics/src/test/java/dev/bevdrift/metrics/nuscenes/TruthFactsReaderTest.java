package dev.bevdrift.metrics.nuscenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.SceneFacts;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.box.Vec3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TruthFactsReaderTest {
  @TempDir Path root;

  private void table(String name, String rows) throws IOException {
    Files.createDirectories(root.resolve("v"));
    Files.writeString(root.resolve("v").resolve(name + ".json"), rows.replace('\'', '"'));
  }

  @BeforeEach
  void tables() throws IOException {
    table(
        "category",
        "[{'token': 'k', 'name': 'vehicle.car'}, {'token': 'a', 'name': 'animal'},"
            + " {'token': 'b', 'name': 'vehicle.bus.rigid'}]");
    table(
        "instance",
        "[{'token': 'car', 'category_token': 'k'}, {'token': 'cat', 'category_token': 'a'},"
            + " {'token': 'bus', 'category_token': 'b'}]");
    table("visibility", "[{'token': '1', 'level': 'v0-40'}, {'token': '4', 'level': 'v80-100'}]");
    // The table's order is not that of the samples; the cat is not evaluated.
    table(
        "sample_annotation",
        "[{'sample_token': 's2', 'instance_token': 'car', 'visibility_token': '4'},"
            + " {'sample_token': 's1', 'instance_token': 'cat', 'visibility_token': '4'},"
            + " {'sample_token': 's1', 'instance_token': 'bus', 'visibility_token': '1'},"
            + " {'sample_token': 'other', 'instance_token': 'bus', 'visibility_token': '1'},"
            + " {'sample_token': 's1', 'instance_token': 'car', 'visibility_token': ''}]");
    table(
        "log",
        "[{'token': 'l', 'logfile': 'drive', 'vehicle': 'n008', 'location': 'boston-seaport'}]");
    table(
        "scene",
        "[{'token': 't', 'name': 'x', 'log_token': 'l', 'description': 'Night'},"
            + " {'token': 'u', 'name': 'y', 'log_token': 'gone', 'description': 'Rain'}]");
  }

  private static GroundTruth truth(DetectionClass... classesOfFirstSample) {
    Samples.Builder samples = Samples.builder();
    samples.add("s1", "x", new Vec3(0, 0, 0));
    samples.add("s2", "y", new Vec3(0, 0, 0));
    DetectionBoxesBuilder b = DetectionBoxes.builder("truth");
    for (DetectionClass c : classesOfFirstSample) {
      b.sample(0).detectionClass(c).add();
    }
    b.sample(1).detectionClass(DetectionClass.CAR).add();
    return new GroundTruth(samples.build(), b.build(), BikeRacks.none());
  }

  @Test
  void factsStandInTheOrderOfTheTrueBoxes() {
    TruthFacts facts =
        TruthFactsReader.read(root, "v", truth(DetectionClass.BUS, DetectionClass.CAR));
    assertThat(facts.visibilities()).containsExactly("v0-40", "", "v80-100");
    assertThat(facts.instance(0)).isEqualTo("bus");
    assertThat(facts.ofSample(0))
        .isEqualTo(new SceneFacts("boston-seaport", "n008", "drive", "Night"));
    assertThat(facts.ofSample(1)).isEqualTo(new SceneFacts("", "", "", "Rain"));
  }

  @Test
  void tablesThatTheMetricDoesWithoutMayBeMissing() throws IOException {
    Files.delete(root.resolve("v").resolve("log.json"));
    Files.delete(root.resolve("v").resolve("visibility.json"));
    TruthFacts facts =
        TruthFactsReader.read(root, "v", truth(DetectionClass.BUS, DetectionClass.CAR));
    assertThat(facts.visibilities()).containsOnly("");
    assertThat(facts.ofSample(0)).isEqualTo(new SceneFacts("", "", "", "Night"));
  }

  @Test
  void otherTrueBoxesThanBeforeAreRefused() {
    for (GroundTruth other :
        new GroundTruth[] {
          truth(DetectionClass.CAR, DetectionClass.BUS), truth(DetectionClass.BUS), truth()
        }) {
      assertThatThrownBy(() -> TruthFactsReader.read(root, "v", other))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("its true boxes are others now, expected the same");
    }
  }
}
