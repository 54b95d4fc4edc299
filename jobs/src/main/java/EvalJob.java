import dev.bevdrift.jobs.job.CommandLines;
import dev.bevdrift.jobs.job.EvalMain;

/** {@code spark-submit --class EvalJob}: what each rung of a ladder costs. */
@SuppressWarnings("DefaultPackage") // so that --class EvalJob works as written
public final class EvalJob {
  private EvalJob() {}

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new EvalMain(), args));
  }
}
