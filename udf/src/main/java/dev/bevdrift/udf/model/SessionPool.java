package dev.bevdrift.udf.model;

import ai.onnxruntime.OrtSession;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The sessions that are open in this JVM: one per graph and runtime options, shared and counted.
 *
 * <p>A session is closed when its last user lets go. Thread-safe; opening is one at a time, so that
 * two tasks never load the same weights twice.
 */
public final class SessionPool {
  /**
   * The one pool of the JVM. It is the only static mutable state here: a session belongs to the
   * process and its device, and tasks of one executor have no other place where they meet.
   */
  private static final SessionPool OF_JVM = new SessionPool();

  private final Map<Key, Shared> open = new HashMap<>();

  private record Key(String graphSha256, Path graph, RuntimeOptions options, String apart) {}

  private static final class Shared {
    private final OrtSessions.Opened opened;
    private int users;

    private Shared(OrtSessions.Opened opened) {
      this.opened = opened;
    }
  }

  private SessionPool() {}

  /** The pool of this JVM. */
  public static SessionPool ofJvm() {
    return OF_JVM;
  }

  /** How many sessions are open. */
  public synchronized int size() {
    return open.size();
  }

  /**
   * Takes a session, opening it if nobody has; checks the hashes of its files when it opens.
   *
   * @param apart "" to share; any other text names a session of its own for the same graph
   */
  synchronized Lease take(Ladder ladder, GraphRung rung, RuntimeOptions options, String apart) {
    Path graph = ladder.folder().resolve(rung.graph().path()).toAbsolutePath().normalize();
    Key key = new Key(rung.graph().sha256(), graph, options, apart);
    Shared shared = open.get(key);
    if (shared == null) {
      shared = new Shared(OrtSessions.open(ladder.checkedGraph(rung), options));
      open.put(key, shared);
    }
    shared.users++;
    return new Lease(this, key);
  }

  private synchronized Shared held(Key key) {
    return open.get(key);
  }

  private synchronized void release(Key key) {
    Shared shared = open.get(key);
    shared.users--;
    if (shared.users == 0) {
      open.remove(key);
      OrtSessions.close(shared.opened.session());
    }
  }

  /** One user's hold on a session. Not thread-safe. */
  static final class Lease implements AutoCloseable {
    private final SessionPool pool;
    private final Key key;
    private final Shared shared;
    private boolean released;

    private Lease(SessionPool pool, Key key) {
      this.pool = pool;
      this.key = key;
      this.shared = pool.held(key);
    }

    /** The session, until this is closed. */
    OrtSession session() {
      if (released) {
        throw new IllegalStateException("Cannot use a session: its lease is closed, expected open");
      }
      return shared.opened.session();
    }

    Device device() {
      return shared.opened.device();
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
}
