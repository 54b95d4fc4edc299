package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.stage.OpenGraphs.Placement;
import dev.bevdrift.jobs.table.Storage;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** What spark-submit was told, as far as it is needed before a session starts. */
final class SparkSettings {
  private static final String HADOOP = "spark.hadoop.";
  private static final Pattern LOCAL_SLOTS = Pattern.compile("local\\[(\\*|[0-9]{1,4})");

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
    String master = master();
    boolean here = master.equals("local") || master.startsWith("local[");
    return here ? Placement.THIS_JVM : Placement.ELSEWHERE;
  }

  /** How many tasks run at a time in this JVM. */
  static int slots() {
    Matcher slots = LOCAL_SLOTS.matcher(master());
    if (!slots.lookingAt()) {
      return 1;
    }
    return slots.group(1).equals("*")
        ? Runtime.getRuntime().availableProcessors()
        : Integer.parseInt(slots.group(1));
  }

  private static String master() {
    return new SparkConf().get("spark.master", "local[*]").toLowerCase(Locale.ROOT);
  }
}
