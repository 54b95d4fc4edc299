package dev.bevdrift.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class VersionsTest {
  @Test
  void oursIsTheBuilds() throws IOException {
    String pom = Files.readString(Path.of(System.getProperty("bevdrift.root"), "pom.xml"));
    assertThat(pom)
        .contains(
            "<artifactId>bevdrift-parent</artifactId>\n  <version>"
                + Versions.BEVDRIFT
                + "</version>");
  }
}
