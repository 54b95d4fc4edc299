import dev.bevdrift.jobs.job.CommandLines;
import dev.bevdrift.jobs.job.MetricsMain;

/** {@code spark-submit --class MetricsJob}: figures of a submission; runs in a plain JVM too. */
@SuppressWarnings("DefaultPackage") // so that --class MetricsJob works as written
public final class MetricsJob {
  private MetricsJob() {}

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new MetricsMain(), args));
  }
}
