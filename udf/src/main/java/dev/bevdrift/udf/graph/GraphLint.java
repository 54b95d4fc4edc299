package dev.bevdrift.udf.graph;

import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that can be said of a rung's graph without running it. */
public final class GraphLint {
  private GraphLint() {}

  /** One kind of observation. */
  interface Rule {
    /** Adds what it sees. */
    void look(Subject subject, List<Finding> to);
  }

  private static final List<Rule> RULES =
      List.of(
          new FrozenInputs(),
          new FrozenConstants(),
          new ShapeRules(),
          new TieRules(),
          new HalfPrecisionRules(),
          new PortabilityRules());

  /**
   * Reads and looks at one rung.
   *
   * @param ladder opened, so that its files are hashed and lie in its folder
   * @return frozen values first, then risks, then notes; within them in the order of the graph
   * @throws dev.bevdrift.metrics.InputException when the graph is no ONNX model
   */
  public static List<Finding> of(Ladder ladder, GraphRung rung) {
    Subject subject = Subject.of(ladder, rung);
    List<Finding> findings = new ArrayList<>();
    RULES.forEach(rule -> rule.look(subject, findings));
    findings.sort(Comparator.comparing(Finding::severity).reversed());
    return List.copyOf(findings);
  }
}
