package dev.bevdrift.jobs.stage;

import dev.bevdrift.metrics.match.PageKey;
import dev.bevdrift.metrics.match.RankedPage;
import dev.bevdrift.metrics.score.ClassCurves;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/** Streams the sorted pages of one class into its curves; partition i is class i of the config. */
final class ClassStreams
    implements Function2<Integer, Iterator<Tuple2<PageKey, byte[]>>, Iterator<ClassCurves>> {
  private static final long serialVersionUID = 1L;

  private final DetectionConfig config;

  ClassStreams(DetectionConfig config) {
    this.config = config;
  }

  @Override
  public Iterator<ClassCurves> call(Integer partition, Iterator<Tuple2<PageKey, byte[]>> pages) {
    Iterator<RankedPage> ranked =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return pages.hasNext();
          }

          @Override
          public RankedPage next() {
            Tuple2<PageKey, byte[]> page = pages.next();
            return RankedPage.of(page._1(), page._2());
          }
        };
    int thresholds = config.distanceThresholdsM().size();
    return List.of(ClassCurves.of(config.classes().get(partition), thresholds, ranked)).iterator();
  }
}
