package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.jobs.bench.GeneratedScenes;
import dev.bevdrift.jobs.job.CommandLines;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.curve.Curves;
import dev.bevdrift.metrics.curve.RecallGrid;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.ClassCurves;
import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.Figure;
import dev.bevdrift.metrics.score.PartialEvaluation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Spark's figures are those of one machine to the last bit. */
class SparkMetricsTest {
  private static final DetectionConfig CONFIG = DetectionConfig.cvpr2019();
  private static SparkSession spark;

  @BeforeAll
  static void open() {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("SparkMetricsTest")
            .set("spark.ui.enabled", "false");
    spark = SparkSession.builder().config(conf).getOrCreate();
  }

  @AfterAll
  static void close() throws IOException {
    spark.close();
  }

  private static List<Long> bits(Curves curves) {
    List<Long> bits = new ArrayList<>();
    for (int i = 0; i < RecallGrid.SIZE; i++) {
      bits.add(Double.doubleToRawLongBits(curves.precision(i)));
      bits.add(Double.doubleToRawLongBits(curves.confidence(i)));
      for (TpError which : TpError.values()) {
        bits.add(Double.doubleToRawLongBits(curves.error(which, i)));
      }
    }
    return bits;
  }

  @Test
  void anyPartitionsAndAnyOrderGiveTheBitsOfOneMachine() {
    GeneratedScenes source = new GeneratedScenes(11);
    List<SceneUnit> units = GeneratedScenes.units(700);
    ScenePart all = source.read(units);
    DetectionScore one = Evaluation.of(CONFIG, all.truth(), all.predictions().boxes());
    assertThat(one.meanAp()).isBetween(0.2, 0.8);
    for (int partitions : new int[] {1, 2, 7}) {
      List<SceneUnit> mixed = new ArrayList<>(units);
      Collections.shuffle(mixed, new Random(partitions));
      List<ClassCurves> classes =
          SparkMetrics.curves(spark, mixed, source, CONFIG, Strictness.LENIENT, partitions);
      assertThat(classes).hasSize(10);
      for (ClassCurves got : classes) {
        ClassScore expected = one.of(got.detectionClass()).orElseThrow();
        assertThat(got.truths()).isEqualTo(expected.truths()).isPositive();
        for (int t = 0; t < 4; t++) {
          assertThat(bits(got.curves().get(t)))
              .as("%s, threshold %d, %d partitions", got.detectionClass(), t, partitions)
              .isEqualTo(bits(expected.curves(t)));
        }
      }
      DetectionScore score =
          PartialEvaluation.score(CONFIG, classes, Strictness.DEVKIT, "truth", "predictions");
      for (Figure figure : Figure.values()) {
        assertThat(figure.of(score)).as("%s", figure).isEqualTo(figure.of(one));
      }
    }
  }

  @Test
  void absentClassesAndASubsetOfClassesAreStreamedToo() {
    GeneratedScenes source = new GeneratedScenes(12);
    List<SceneUnit> units = GeneratedScenes.units(1);
    DetectionConfig config = CONFIG.withClassRange(Map.of("bus", 50, "car", 50, "bicycle", 40));
    ScenePart all = source.read(units);
    DetectionScore one = Evaluation.of(config, all.truth(), all.predictions().boxes());
    assertThat(one.presentClasses()).hasSizeLessThan(3);
    List<ClassCurves> classes =
        SparkMetrics.curves(spark, units, source, config, Strictness.LENIENT, 0);
    DetectionScore score =
        PartialEvaluation.score(config, classes, Strictness.LENIENT, "truth", "predictions");
    assertThat(score.ndScore()).isEqualTo(one.ndScore());
    assertThat(score.presentClasses()).isEqualTo(one.presentClasses());
  }

  @Test
  void aFaultInATaskIsTheOneLineOfOneMachine() {
    SceneSource broken =
        unit -> {
          throw new InputException("Cannot read " + unit.file() + ": it is a test");
        };
    assertThatThrownBy(
            () ->
                SparkMetrics.curves(
                    spark, GeneratedScenes.units(1), broken, CONFIG, Strictness.LENIENT, 1))
        .satisfies(
            fault ->
                assertThat(CommandLines.inputFault(fault).orElseThrow())
                    .hasMessage("Cannot read scene-0: it is a test"));
  }
}
