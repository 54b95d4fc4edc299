package dev.bevdrift.jobs.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GateRulesTest {
  private static final String LIMITS =
      """
      schema_version: 1
      match: {distance_m: 1.0, min_score: 0.1}
      moved: {distance_m: 0.1, yaw_deg: 5.0}
      harmless: {confidence: 0.90, mean_ap: 0.002, nd_score: 0.002, tp_error: 0.01}
      breaks: {nd_score: 0.02, tp_error: 0.1}
      reference: {min_mean_ap: 0.10}
      rules:
      """;

  @TempDir Path folder;

  /** Rules out of one line of YAML each; the first stands on line 8. */
  static GateRules rules(Path folder, String... lines) {
    StringBuilder text = new StringBuilder(LIMITS);
    for (String line : lines) {
      text.append("  - ").append(line).append('\n');
    }
    try {
      return GateRules.read(Files.writeString(folder.resolve("gate.yaml"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRuleIsReadWithItsDefaults() {
    GateRule rule = rules(folder, "{rule: nds, figures: nd_score, fall: 1%}").all().get(0);
    assertThat(rule.rungs()).containsExactly("*");
    assertThat(rule.slices()).containsExactly("all");
    assertThat(rule.figures()).containsExactly("nd_score");
    assertThat(rule.against()).containsExactly(Against.PINNED, Against.GREEN);
    assertThat(rule.fall()).contains(new Limit(0.01, Limit.Kind.RELATIVE));
    assertThat(rule.rise()).isEqualTo(Optional.empty());
    assertThat(rule.line()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{rule: x, figures: [a], fal: 1} | line 9, the key fal is unknown, expected one of against,",
        "{rule: x, figures: [a]} | line 9, the rule 'x' limits nothing, expected fall, rise,",
        "{rule: x, fall: 1} | line 9, figures is absent, expected at least one name",
        "{figures: [a], fall: 1} | line 9, rule is absent, expected the rule's name",
        "{rule: nds, figures: [a], fall: 1} | line 9, the rule 'nds' is there before, expected a name",
        "{rule: x, figures: [a], fall: -1} | line 9, fall: it is -1.0, expected zero or more",
        "{rule: x, figures: [a], fall: much} | line 9, fall: it is 'much', expected a number or",
        "{rule: x, figures: [a], at_least: some} | line 9, at_least is \"some\", expected a number",
        "{rule: x, figures: [a], at_least: 2, at_most: 1} | line 9, at_most is below at_least",
        "{rule: x, figures: [a], at_least: 2, against: green} | line 9, against stands without a limit",
        "{rule: x, figures: [a], fall: 1, against: best} | line 9, against has 'best', expected pinned",
        "{rule: x, figures: [], fall: 1} | line 9, figures is [], expected at least one name",
        "{rule: x, figures: [3], fall: 1} | line 9, figures has 3, expected names",
      })
  void faultsAreNamedWithTheirLine(String line, String message) {
    assertThatThrownBy(
            () -> rules(folder, "{rule: nds, figures: [nd_score], fall: 1}", line.strip()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("gate.yaml: " + message.strip());
  }

  @Test
  void aKeyOnALineOfItsOwnIsFoundThere() {
    assertThatThrownBy(
            () ->
                rules(
                    folder,
                    "rule: x\n    figures:\n      - nd_score\n      - nds\n    fall: 0.1\n    rize: 1"))
        .hasMessageContaining("line 13, the key rize is unknown");
  }

  @Test
  void aGateWithoutRulesIsNone() {
    assertThatThrownBy(() -> rules(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 7, rules is null, expected at least one rule");
  }
}
