package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.udf.ladder.GraphRung;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which rungs of a run tell what of a rewrite, by the names that bevexport gives them: {@code
 * recipe}, {@code recipe-minus-ROW}, {@code cumulative-NN-ROW}, and ROW itself.
 */
final class AttributionRungs {
  static final String RECIPE = "recipe";
  private static final String MINUS = "recipe-minus-";
  private static final String CUMULATIVE = "cumulative-";

  private final EvalPlan plan;
  private final List<GraphRung> rungs;
  private final Map<String, String> baselines;

  AttributionRungs(EvalPlan plan) {
    this.plan = plan;
    this.rungs = plan.ladder().graphRungs();
    this.baselines = ReportRows.baselines(plan);
  }

  /** Rewrites of the recipe in its order; without a recipe those of all rungs. */
  List<String> order() {
    return recipe().map(GraphRung::rewrites).orElseGet(this::rewrites);
  }

  /** All rewrites of all rungs, in the ladder's order. */
  List<String> rewrites() {
    Set<String> all = new LinkedHashSet<>();
    recipe().ifPresent(recipe -> all.addAll(recipe.rewrites()));
    rungs.forEach(rung -> all.addAll(rung.rewrites()));
    return List.copyOf(all);
  }

  Optional<GraphRung> recipe() {
    return named(RECIPE);
  }

  private Optional<GraphRung> named(String id) {
    return rungs.stream().filter(rung -> rung.id().equals(id)).findFirst();
  }

  /** The rung named after a rewrite: the rewrite alone, with what it needs. */
  Optional<GraphRung> alone(String rewrite) {
    return named(rewrite).filter(rung -> rung.rewrites().contains(rewrite));
  }

  Optional<GraphRung> without(String rewrite) {
    return named(MINUS + rewrite);
  }

  /** The steps on the way to the recipe, which is the last of them; none without steps. */
  List<GraphRung> steps() {
    List<GraphRung> steps = new ArrayList<>();
    rungs.stream().filter(rung -> rung.id().startsWith(CUMULATIVE)).forEach(steps::add);
    if (!steps.isEmpty()) {
      recipe().ifPresent(steps::add);
    }
    return steps;
  }

  /** The row that a rung is compared with; empty for a rung that is the reference itself. */
  Optional<String> baseline(GraphRung rung) {
    return Optional.ofNullable(baselines.get(rung.id()));
  }

  /** The original's row at the end of a rung's baselines. */
  Optional<String> original(GraphRung rung) {
    Optional<String> row = baseline(rung);
    for (int hops = 0; hops < rungs.size() && row.flatMap(this::named).isPresent(); hops++) {
      row = row.flatMap(this::named).flatMap(this::baseline);
    }
    return row.filter(original -> ReportRows.references(plan).contains(original));
  }

  /** The row of PyTorch with a rung's rewrites, where the reference has it. */
  Optional<String> inPyTorch(GraphRung rung) {
    String variant = EvalPlan.REWRITE + rung.id();
    return plan.variants().contains(variant)
        ? Optional.of(RunNames.original(variant))
        : Optional.empty();
  }

  /**
   * A rung that differs by a rewrite alone and has the same graph; empty when there is none, or
   * when another pair that differs by it alone has two graphs.
   */
  String sameGraph(String rewrite) {
    String twin = "";
    for (GraphRung with : rungs) {
      for (GraphRung without : rungs) {
        if (differsBy(rewrite, with, without)) {
          if (!sameGraph(with, without)) {
            // faithful comes twice, decoded and not: a row is made on top of one of them.
            if (with.outputs() == without.outputs()) {
              return "";
            }
          } else if (twin.isEmpty()) {
            twin = without.id();
          }
        }
      }
    }
    return twin;
  }

  private static boolean differsBy(String rewrite, GraphRung with, GraphRung without) {
    Set<String> rest = new HashSet<>(with.rewrites());
    return rest.remove(rewrite)
        && rest.equals(new HashSet<>(without.rewrites()))
        && with.opset() == without.opset()
        && with.precision().equals(without.precision());
  }

  private static boolean sameGraph(GraphRung one, GraphRung other) {
    boolean sameFile = one.graph().sha256().equals(other.graph().sha256());
    boolean saidSo = first(one).equals(first(other));
    return (sameFile || saidSo) && one.decoder() == other.decoder();
  }

  private static String first(GraphRung rung) {
    return rung.sameGraphAs().isEmpty() ? rung.id() : rung.sameGraphAs();
  }

  /** Every row that a figure of the attribution comes from. */
  Collection<String> involved() {
    Set<String> rows = new LinkedHashSet<>();
    List<GraphRung> used = new ArrayList<>(steps());
    recipe().ifPresent(used::add);
    for (String rewrite : rewrites()) {
      alone(rewrite).ifPresent(used::add);
      without(rewrite).ifPresent(used::add);
    }
    for (GraphRung rung : used) {
      rows.add(rung.id());
      baseline(rung).ifPresent(rows::add);
      original(rung).ifPresent(rows::add);
      inPyTorch(rung).ifPresent(rows::add);
    }
    if (!used.isEmpty()) {
      rows.addAll(ReportRows.references(plan));
    }
    return rows;
  }
}
