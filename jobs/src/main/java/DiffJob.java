import dev.bevdrift.jobs.job.CommandLines;
import dev.bevdrift.jobs.job.DiffMain;

/** {@code spark-submit --class DiffJob}: any two sets of boxes compared. */
@SuppressWarnings("DefaultPackage") // so that --class DiffJob works as written
public final class DiffJob {
  private DiffJob() {}

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new DiffMain(), args));
  }
}
