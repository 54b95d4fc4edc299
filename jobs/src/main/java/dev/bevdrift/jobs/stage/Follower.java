package dev.bevdrift.jobs.stage;

import dev.bevdrift.udf.infer.SideThread;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A thread that works up what another one makes, in order, at most so many pieces behind it. Once a
 * piece has failed, those after it are left out, and the other thread learns of it.
 *
 * <p>For one other thread; whoever opens, closes.
 */
final class Follower implements AutoCloseable {
  private final ExecutorService thread;
  private final Semaphore room;
  private volatile Optional<Throwable> failure = Optional.empty();

  private Follower(ExecutorService thread, int pieces) {
    this.thread = thread;
    this.room = new Semaphore(pieces);
  }

  /**
   * One without work yet.
   *
   * @param name of the thread
   * @param pieces that may wait, the one that is worked on among them; at least 1
   */
  static Follower named(String name, int pieces) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    return new Follower(thread, pieces);
  }

  /** Hands a piece over, as soon as there is room; throws what an earlier one threw. */
  void take(Runnable piece) {
    try {
      room.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "Cannot hand a piece over: interrupted while others waited, expected them to be done", e);
    }
    goOn();
    thread.execute(
        () -> {
          try {
            if (failure.isEmpty()) {
              piece.run();
            }
          } catch (RuntimeException | Error thrown) {
            failure = Optional.of(thrown);
          } finally {
            room.release();
          }
        });
  }

  /** What a piece gives that comes after all those before; fails if one of them did. */
  <T> CompletableFuture<T> give(Supplier<T> piece) {
    return CompletableFuture.supplyAsync(
        () -> {
          goOn();
          return piece.get();
        },
        thread);
  }

  private void goOn() {
    if (failure.isPresent()) {
      SideThread.join(CompletableFuture.failedFuture(failure.get()));
    }
  }

  /** Waits until what was handed over is worked up, whatever comes of it. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        // Storage may be slow; a task may not end before its files are whole or gone.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
