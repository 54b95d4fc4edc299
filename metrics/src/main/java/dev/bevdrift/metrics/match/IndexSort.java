package dev.bevdrift.metrics.match;

/** Sorts indices by two whole numbers each. */
public final class IndexSort {
  private IndexSort() {}

  /**
   * The indices {@code [0, n)} by ascending {@code first}, of equal ones by ascending {@code
   * second}; stable. A bottom-up merge sort.
   */
  public static int[] ascending(long[] first, long[] second, int n) {
    int[] from = new int[n];
    for (int i = 0; i < n; i++) {
      from[i] = i;
    }
    int[] to = new int[n];
    for (int width = 1; width < n; width *= 2) {
      for (int low = 0; low < n; low += 2 * width) {
        int middle = Math.min(low + width, n);
        int high = Math.min(low + 2 * width, n);
        int left = low;
        int right = middle;
        for (int k = low; k < high; k++) {
          boolean takeLeft =
              right >= high || (left < middle && !above(first, second, from[left], from[right]));
          to[k] = takeLeft ? from[left++] : from[right++];
        }
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private static boolean above(long[] first, long[] second, int a, int b) {
    return first[a] != first[b] ? first[a] > first[b] : second[a] > second[b];
  }
}
