import dev.bevdrift.jobs.job.CommandLines;
import dev.bevdrift.jobs.job.GateMain;

/** {@code spark-submit --class GateJob}: whether a run is good enough to pass. */
@SuppressWarnings("DefaultPackage") // so that --class GateJob works as written
public final class GateJob {
  private GateJob() {}

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new GateMain(), args));
  }
}
