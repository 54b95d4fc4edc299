package dev.bevdrift.jobs.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GateFileTest {
  private static final Path OURS =
      Path.of(System.getProperty("bevdrift.root"), "conf", "gate.yaml");

  @TempDir Path folder;

  @Test
  void theFileOfTheProjectHoldsTheDefaults() {
    assertThat(GateFile.read(OURS)).isEqualTo(GateThresholds.DEFAULTS);
  }

  @Test
  void defaultsAreThoseOfTheDesign() {
    assertThat(GateThresholds.DEFAULTS)
        .isEqualTo(
            new GateThresholds(1.0, 0.1, 0.1, 5.0, 0.98, 0.002, 0.002, 0.01, 0.02, 0.1, 0.10));
  }

  @Test
  void unknownKeysAreRefused() throws IOException {
    assertThatThrownBy(() -> GateFile.read(changed("yaw_deg:", "jaw_deg:")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("gate.yaml: the key moved.jaw_deg is unknown");
    assertThatThrownBy(() -> GateFile.read(changed("breaks:", "brakes:")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the key brakes is unknown");
  }

  @Test
  void missingKeysAndOddValuesAreRefused() throws IOException {
    assertThatThrownBy(() -> GateFile.read(changed(", yaw_deg: 5.0", "")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("moved.yaw_deg is absent, expected a number");
    assertThatThrownBy(() -> GateFile.read(changed("confidence: 0.98", "confidence: 98")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("harmless.confidence is 98.0, expected above 0 and below 1");
    assertThatThrownBy(() -> GateFile.read(changed("schema_version: 1", "schema_version: 2")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("schema_version is 2, expected 1");
  }

  @Test
  void aFileThatIsNoYamlOrAbsentIsRefusedInOneLine() throws IOException {
    assertThatThrownBy(() -> GateFile.read(changed("match: {", "match: [{")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("gate.yaml")
        .message()
        .doesNotContain("\n");
    assertThatThrownBy(() -> GateFile.read(folder.resolve("none.yaml")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no such file");
  }

  private Path changed(String from, String to) throws IOException {
    String text = Files.readString(OURS);
    assertThat(text).contains(from);
    return Files.writeString(folder.resolve("gate.yaml"), text.replace(from, to));
  }
}
