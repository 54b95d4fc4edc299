package dev.bevdrift.jobs.job;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ladder}: what can be said of a ladder without running it. */
@Command(
    name = "ladder",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Looks at a ladder of exported graphs: what stands in them, and whether they listen.",
    subcommands = {LadderCheckMain.class, LadderProbeMain.class, LadderDivergeMain.class})
public final class LadderMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  /** Runs the command; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(new LadderMain(), args));
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "Cannot run ladder alone: expected check, probe or diverge");
  }
}
