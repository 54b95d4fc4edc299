package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.udf.infer.Frame;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * The frames of a task's scenes, one scene after the other, so that a scene is opened and its first
 * pictures are decoded while the last frames of the one before run.
 *
 * <p>Scenes that run the same rungs make one stream of frames; it ends before the first that runs
 * others, and {@link #begin} starts the next one there. A scene that cannot be opened ends it too,
 * and the failure comes out when its turn comes. One thread may take frames while another looks at
 * the scenes on their way.
 */
final class SceneFeed implements Iterator<Frame>, AutoCloseable {
  private final Iterator<SceneUnit> units;
  private final Function<SceneUnit, ScenePass> opening;
  private final Queue<ScenePass> onTheirWay = new ConcurrentLinkedQueue<>();
  private Optional<ScenePass> current = Optional.empty();
  private Optional<ScenePass> next = Optional.empty();
  private Optional<RuntimeException> failure = Optional.empty();
  private boolean closed;

  /**
   * Nothing is opened yet.
   *
   * @param opening opens a scene
   */
  SceneFeed(Iterator<SceneUnit> units, Function<SceneUnit, ScenePass> opening) {
    this.units = units;
    this.opening = opening;
  }

  /** The scenes of which frames were given out and that were not taken away, oldest first. */
  Queue<ScenePass> onTheirWay() {
    return onTheirWay;
  }

  /** Whether another stream begins after this one. */
  synchronized boolean more() {
    return next.isPresent() || failure.isPresent() || units.hasNext();
  }

  /**
   * Begins a stream with the next scene.
   *
   * @return ids of the rungs that run it
   */
  synchronized Set<String> begin() {
    if (failure.isPresent()) {
      throw failure.get();
    }
    enter(next.isPresent() ? next.get() : opening.apply(units.next()));
    return current.orElseThrow().toRun();
  }

  private void enter(ScenePass scene) {
    next = Optional.empty();
    current = Optional.of(scene);
    onTheirWay.add(scene);
  }

  @Override
  public synchronized boolean hasNext() {
    while (!closed && current.isPresent() && !current.get().hasNext()) {
      current.get().close();
      lookAhead();
      if (next.isEmpty() || !next.get().toRun().equals(current.get().toRun())) {
        return false;
      }
      enter(next.get());
    }
    return !closed && current.isPresent();
  }

  private void lookAhead() {
    if (next.isPresent() || failure.isPresent() || !units.hasNext()) {
      return;
    }
    try {
      next = Optional.of(opening.apply(units.next()));
    } catch (RuntimeException unusable) {
      failure = Optional.of(unusable);
    }
  }

  @Override
  public synchronized Frame next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no further frame in this stream");
    }
    return current.orElseThrow().next();
  }

  /** Closes what is open; the stream has ended then. */
  @Override
  public synchronized void close() {
    closed = true;
    current.ifPresent(ScenePass::close);
    next.ifPresent(ScenePass::close);
  }
}
