package dev.bevdrift.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.job.Sessions;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.stage.ScenePart;
import dev.bevdrift.jobs.stage.SparkMetrics;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.curve.RecallGrid;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.score.ClassCurves;
import dev.bevdrift.metrics.score.ClassScore;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.PartialEvaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Scores generated scenes on Spark and prints one line of JSON with time, shuffle and peaks. Up to
 * {@value #CHECKED_FRAMES} frames the driver scores them alone too, and every bit must be equal.
 */
public final class SparkMetricsBench {
  private static final int CHECKED_FRAMES = 10_000;
  private static final long SEED = 20_261_125;
  private static final double NANOS_PER_S = 1e9;
  private static final DetectionConfig CONFIG = DetectionConfig.cvpr2019();

  private SparkMetricsBench() {}

  /** Takes the number of frames. */
  public static void main(String[] args) throws IOException {
    int frames = Integer.parseInt(args[0]);
    List<SceneUnit> units = GeneratedScenes.units(frames);
    GeneratedScenes source = new GeneratedScenes(SEED);
    ObjectNode line = new ObjectMapper().createObjectNode();
    try (SparkSession spark = Sessions.open("spark-metrics bench")) {
      TaskTotals totals = new TaskTotals();
      spark.sparkContext().addSparkListener(totals);
      long start = System.nanoTime();
      List<ClassCurves> classes =
          SparkMetrics.curves(spark, units, source, CONFIG, Strictness.LENIENT, 0);
      double seconds = (System.nanoTime() - start) / NANOS_PER_S;
      DetectionScore score =
          PartialEvaluation.score(CONFIG, classes, Strictness.DEVKIT, "truth", "predictions");
      line.put("frames", frames)
          .put("scenes", units.size())
          .put("true_boxes", classes.get(0).totals().truths())
          .put("predictions", classes.get(0).totals().predictions())
          .put("wall_s", seconds)
          .put("mean_ap", score.meanAp())
          .put("nd_score", score.ndScore());
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      long executorPeak =
          context.parallelize(List.of(1, 2, 3, 4), 4).map(any -> peakRssBytes()).reduce(Math::max);
      totals.putInto(line);
      line.put("driver_peak_rss_bytes", peakRssBytes())
          .put("driver_heap_limit_bytes", Runtime.getRuntime().maxMemory())
          .put("executor_peak_rss_bytes", executorPeak)
          .put("checked_against_one_machine", frames <= CHECKED_FRAMES);
      if (frames <= CHECKED_FRAMES) {
        check(classes, source.read(units));
      }
    }
    System.out.println(line);
  }

  private static void check(List<ClassCurves> classes, ScenePart all) {
    DetectionScore one = Evaluation.of(CONFIG, all.truth(), all.predictions().boxes());
    for (ClassCurves got : classes) {
      ClassScore expected = one.of(got.detectionClass()).orElseThrow();
      for (int t = 0; t < got.curves().size(); t++) {
        for (int i = 0; i < RecallGrid.SIZE; i++) {
          same(got.curves().get(t).precision(i), expected.curves(t).precision(i));
          same(got.curves().get(t).confidence(i), expected.curves(t).confidence(i));
          for (TpError which : TpError.values()) {
            same(got.curves().get(t).error(which, i), expected.curves(t).error(which, i));
          }
        }
      }
    }
  }

  private static void same(double got, double expected) {
    if (Double.doubleToRawLongBits(got) != Double.doubleToRawLongBits(expected)) {
      throw new IllegalStateException(
          "Spark gives " + got + " where one machine gives " + expected);
    }
  }

  /** The most memory that this JVM held, as Linux counts it. */
  private static long peakRssBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("/proc/self/status has no VmHWM");
  }
}
