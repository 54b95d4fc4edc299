package dev.bevdrift.udf.infer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * A piece of work beside the thread that asks for it, such as what comes next or what is done.
 *
 * <p>Each has a thread of its own, which ends with it: it has the asking thread's class loader and
 * rights, nobody needs to close it, and making it takes less than a tenth of a millisecond.
 */
public final class SideThread {
  private SideThread() {}

  /**
   * Starts the work.
   *
   * @param name of the thread
   */
  public static <T> CompletableFuture<T> start(String name, Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work,
        command -> {
          Thread thread = new Thread(command, name);
          thread.setDaemon(true);
          thread.start();
        });
  }

  /** Waits for what the work gives; throws what it threw. */
  public static <T> T join(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      if (e.getCause() instanceof Error thrown) {
        throw thrown;
      }
      throw e;
    }
  }
}
