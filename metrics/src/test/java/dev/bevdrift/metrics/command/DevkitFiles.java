package dev.bevdrift.metrics.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Compares files that the devkit wrote with ours, number by number. */
final class DevkitFiles {
  /** The promise: every figure this near the devkit's. */
  static final double TOLERANCE = 1e-12;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private DevkitFiles() {}

  static JsonNode read(Path file) throws IOException {
    return MAPPER.readTree(file.toFile());
  }

  /**
   * Asserts equal structure and numbers within the tolerance; NaN equals NaN.
   *
   * @return the largest difference
   */
  static double assertClose(String path, JsonNode actual, JsonNode expected) {
    if (expected.isObject()) {
      assertThat(actual.fieldNames())
          .toIterable()
          .as(path)
          .containsExactlyElementsOf(expected::fieldNames);
      double worst = 0;
      for (Map.Entry<String, JsonNode> field : expected.properties()) {
        String name = field.getKey();
        worst = Math.max(worst, assertClose(path + "/" + name, actual.get(name), field.getValue()));
      }
      return worst;
    }
    if (expected.isArray()) {
      assertThat(actual.size()).as(path).isEqualTo(expected.size());
      double worst = 0;
      for (int i = 0; i < expected.size(); i++) {
        worst = Math.max(worst, assertClose(path + "/" + i, actual.get(i), expected.get(i)));
      }
      return worst;
    }
    if (!expected.isNumber()) {
      assertThat(actual).as(path).isEqualTo(expected);
      return 0;
    }
    double a = actual.asDouble();
    double e = expected.asDouble();
    assertThat(actual.isNumber()).as(path).isTrue();
    if (Double.compare(a, e) == 0) {
      return 0;
    }
    assertThat(Math.abs(a - e)).as(path + ": " + a + " and " + e).isLessThanOrEqualTo(TOLERANCE);
    return Math.abs(a - e);
  }
}
