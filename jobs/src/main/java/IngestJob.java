import dev.bevdrift.jobs.job.CommandLines;
import dev.bevdrift.jobs.job.IngestMain;

/** {@code spark-submit --class IngestJob}: nuScenes to frames. */
@SuppressWarnings("DefaultPackage") // so that --class IngestJob works as written
public final class IngestJob {
  private IngestJob() {}

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new IngestMain(), args));
  }
}
