package dev.bevdrift.udf.tap;

import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Which groups of values to look at, when each look is a session of a graph and only so many are
 * wanted: bisects to a place where a group within tolerance is followed by one past it, then looks
 * at the groups before it, in order, and with what is left at those after it.
 *
 * <p>Bisecting alone would do if a difference, once there, stayed; but ReLU, clipping or a softmax
 * can swallow one, and graphs have branches. So it only says where to look first: what was not
 * looked at is known, and with as many looks as groups nothing is left out.
 */
final class GroupSearch {
  private final int groups;
  private final int most;
  private final IntPredicate look;
  private final BitSet looked = new BitSet();
  private final BitSet past = new BitSet();

  private GroupSearch(int groups, int most, IntPredicate look) {
    this.groups = groups;
    this.most = most;
    this.look = look;
  }

  /**
   * Looks at them.
   *
   * @param groups how many there are, in the order of running
   * @param most looks that may be taken, at least 1
   * @param look whether a group holds a value past tolerance; asked once a group at most
   */
  static void look(int groups, int most, IntPredicate look) {
    GroupSearch search = new GroupSearch(groups, most, look);
    int first = search.bisected();
    search.inOrder(first);
    for (int group = 0; group < groups && search.mayLook(); group++) {
      search.isPast(group);
    }
  }

  /** A group past tolerance after one within, or how many groups there are. */
  private int bisected() {
    int within = -1;
    int beyond = groups;
    while (beyond - within > 1 && mayLook()) {
      int middle = (within + beyond) >>> 1;
      if (isPast(middle)) {
        beyond = middle;
      } else {
        within = middle;
      }
    }
    return beyond;
  }

  /** Up to the first past tolerance before a group. */
  private void inOrder(int before) {
    for (int group = 0; group < before && mayLook(); group++) {
      if (isPast(group)) {
        return;
      }
    }
  }

  private boolean mayLook() {
    return looked.cardinality() < most;
  }

  private boolean isPast(int group) {
    if (!looked.get(group)) {
      looked.set(group);
      past.set(group, look.test(group));
    }
    return past.get(group);
  }
}
