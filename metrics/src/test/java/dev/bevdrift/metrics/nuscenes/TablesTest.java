package dev.bevdrift.metrics.nuscenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TablesTest {
  @TempDir Path root;

  private void table(String name, String text) throws IOException {
    Files.createDirectories(root.resolve("v1.0-mini"));
    Files.writeString(root.resolve("v1.0-mini").resolve(name), text);
  }

  @Test
  void splitsOfNuScenesHaveTheirScenes() {
    assertThat(Splits.find(root, "v1.0-mini", "mini_val").sceneNames())
        .containsExactlyInAnyOrder("scene-0103", "scene-0916");
    assertThat(Splits.find(root, "v1.0-trainval", "val").sceneNames()).hasSize(150);
    assertThat(Splits.find(root, "v1.0-trainval", "train").sceneNames()).hasSize(700);
    assertThat(Splits.find(root, "v1.0-test", "test").sceneNames()).hasSize(150);
    assertThat(Splits.find(root, "v1.0-mini", "mini_train").sceneNames()).hasSize(8);
    assertThat(Splits.find(root, "v1.0-trainval", "train_track").sceneNames()).hasSize(350);
  }

  @Test
  void aSplitNeedsItsVersion() {
    assertThatThrownBy(() -> Splits.find(root, "v1.0-mini", "val"))
        .hasMessage(
            "Cannot use split val: the version is v1.0-mini, expected one that ends with trainval");
  }

  @Test
  void customSplitsComeFromTheirFile() throws IOException {
    assertThatThrownBy(() -> Splits.find(root, "v1.0-mini", "mine"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("splits.json, expected one of");
    table("splits.json", "{\"mine\": [\"x\"], \"odd\": 5}");
    assertThat(Splits.find(root, "v1.0-mini", "mine"))
        .isEqualTo(new Split("mine", Split.Kind.CUSTOM, Set.of("x")));
    assertThatThrownBy(() -> Splits.find(root, "v1.0-mini", "odd"))
        .hasMessageEndingWith("field odd: it is not an array, expected an array of scene names");
    assertThatThrownBy(() -> Splits.find(root, "v1.0-mini", "none"))
        .hasMessageEndingWith("field none: it is absent, expected an array of scene names");
  }

  @Test
  void faultsNameTableRowTokenAndField() throws IOException {
    assertThatThrownBy(() -> NuScenesTables.open(root, "v1.0-mini"))
        .hasMessage(
            "Cannot read the tables in "
                + root.resolve("v1.0-mini")
                + ": it is not there, expected a folder");
    table("splits.json", "{\"mine\": [\"x\"]}");
    NuScenesTables tables = NuScenesTables.open(root, "v1.0-mini");
    Split split = tables.split("mine");
    assertFault(tables, split, "scene.json: it is not there, expected a file");
    table("scene.json", "{}");
    assertFault(tables, split, "scene.json: it is an object, expected an array of rows");
    table("scene.json", "[{\"token\": \"t\", \"name\": 5}]");
    assertFault(
        tables, split, "scene.json, row 0, token t, field name: it is 5, expected a string");
    table("scene.json", "[{\"token\": \"t\", \"name\": \"x\"}]");
    table("sample.json", "[{\"token\": \"s\", \"timestamp\": 1}]");
    assertFault(
        tables,
        split,
        "sample.json, row 0, token s, field scene_token: it is absent, expected every row to have"
            + " it");
    table("sample.json", "[]");
    assertFault(tables, split, "sample.json has no sample of its scenes, expected at least one");
    table("sample.json", "[{\"token\": \"s\", \"timestamp\": 1, \"scene_token\": \"t\"}");
    assertThatThrownBy(() -> tables.samples(split)).hasMessageEndingWith("expected whole JSON");
    table("sample.json", "[{\"token\": \"s\", \"timestamp\": 1, \"scene_token\": \"t\"}]");
    for (String empty : new String[] {"sensor", "calibrated_sensor", "sample_data", "ego_pose"}) {
      table(empty + ".json", "[]");
    }
    assertFault(
        tables, split, "sample_data.json: sample s has no keyframe of LIDAR_TOP, expected one");
  }

  private void assertFault(NuScenesTables tables, Split split, String ending) {
    assertThatThrownBy(() -> tables.samples(split))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot ")
        .hasMessageEndingWith(ending);
  }
}
