package dev.bevdrift.jobs.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.finished.MadeRun;
import dev.bevdrift.jobs.gate.Check.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights on which nothing changed, on a device that adds noise to every figure of every run: how
 * often the whole gate fails. Campaigns of nights, each with a pinned run, a green run that moves
 * on, and a history that remembers noise; limits of zero, so that the floor alone stands between
 * noise and alarm.
 */
final class FalseAlarmsTest {
  private static final List<String> FIGURES =
      List.of("nd_score", "mean_ap", "trans_err", "orient_err", "vel_err", "ap/car", "ap/bus");
  private static final List<String> RUNGS = List.of("faithful", "fp16");
  private static final int CAMPAIGNS = 200;
  private static final int NIGHTS = 20;

  @TempDir Path folder;

  /** How many nights failed, could not be told, and passed. */
  private record Counts(int failed, int open, int passed) {
    int all() {
      return failed + open + passed;
    }
  }

  private Counts simulate(long seed, String limit, Noise noise, double lossFromNightTen) {
    Random random = new Random(seed);
    GateRules rules =
        GateRulesTest.rules(
            folder,
            "{rule: means, figures: [nd_score, mean_ap, '*_err'], fall: "
                + limit
                + ", rise: "
                + limit
                + "}",
            "{rule: classes, figures: ['ap/*'], fall: " + limit + ", rise: " + limit + "}");
    int failed = 0;
    int open = 0;
    int passed = 0;
    for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
      DoubleSupplier draw = noise.begin(random);
      FinishedRun pinned = night(0, draw, 0);
      FinishedRun green = pinned;
      Map<String, FinishedRun> seen = new LinkedHashMap<>(Map.of(pinned.id(), pinned));
      for (int n = 1; n <= NIGHTS; n++) {
        double loss = n >= 10 ? lossFromNightTen : 0;
        FinishedRun run = night(n, draw, loss);
        seen.put(run.id(), run);
        Outcome outcome =
            Gate.apply(
                    rules,
                    run,
                    Map.of(Against.PINNED, pinned, Against.GREEN, green),
                    NoisePairs.of(seen.values()),
                    List.of())
                .outcome();
        if (n < 10 && lossFromNightTen > 0) {
          continue;
        }
        switch (outcome) {
          case FAIL -> failed++;
          case OPEN -> open++;
          case PASS, NEW -> {
            passed++;
            green = run;
          }
        }
      }
    }
    return new Counts(failed, open, passed);
  }

  /** One run: every rung's figures with noise of their own, and the graph run twice. */
  private static FinishedRun night(int n, DoubleSupplier draw, double loss) {
    MadeRun made =
        MadeRun.named("night-" + n).endedAt(String.format("2026-11-%02dT03:00:00Z", n + 1));
    for (String figure : FIGURES) {
      Map<String, Double> values = new LinkedHashMap<>();
      for (String rung : RUNGS) {
        values.put(rung, 0.4 - (figure.equals("nd_score") ? loss : 0) + draw.getAsDouble());
        made.with(rung, figure, values.get(rung));
      }
      double again = 0.4 - (figure.equals("nd_score") ? loss : 0) + draw.getAsDouble();
      made.noise("all", figure, again - values.get("faithful"));
    }
    return made.finished();
  }

  /** Begins the noise of one campaign. */
  private interface Noise {
    DoubleSupplier begin(Random random);
  }

  private static final Noise NORMAL = random -> () -> 1e-4 * random.nextGaussian();

  /** Most runs are alike, some have one box more or fewer. */
  private static final Noise STEPS =
      random -> () -> random.nextInt(4) == 0 ? 5e-5 * (random.nextInt(3) - 1) : 0;

  /** Nine runs of ten are quiet, the tenth is ten times as noisy. */
  private static final Noise OUTLIERS =
      random -> () -> (random.nextInt(10) == 0 ? 1e-4 : 1e-5) * random.nextGaussian();

  @Test
  void normalNoiseFailsAtMostOneNightInAThousand() {
    Counts counts = simulate(20_261_125L, "0", NORMAL, 0);
    assertThat(counts.all()).isEqualTo(CAMPAIGNS * NIGHTS);
    assertThat(counts.failed())
        .as("seed 20261125: %s", counts)
        .isLessThanOrEqualTo(counts.all() / 1000);
  }

  @Test
  void theLimitsOfTheProjectForgiveNoiseOfAnyShapeBelowThem() {
    for (Noise noise : List.of(NORMAL, STEPS, OUTLIERS)) {
      Counts counts = simulate(7, "0.002", noise, 0);
      assertThat(counts.failed()).as("seed 7: %s", counts).isZero();
      assertThat(counts.passed()).as("seed 7: %s", counts).isEqualTo(counts.all());
    }
  }

  @Test
  void aLossOfTheLimitAndTwiceTheFloorIsCaughtEveryNight() {
    // After ten nights the floor is about eight times the noise's spread.
    Counts counts = simulate(11, "0.002", NORMAL, 0.002 + 20e-4);
    assertThat(counts.failed()).as("seed 11: %s", counts).isEqualTo(counts.all());
  }

  @Test
  void withoutNoiseTheFloorIsZeroAndAnyLossBeyondTheLimitFails() {
    Counts counts = simulate(13, "0.002", random -> () -> 0, 0.002 + 1e-9);
    assertThat(counts.failed()).as("seed 13: %s", counts).isEqualTo(counts.all());
    assertThat(new ArrayList<>(FIGURES)).hasSize(7);
  }
}
