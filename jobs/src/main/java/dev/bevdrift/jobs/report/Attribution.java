package dev.bevdrift.jobs.report;

import java.util.List;
import java.util.Optional;

/**
 * What each rewrite costs: alone, on the way to the recipe, and within it.
 *
 * <p>All figures are differences on the frames that no row of them lacks, so they add up; a loss is
 * negative. Intervals are of NDS, from the same draws of scenes throughout.
 *
 * @param order rewrites of the recipe in its order, of the ladder's rungs where there is no recipe
 * @param rows one each, in that order; then rewrites of other rungs
 * @param whole the recipe against the sum of its parts; empty without a recipe or figures
 */
public record Attribution(List<String> order, List<Row> rows, Optional<Whole> whole) {
  /** Of a ladder without rewrites. */
  public static final Attribution NONE = new Attribution(List.of(), List.of(), Optional.empty());

  public Attribution {
    order = List.copyOf(order);
    rows = List.copyOf(rows);
  }

  /**
   * A difference of NDS and mAP.
   *
   * @param rung whose it is; empty where it belongs to no single rung
   * @param ndScore difference of NDS
   * @param meanAp difference of mAP
   * @param low lower end of the interval of the first; NaN when there is none
   * @param high its upper end
   */
  public record Part(String rung, double ndScore, double meanAp, double low, double high) {}

  /**
   * A step on the way to the recipe.
   *
   * @param sum the rung against its baseline
   * @param step the rung less the rung before
   * @param adds the rewrites that it has and the rung before has not
   */
  public record Cumulative(Part sum, Part step, List<String> adds) {
    public Cumulative {
      adds = List.copyOf(adds);
    }
  }

  /**
   * What a rewrite costs within the recipe.
   *
   * @param part the recipe less the rung without the rewrite
   * @param without the rewrites that this rung lacks: the one, and those that need it
   */
  public record LeaveOneOut(Part part, List<String> without) {
    public LeaveOneOut {
      without = List.copyOf(without);
    }
  }

  /**
   * A rung's price in two.
   *
   * @param rewrite PyTorch with the rung's rewrites less PyTorch without them
   * @param exporterRuntime the rung less PyTorch with its rewrites
   */
  public record Parts(Part rewrite, Part exporterRuntime) {}

  /**
   * One rewrite.
   *
   * @param rewrite its id
   * @param alone the rung that has it alone, with what it needs, against its baseline
   * @param cumulative the first rung on the way to the recipe that has it
   * @param leaveOneOut the recipe against the recipe without it
   * @param interaction leaveOneOut less alone: what it costs more, or less, beside the others
   * @param parts of the rung that has it alone
   * @param sameGraphAs a rung that differs by this rewrite alone and has the same graph, so that
   *     nothing of it needs measuring; empty when there is none, or another pair differs
   */
  public record Row(
      String rewrite,
      Optional<Part> alone,
      Optional<Cumulative> cumulative,
      Optional<LeaveOneOut> leaveOneOut,
      Optional<Part> interaction,
      Optional<Parts> parts,
      String sameGraphAs) {}

  /**
   * The recipe and its parts.
   *
   * @param against the row that the recipe is compared with here
   * @param total the recipe's difference from it
   * @param sum of its rewrites' differences, each alone
   * @param interaction total less sum
   * @param missing rewrites that were not measured alone and may have an effect
   * @param parts of the recipe
   */
  public record Whole(
      String against,
      Part total,
      Part sum,
      Part interaction,
      List<String> missing,
      Optional<Parts> parts) {
    public Whole {
      missing = List.copyOf(missing);
    }
  }
}
