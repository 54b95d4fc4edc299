package dev.bevdrift.metrics.nuscenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SubmissionTokensTest {
  private static final String BOX =
      "{\"sample_token\": \"%s\", \"translation\": [1, 2, 0], \"size\": [2, 4, 1.5],"
          + " \"rotation\": [1, 0, 0, 0], \"velocity\": [0, 0], \"detection_name\": \"car\","
          + " \"detection_score\": %s, \"attribute_name\": \"\"}";

  @TempDir Path folder;

  /** Of a split that is there in part: further samples are skipped, ties keep the file's order. */
  @Test
  void aWholeSubmissionIsReadForAPartOfItsSplit() throws IOException {
    Path file = folder.resolve("results.json");
    Files.writeString(
        file,
        "{\"meta\": {\"a\": {\"results\": 1}}, \"results\": {\"x\": ["
            + String.format(BOX, "x", "0.1")
            + "], \"late\": ["
            + String.format(BOX, "late", "0.2")
            + "], \"y\": [], \"early\": ["
            + String.format(BOX, "early", "0.3")
            + "]}}");
    Samples.Builder samples = Samples.builder();
    samples.add("early", "scene", new Vec3(0, 0, 0));
    samples.add("late", "scene", new Vec3(0, 0, 0));
    Submission part = SubmissionJson.read(file, samples.build(), Split.Kind.PART, 500);
    assertThat(part.boxes().size()).isEqualTo(2);
    assertThat(part.boxes().score(0)).isEqualTo(0.2);
    assertThat(part.boxes().score(1)).isEqualTo(0.3);
    assertThat(SubmissionTokens.notAmong(samples.build(), file)).containsExactly("x", "y");
  }
}
