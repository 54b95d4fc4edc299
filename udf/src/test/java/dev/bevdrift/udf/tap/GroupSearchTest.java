package dev.bevdrift.udf.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Held against looking at every group in order, which is the plain way. */
final class GroupSearchTest {
  private static final long SEED = 20_261_125L;

  private static BitSet looked(int groups, int most, BitSet past) {
    BitSet looked = new BitSet();
    GroupSearch.look(
        groups,
        most,
        group -> {
          assertThat(looked.get(group)).as("asked twice").isFalse();
          looked.set(group);
          return past.get(group);
        });
    assertThat(looked.length()).isLessThanOrEqualTo(groups);
    assertThat(looked.cardinality()).isLessThanOrEqualTo(most);
    return looked;
  }

  /** The first past tolerance of those looked at, or -1. */
  private static int first(BitSet looked, BitSet past) {
    BitSet found = (BitSet) past.clone();
    found.and(looked);
    return found.nextSetBit(0);
  }

  private static int logarithm(int groups) {
    return 32 - Integer.numberOfLeadingZeros(groups); // rounded up, of groups + 1
  }

  @Test
  void aDifferenceThatStaysIsFoundInAsManyLooksAsTheLogarithm() {
    for (int groups = 1; groups <= 70; groups++) {
      for (int from = 0; from <= groups; from++) {
        BitSet past = new BitSet();
        past.set(from, groups);
        BitSet looked = looked(groups, logarithm(groups), past);
        assertThat(first(looked, past)).isEqualTo(from < groups ? from : -1);
        // The group before it was seen to be within.
        assertThat(from == 0 || looked.get(from - 1)).isTrue();
      }
    }
  }

  @Test
  void withAsManyLooksAsGroupsNothingIsLeftOut() {
    Random random = new Random(SEED);
    for (int i = 0; i < 500; i++) {
      int groups = 1 + random.nextInt(20);
      BitSet looked = looked(groups, groups, drawn(random, groups));
      assertThat(looked.cardinality()).isEqualTo(groups);
    }
  }

  /** A difference may be swallowed and come again: then it is missed only where none looked. */
  @Test
  void theFirstOfAllIsFoundOrAmongTheUnseenBefore() {
    Random random = new Random(SEED);
    int bisectedPastIt = 0;
    int mended = 0;
    for (int i = 0; i < 5000; i++) {
      int groups = 1 + random.nextInt(20);
      BitSet past = drawn(random, groups);
      int oracle = past.nextSetBit(0);
      int most = 1 + random.nextInt(groups);
      BitSet looked = looked(groups, most, past);
      int found = first(looked, past);
      if (found != oracle) {
        bisectedPastIt++;
        assertThat(found == -1 || found > oracle).as("seed %d, case %d", SEED, i).isTrue();
        assertThat(looked.get(oracle)).isFalse();
        assertThat(looked.cardinality()).isEqualTo(most); // it did not stop early
      } else if (oracle >= 0 && !past.get(groups - 1)) {
        mended++;
      }
    }
    assertThat(bisectedPastIt).isPositive();
    assertThat(mended).isPositive();
  }

  private static BitSet drawn(Random random, int groups) {
    BitSet past = new BitSet();
    double share = random.nextDouble();
    for (int group = 0; group < groups; group++) {
      past.set(group, random.nextDouble() < share);
    }
    return past;
  }

  @Test
  void groupsBeforeAreLookedAtBeforeThoseAfter() {
    BitSet past = new BitSet();
    past.set(5, 8);
    // Bisecting takes 3, 5 and 4; of the rest 0, 1 and 2 come first.
    BitSet looked = looked(8, 6, past);
    assertThat(looked.stream().toArray()).containsExactly(0, 1, 2, 3, 4, 5);
  }
}
