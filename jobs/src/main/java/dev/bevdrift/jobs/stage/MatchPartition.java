package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.metrics.match.PageKey;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.util.Iterator;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/** Matches the scenes of one partition into pages. */
final class MatchPartition implements PairFlatMapFunction<Iterator<SceneUnit>, PageKey, byte[]> {
  private static final long serialVersionUID = 1L;

  private final SceneSource source;
  private final DetectionConfig config;
  private final Strictness strictness;
  private final LongAccumulator framesDone;

  MatchPartition(
      SceneSource source,
      DetectionConfig config,
      Strictness strictness,
      LongAccumulator framesDone) {
    this.source = source;
    this.config = config;
    this.strictness = strictness;
    this.framesDone = framesDone;
  }

  @Override
  public Iterator<Tuple2<PageKey, byte[]>> call(Iterator<SceneUnit> units) {
    MatchedPages pages =
        MatchedPages.of(units, source, config, strictness, () -> framesDone.add(1));
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pages.hasNext();
      }

      @Override
      public Tuple2<PageKey, byte[]> next() {
        var page = pages.next();
        return new Tuple2<>(page.key(), page.bytes());
      }
    };
  }
}
