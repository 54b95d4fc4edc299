package dev.bevdrift.metrics.nuscenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrivesTest {
  @TempDir Path root;

  private void table(String name, String rows) throws IOException {
    Files.createDirectories(root.resolve("v"));
    Files.writeString(root.resolve("v").resolve(name + ".json"), rows);
  }

  @Test
  void scenesOfOneLogFileAreOneDrive() throws IOException {
    table(
        "scene",
        "[{\"token\": \"1\", \"name\": \"a\", \"log_token\": \"x\"},"
            + " {\"token\": \"2\", \"name\": \"b\", \"log_token\": \"y\"},"
            + " {\"token\": \"3\", \"name\": \"c\", \"log_token\": \"z\"}]");
    table(
        "log",
        "[{\"token\": \"x\", \"logfile\": \"n015\"}, {\"token\": \"y\", \"logfile\": \"n015\"}]");
    assertThat(Drives.ofScenes(root, "v")).isEqualTo(Map.of("a", "n015", "b", "n015", "c", "z"));
  }

  @Test
  void scenesWithoutALogStandByThemselves() throws IOException {
    table("scene", "[{\"token\": \"1\", \"name\": \"a\"}]");
    assertThat(Drives.ofScenes(root, "v")).isEmpty();
  }
}
