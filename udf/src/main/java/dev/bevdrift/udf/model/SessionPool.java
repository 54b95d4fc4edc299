package dev.bevdrift.udf.model;

import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.LadderFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sessions of this JVM: one per graph, device and options, shared by its tasks and counted.
 *
 * <p>A session opens when it is first used and closes when its last holder lets go. Where the
 * options bound the sessions that are open at a time, the one that was used longest ago and is not
 * running makes room for the next; while all are running, a further one waits. Thread-safe: graphs
 * may open at the same time, but no graph twice.
 */
public final class SessionPool {
  /**
   * The one pool of the JVM. It is the only static mutable state here: a session belongs to the
   * process and its device, and tasks of one executor have no other place where they meet.
   */
  private static final SessionPool OF_JVM = new SessionPool();

  /**
   * Open sessions up to which each keeps its working memory. A graph of tiny works in 0.5 to 1 GB,
   * and holds 0.1 to 0.25 GB of weights.
   */
  public static final int KEEPING = 4;

  private final Map<Key, Shared> held = new HashMap<>();
  private int open;
  private long clock;

  private record Key(Path folder, List<LadderFile> files, RuntimeOptions options, String apart) {}

  /** What a lease is asked to open. */
  private record Source(Ladder ladder, String rung, List<LadderFile> files) {}

  private static final class Shared {
    private final Source source;
    private final RuntimeOptions options;
    private OrtSessions.Opened opened; // guarded by this object
    private int holders; // the rest is guarded by the pool
    private int running;
    private boolean resident;
    private long usedAt;

    private Shared(Source source, RuntimeOptions options) {
      this.source = source;
      this.options = options;
    }

    private synchronized OrtSessions.Opened opened() {
      if (opened == null) {
        Path graph = source.ladder.checkedGraph(source.rung, source.files);
        opened = OrtSessions.open(graph, options, EngineCache.folder(source.files.get(0), options));
      }
      return opened;
    }

    private synchronized void closed() {
      if (opened != null) {
        OrtSessions.close(opened.session());
        opened = null;
      }
    }
  }

  private SessionPool() {}

  /** The pool of this JVM. */
  public static SessionPool ofJvm() {
    return OF_JVM;
  }

  /** How many sessions are open. */
  public synchronized int size() {
    return open;
  }

  /** Whether so many sessions are open that one at rest should hold its weights only. */
  synchronized boolean crowded() {
    return open > KEEPING;
  }

  /**
   * Takes a hold on a graph; its files are hashed again whenever its session opens.
   *
   * @param files the graph, then its weights
   * @param apart "" to share; any other text names a session of its own for the same graph
   */
  synchronized Lease take(
      Ladder ladder, String rung, List<LadderFile> files, RuntimeOptions options, String apart) {
    Key key = new Key(ladder.folder().toAbsolutePath().normalize(), files, options, apart);
    Shared shared =
        held.computeIfAbsent(key, k -> new Shared(new Source(ladder, rung, files), options));
    shared.holders++;
    return new Lease(this, key, shared);
  }

  private OrtSessions.Opened begin(Shared shared) {
    synchronized (this) {
      shared.running++;
      shared.usedAt = ++clock;
      try {
        while (!shared.resident && !room(shared.options.maxSessions())) {
          wait();
        }
      } catch (InterruptedException e) {
        shared.running--;
        Thread.currentThread().interrupt();
        throw new IllegalStateException(
            "Cannot open a session: interrupted while all were running, expected one to end", e);
      }
      if (!shared.resident) {
        shared.resident = true;
        open++;
      }
    }
    try {
      return shared.opened();
    } catch (RuntimeException unusable) {
      end(shared);
      forget(shared);
      throw unusable;
    }
  }

  /** Whether one more session may open; closes an idle one for it if need be. */
  private boolean room(int bound) {
    if (bound == 0 || open < bound) {
      return true;
    }
    Shared oldest = null;
    for (Shared shared : held.values()) {
      boolean idle = shared.resident && shared.running == 0;
      if (idle && (oldest == null || shared.usedAt < oldest.usedAt)) {
        oldest = shared;
      }
    }
    if (oldest != null) {
      forget(oldest);
    }
    return oldest != null;
  }

  private synchronized void end(Shared shared) {
    shared.running--;
    notifyAll();
  }

  private synchronized void forget(Shared shared) {
    if (shared.resident && shared.running == 0) {
      shared.resident = false;
      open--;
      shared.closed();
      notifyAll();
    }
  }

  private synchronized void release(Key key) {
    Shared shared = held.get(key);
    shared.holders--;
    if (shared.holders == 0) {
      held.remove(key);
      forget(shared);
    }
  }

  /** One user's hold on a graph. Not thread-safe. */
  static final class Lease implements AutoCloseable {
    private final SessionPool pool;
    private final Key key;
    private final Shared shared;
    private boolean released;

    private Lease(SessionPool pool, Key key, Shared shared) {
      this.pool = pool;
      this.key = key;
      this.shared = shared;
    }

    /**
     * The session for one run, opened if it is not.
     *
     * @throws dev.bevdrift.metrics.InputException when it cannot be opened
     */
    Use use() {
      if (released) {
        throw new IllegalStateException("Cannot use a session: its lease is closed, expected open");
      }
      return new Use(pool, shared, pool.begin(shared));
    }

    /** Lets go; a second call does nothing. */
    @Override
    public void close() {
      if (!released) {
        released = true;
        pool.release(key);
      }
    }
  }

  /** A session that stays open until this is closed. */
  static final class Use implements AutoCloseable {
    private final SessionPool pool;
    private final Shared shared;
    private final OrtSessions.Opened opened;

    private Use(SessionPool pool, Shared shared, OrtSessions.Opened opened) {
      this.pool = pool;
      this.shared = shared;
      this.opened = opened;
    }

    OrtSession session() {
      return opened.session();
    }

    Device device() {
      return opened.device();
    }

    /**
     * Runs the graph.
     *
     * @param outputs names that are wanted
     */
    OrtSession.Result run(
        Map<String, OnnxTensorLike> inputs, Set<String> outputs, AfterRun afterwards)
        throws OrtException {
      boolean frees =
          afterwards == AfterRun.FREE_MEMORY
              && opened.device().provider() == RuntimeOptions.Provider.CPU
              && pool.crowded();
      if (!frees) {
        return opened.session().run(inputs, outputs);
      }
      try (OrtSession.RunOptions settings = OrtSessions.freeingMemory()) {
        return opened.session().run(inputs, outputs, settings);
      }
    }

    @Override
    public void close() {
      pool.end(shared);
    }
  }
}
