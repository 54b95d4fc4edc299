package dev.bevdrift.udf.ladder;

import java.util.List;

/** One export of the model: a graph that can be run, or the reason why there is none. */
public sealed interface Rung permits GraphRung, MissingRung {
  String id();

  /** Ids of the rewrites that were switched on. */
  List<String> rewrites();

  Baseline baseline();
}
