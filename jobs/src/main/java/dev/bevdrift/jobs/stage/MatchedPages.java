package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.metrics.match.RankedPage;
import dev.bevdrift.metrics.match.RankedRun;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.PartialEvaluation;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * Scenes in, pages of ranked predictions out; knows nothing of Spark. Holds one scene and one run
 * of matches at a time. Not thread-safe.
 */
final class MatchedPages implements Iterator<RankedPage> {
  /** Predictions of a run: about 50 MB, and few runs, each of which a stream holds a page of. */
  static final int PREDICTIONS_OF_A_RUN = 500_000;

  private final Iterator<SceneUnit> units;
  private final SceneSource source;
  private final DetectionConfig config;
  private final Strictness strictness;
  private final FrameCounter counter;
  private final Queue<RankedPage> ready = new ArrayDeque<>();

  private MatchedPages(
      Iterator<SceneUnit> units,
      SceneSource source,
      DetectionConfig config,
      Strictness strictness,
      FrameCounter counter) {
    this.units = units;
    this.source = source;
    this.config = config;
    this.strictness = strictness;
    this.counter = counter;
  }

  /** The pages of some scenes, in runs. */
  static MatchedPages of(
      Iterator<SceneUnit> units,
      SceneSource source,
      DetectionConfig config,
      Strictness strictness,
      FrameCounter counter) {
    return new MatchedPages(units, source, config, strictness, counter);
  }

  @Override
  public boolean hasNext() {
    if (ready.isEmpty() && units.hasNext()) {
      fill();
    }
    return !ready.isEmpty();
  }

  @Override
  public RankedPage next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no further page");
    }
    return ready.remove();
  }

  private void fill() {
    RankedRun run = RankedRun.empty();
    while (units.hasNext() && run.size() < PREDICTIONS_OF_A_RUN) {
      ScenePart scene = source.read(units.next());
      PartialEvaluation.match(
          config,
          scene.truth(),
          scene.predictions().boxes(),
          scene.predictions().order(),
          strictness,
          run);
      for (int frame = 0; frame < scene.truth().samples().size(); frame++) {
        counter.done();
      }
    }
    ready.addAll(run.pages());
  }
}
