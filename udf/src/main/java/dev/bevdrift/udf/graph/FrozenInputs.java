package dev.bevdrift.udf.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import dev.bevdrift.udf.ladder.Role;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Inputs that the graph does not take, or takes and then ignores. */
final class FrozenInputs implements GraphLint.Rule {
  private static final List<Role> OF_EVERY_FRAME = List.of(Role.IMG, Role.CAN_BUS, Role.LIDAR2IMG);

  @Override
  public void look(Subject subject, List<Finding> to) {
    for (Role role : OF_EVERY_FRAME) {
      Optional<String> name = subject.inputNamed(role);
      if (name.isEmpty()) {
        to.add(
            subject.finding(
                "input-missing",
                Severity.ERROR,
                role.key(),
                "the graph has no input for it",
                "every frame is evaluated with the traced frame's " + role.key(),
                rewrites(role)));
      } else {
        unread(subject, role, name.get(), to);
      }
    }
    for (Role role : List.of(Role.PREV_BEV, Role.USE_PREV_BEV)) {
      subject.inputNamed(role).ifPresent(name -> unread(subject, role, name, to));
    }
  }

  private static void unread(Subject subject, Role role, String name, List<Finding> to) {
    Set<String> reached = reachedFrom(subject.graph(), name);
    List<String> missed =
        subject.graph().outputs().stream().filter(output -> !reached.contains(output)).toList();
    if (missed.size() == subject.graph().outputs().size()) {
      to.add(
          subject.finding(
              "input-without-path",
              Severity.ERROR,
              name,
              "no path leads from it to any output",
              "the graph ignores " + role.key(),
              rewrites(role)));
    } else if (!missed.isEmpty()) {
      to.add(
          subject.finding(
              "output-without-path",
              Severity.WARNING,
              name,
              "no path leads from it to " + String.join(", ", missed),
              "these outputs don't depend on " + role.key(),
              rewrites(role)));
    }
  }

  /** Every value that depends on {@code input}. */
  static Set<String> reachedFrom(OnnxGraph graph, String input) {
    Set<String> reached = new HashSet<>(Set.of(input));
    Deque<String> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      for (NodeProto node : graph.consumers(open.remove())) {
        for (String output : node.getOutputList()) {
          if (reached.add(output)) {
            open.add(output);
          }
        }
      }
    }
    return reached;
  }

  private static String rewrites(Role role) {
    return switch (role) {
      case CAN_BUS -> "R03a-bake-can-bus, R03b-bake-shift";
      case LIDAR2IMG -> "O2-bake-visibility";
      case PREV_BEV, USE_PREV_BEV -> "S1-no-temporal";
      default -> "";
    };
  }
}
