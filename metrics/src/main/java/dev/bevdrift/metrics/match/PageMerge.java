package dev.bevdrift.metrics.match;

import dev.bevdrift.metrics.InputException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Walks all predictions of one class in order of rank, out of the pages of many runs.
 *
 * <pre>
 * run 1   [.97 .91 .90] [.85 .31]
 * run 2   [.96 .35 .02]             pages in the order of their first: a page is opened when no
 * run 3   [.88 .87] [.86 .10]       open one has a better prediction left
 * </pre>
 *
 * <p>A run has at most one page open, or two with a shared boundary, so memory is bounded by the
 * number of runs, not of predictions. Not thread-safe.
 */
public final class PageMerge {
  private final Iterator<RankedPage> pages;
  private final PriorityQueue<PageCursor> open =
      new PriorityQueue<>(
          Comparator.comparingLong(PageCursor::scoreKey).thenComparingLong(PageCursor::orderKey));
  private Optional<RankedPage> waiting;
  private long waitingScoreKey;
  private long waitingOrderKey;
  private long truths;
  private BoxTotals totals = BoxTotals.NONE;
  private boolean started;
  private long lastScoreKey;
  private long lastOrderKey;

  private PageMerge(Iterator<RankedPage> pages) {
    this.pages = pages;
    await();
    while (waiting.isPresent() && waiting.get().key().ofCounts()) {
      ByteBuffer counts = ByteBuffer.wrap(waiting.get().bytes());
      truths += counts.getLong();
      totals = totals.plus(new BoxTotals(counts.getLong(), counts.getLong(), counts.getLong()));
      await();
    }
  }

  /**
   * Reads the counts, which stand first.
   *
   * @param pages of one class, from all runs, by ascending key
   */
  public static PageMerge of(Iterator<RankedPage> pages) {
    return new PageMerge(pages);
  }

  /** Number of evaluated true boxes of the class. */
  public long truths() {
    return truths;
  }

  /** What all runs looked at; nothing for all classes but the first of the runs. */
  public BoxTotals totals() {
    return totals;
  }

  /**
   * Gives out every prediction, best first; once.
   *
   * @param to is shown a cursor that stands at the prediction
   * @throws InputException if two predictions have the same score and the same place
   */
  public void forEach(Consumer<PageCursor> to) {
    while (waiting.isPresent() || !open.isEmpty()) {
      if (open.isEmpty() || !beforeWaiting(open.peek())) {
        open.add(PageCursor.at(waiting.orElseThrow()));
        await();
        continue;
      }
      PageCursor best = open.remove();
      boolean more = true;
      while (more && beforeOpen(best) && beforeWaiting(best)) {
        demandNew(best);
        to.accept(best);
        more = best.next();
      }
      if (more) {
        open.add(best);
      }
    }
  }

  private boolean beforeWaiting(PageCursor at) {
    return waiting.isEmpty() || at.ranksBefore(waitingScoreKey, waitingOrderKey);
  }

  /** Whether no open page has a better one; equal ones are found by {@link #demandNew}. */
  private boolean beforeOpen(PageCursor at) {
    PageCursor other = open.peek();
    return other == null || !other.ranksBefore(at.scoreKey(), at.orderKey());
  }

  private void demandNew(PageCursor at) {
    if (started && at.scoreKey() == lastScoreKey && at.orderKey() == lastOrderKey) {
      long order = PageKey.order(lastOrderKey);
      throw new InputException(
          "Cannot rank predictions: two of one class have sample_index "
              + PredictionOrder.sampleIndex(order)
              + ", ordinal "
              + PredictionOrder.ordinal(order)
              + " and the score "
              + at.score()
              + ", expected each place in a sample once");
    }
    started = true;
    lastScoreKey = at.scoreKey();
    lastOrderKey = at.orderKey();
  }

  private void await() {
    waiting = pages.hasNext() ? Optional.of(pages.next()) : Optional.empty();
    waiting.ifPresent(
        page -> {
          waitingScoreKey = page.key().scoreKey();
          waitingOrderKey = page.key().orderKey();
        });
  }
}
