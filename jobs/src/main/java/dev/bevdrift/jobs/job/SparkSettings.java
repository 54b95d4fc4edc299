package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.stage.EvalStage.Placement;
import dev.bevdrift.jobs.table.Storage;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** What spark-submit was told, as far as it is needed before a session starts. */
final class SparkSettings {
  private static final String HADOOP = "spark.hadoop.";

  private SparkSettings() {}

  /** Files, with the Hadoop settings that the session will have. */
  static Storage storage() {
    Configuration settings = new Configuration();
    for (Tuple2<String, String> setting : new SparkConf().getAll()) {
      if (setting._1().startsWith(HADOOP)) {
        settings.set(setting._1().substring(HADOOP.length()), setting._2());
      }
    }
    return Storage.of(settings);
  }

  /** Whether tasks run in this JVM. */
  static Placement placement() {
    String master = new SparkConf().get("spark.master", "local[*]").toLowerCase(Locale.ROOT);
    boolean here = master.equals("local") || master.startsWith("local[");
    return here ? Placement.THIS_JVM : Placement.ELSEWHERE;
  }
}
