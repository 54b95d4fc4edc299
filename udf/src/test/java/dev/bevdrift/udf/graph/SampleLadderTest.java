package dev.bevdrift.udf.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The graphs of the embedded sample, whose rewrites are known. */
class SampleLadderTest {
  private static Ladder ladder;

  @BeforeAll
  static void open() {
    ladder = Ladder.open(Path.of(System.getProperty("bevdrift.root"), "sample", "ladder"));
  }

  private static Set<String> frozen(String id) {
    GraphRung rung = (GraphRung) ladder.rung(id).orElseThrow();
    Set<String> codes = new TreeSet<>();
    GraphLint.of(ladder, rung).stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .forEach(finding -> codes.add(finding.rule()));
    return codes;
  }

  @Test
  void theFaithfulGraphsHaveNothingFrozen() {
    assertThat(frozen("faithful")).isEmpty();
    assertThat(frozen("faithful-decoded")).isEmpty();
    assertThat(frozen("O4-simplify")).isEmpty();
    assertThat(frozen("R09-gather-grid-sample")).isEmpty();
  }

  @Test
  void theRewritesThatFreezeAreFound() {
    assertThat(frozen("O2-bake-visibility")).containsExactly("constant-visibility");
    assertThat(frozen("R03a-bake-can-bus")).contains("constant-signals");
    assertThat(frozen("recipe")).containsExactly("constant-visibility", "input-missing");
  }

  @Test
  void theOrderIsTheWorstFirst() {
    GraphRung rung = (GraphRung) ladder.rung("recipe").orElseThrow();
    List<Finding.Severity> order =
        GraphLint.of(ladder, rung).stream().map(Finding::severity).toList();
    assertThat(order).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }
}
