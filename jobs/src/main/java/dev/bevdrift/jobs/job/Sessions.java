package dev.bevdrift.jobs.job;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark sessions of our jobs: quiet, and local where nobody named a master. */
public final class Sessions {
  private Sessions() {}

  /**
   * Opens the session of a job. Every setting given by spark-submit or a properties file wins; the
   * caller closes the session.
   *
   * @param name the application's name, as Spark shows it
   */
  public static SparkSession open(String name) {
    SparkConf conf = new SparkConf().setAppName(name);
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
