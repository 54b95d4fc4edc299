package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.graph.GraphLint;
import dev.bevdrift.udf.ladder.GraphRung;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reading graphs shows is the same from the cache, and read anew where a graph is another. */
final class LintedGraphsTest {
  private static final String RUNG = "O2-bake-visibility";
  private static final String RUNGS = "--rungs=faithful," + RUNG;

  @TempDir private Path folder;

  @Test
  void anAnswerThatIsKeptIsWhatReadingSays() throws IOException {
    SampleCopy sample = SampleCopy.in(folder);
    EvalPlan plan = sample.plan(RUNGS, "--cache=" + folder.resolve("cache"));
    Map<String, List<Finding>> expected = new TreeMap<>();
    for (GraphRung rung : plan.ladderRungs()) {
      expected.put(rung.id(), GraphLint.of(plan.ladder(), rung));
    }
    assertThat(expected.get(RUNG)).isNotEmpty();

    assertThat(LintedGraphs.findings(plan)).isEqualTo(expected);
    assertThat(kept()).hasSize(expected.size());
    assertThat(LintedGraphs.findings(plan)).isEqualTo(expected);
    assertThat(LintedGraphs.findings(sample.plan(RUNGS))).isEqualTo(expected);
  }

  @Test
  void anotherOpsetInTheManifestIsLookedAtAnew() throws IOException {
    SampleCopy sample = SampleCopy.in(folder);
    String cache = "--cache=" + folder.resolve("cache");
    LintedGraphs.findings(sample.plan(RUNGS, cache));
    List<Path> before = kept();
    LintedGraphs.findings(sample.plan(RUNGS, cache, "--limit=8"));
    assertThat(kept()).as("frames decide nothing here").isEqualTo(before);

    sample.edit("opset: 17", "opset: 16");
    EvalPlan changed = sample.plan(RUNGS, cache);
    Map<String, List<Finding>> found = LintedGraphs.findings(changed);
    assertThat(kept().size()).isGreaterThan(before.size());
    for (GraphRung rung : changed.ladderRungs()) {
      assertThat(found.get(rung.id())).isEqualTo(GraphLint.of(changed.ladder(), rung));
    }
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache/lint"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
