package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

/** The counts behind the line, from a real job; the line itself needs a terminal. */
final class FrameProgressTest {
  @Test
  void framesAndScenesOfAllTasksAreCounted() {
    SparkConf conf =
        new SparkConf()
            .setAppName("progress")
            .setMaster("local[2]")
            .set("spark.ui.enabled", "false");
    String said;
    try (FrameProgress progress = FrameProgress.start(40, 5)) {
      assertThat(progress.text()).isEqualTo("0 frames, 0 of 5 scenes");
      try (JavaSparkContext context = new JavaSparkContext(conf)) {
        LongAccumulator frames = context.sc().longAccumulator(FrameProgress.FRAMES);
        LongAccumulator scenes = context.sc().longAccumulator(FrameProgress.SCENES);
        LongAccumulator other = context.sc().longAccumulator("something else");
        context.sc().addSparkListener(progress);
        context
            .parallelize(List.of(1, 2, 3), 3)
            .foreach(
                scene -> {
                  frames.add(8);
                  scenes.add(1);
                  other.add(100);
                });
      } // stopping the context empties the listeners' queue
      said = progress.text();
    }
    assertThat(said).isEqualTo("24 frames, 3 of 5 scenes");
  }
}
