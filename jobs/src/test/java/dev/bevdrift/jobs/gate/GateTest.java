package dev.bevdrift.jobs.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.finished.MadeRun;
import dev.bevdrift.jobs.gate.Check.Outcome;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GateTest {
  @TempDir Path folder;

  private GateRules rules(String text) {
    return GateRulesTest.rules(folder, text);
  }

  private static MadeRun night(double nds) {
    return MadeRun.named("night").with("fp16", "nd_score", nds);
  }

  private static GateResult gate(GateRules rules, MadeRun tonight, FinishedRun... baselines) {
    List<FinishedRun> runs = new ArrayList<>(List.of(baselines));
    Map<Against, FinishedRun> by =
        switch (baselines.length) {
          case 0 -> Map.of();
          case 1 -> Map.of(Against.PINNED, baselines[0]);
          default -> Map.of(Against.PINNED, baselines[0], Against.GREEN, baselines[1]);
        };
    FinishedRun run = tonight.finished();
    runs.add(run);
    return Gate.apply(rules, run, by, NoisePairs.of(runs), List.of());
  }

  @Test
  void aLossBeyondTheLimitFailsAndOneWithinPasses() {
    GateRules rules = rules("{rule: nds, figures: [nd_score], fall: 0.002, rise: 0.02}");
    FinishedRun pinned = night(0.4).finished();
    assertThat(gate(rules, night(0.3981), pinned, pinned).outcome()).isEqualTo(Outcome.PASS);
    GateResult failed = gate(rules, night(0.3979), pinned, pinned);
    assertThat(failed.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(failed.rules().get(0).line())
        .isEqualTo(
            "FAIL  nds: 2 of 2 fail: fp16 nd_score fell 0.0021 from pinned (0.4 -> 0.3979), allowed"
                + " 0.002");
  }

  @Test
  void anUnlikelyGainFailsToo() {
    GateRules rules = rules("{rule: nds, figures: [nd_score], fall: 0.002, rise: 0.02}");
    FinishedRun pinned = night(0.4).finished();
    assertThat(gate(rules, night(0.421), pinned, pinned).outcome()).isEqualTo(Outcome.FAIL);
    assertThat(gate(rules, night(0.419), pinned, pinned).outcome()).isEqualTo(Outcome.PASS);
  }

  @Test
  void smallLossesDoNotCreepPastThePinnedRun() {
    GateRules rules = rules("{rule: nds, figures: [nd_score], fall: 0.002}");
    FinishedRun pinned = night(0.4).finished();
    FinishedRun green = pinned;
    int passed = 0;
    double nds = 0.4;
    for (int i = 0; i < 10; i++) {
      nds -= 0.0009; // each within the limit beside the night before
      GateResult result = gate(rules, night(nds), pinned, green);
      if (result.outcome() != Outcome.PASS) {
        assertThat(result.rules().get(0).worst(Outcome.FAIL))
            .extracting(Check::against)
            .containsExactly("pinned");
        break;
      }
      green = night(nds).finished();
      passed++;
    }
    assertThat(passed).isEqualTo(2); // 0.0018 passes, 0.0027 does not
  }

  @Test
  void aSuddenLossFailsBesideTheLastGreenRunThoughThePinnedOneForgivesIt() {
    GateRules rules = rules("{rule: nds, figures: [nd_score], fall: 0.002}");
    GateResult result = gate(rules, night(0.4), night(0.39).finished(), night(0.41).finished());
    assertThat(result.rules().get(0).worst(Outcome.FAIL))
        .extracting(Check::against)
        .containsExactly("green");
  }

  @Test
  void sharesAreOfTheBaselinesFigure() {
    GateRules rules = rules("{rule: size, figures: [bytes], rise: 10%, fall: 50 %}");
    MadeRun before = night(0.4);
    before.rung("fp16").put("bytes", 1000);
    MadeRun within = night(0.4);
    within.rung("fp16").put("bytes", 1100);
    MadeRun beyond = night(0.4);
    beyond.rung("fp16").put("bytes", 1101);
    assertThat(gate(rules, within, before.finished(), before.finished()).outcome())
        .isEqualTo(Outcome.PASS);
    assertThat(gate(rules, beyond, before.finished(), before.finished()).rules().get(0).line())
        .contains("fp16 bytes rose 101 from pinned (1000 -> 1101), allowed 10 %");
  }

  @Test
  void limitsOfTheFigureItselfNeedNoBaseline() {
    GateRules rules = rules("{rule: least, figures: [nd_score], at_least: 0.35, at_most: 0.5}");
    assertThat(gate(rules, night(0.35)).outcome()).isEqualTo(Outcome.PASS);
    assertThat(gate(rules, night(0.349)).rules().get(0).line())
        .isEqualTo(
            "FAIL  least: 1 of 1 fail: fp16 nd_score is 0.349, expected at least 0.35, at most 0.5");
    assertThat(gate(rules, night(0.51)).outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void noiseWidensTheLimitAndBetweenBothItCannotTell() {
    GateRules rules = rules("{rule: nds, figures: [nd_score], against: pinned, fall: 0.002}");
    MadeRun before = night(0.4).noise("all", "nd_score", 1e-5).endedAt("2026-11-24T03:00:00Z");
    // Two pairs of root mean square 1e-5: t of two degrees at 1 in 1,000 is 31.599.
    double floor = 31.599e-5;
    MadeRun open = night(0.4 - 0.002 - 0.9 * floor).noise("all", "nd_score", -1e-5);
    assertThat(gate(rules, open, before.finished()).outcome()).isEqualTo(Outcome.OPEN);
    assertThat(gate(rules, open, before.finished()).rules().get(0).line())
        .contains("allowed 0.002 and the noise floor of 3.16e-04: noise could do it");
    MadeRun lost = night(0.4 - 0.002 - 1.1 * floor).noise("all", "nd_score", -1e-5);
    assertThat(gate(rules, lost, before.finished()).outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void classesAndSlicesAreCheckedOneByOneAndSmallOnesOnlyByName() {
    MadeRun before = MadeRun.named("a");
    MadeRun now = MadeRun.named("b");
    for (String slice : List.of("light/night", "light/day", "log/one")) {
      before.with("fp16", slice, "ap/car", 0.5).with("fp16", slice, "ap/bus", 0.5);
      now.with("fp16", slice, "ap/car", 0.5)
          .with("fp16", slice, "ap/bus", slice.equals("light/day") ? 0.5 : 0.3);
    }
    FinishedRun kept = before.finished();
    GateResult wild =
        gate(rules("{rule: x, figures: ['ap/*'], slices: ['*/*'], fall: 0.1}"), now, kept, kept);
    assertThat(wild.rules().get(0).checks()).hasSize(2 * 2 * 2);
    assertThat(wild.rules().get(0).worst(Outcome.FAIL))
        .extracting(check -> check.address().text())
        .containsOnly("fp16 ap/bus [light/night]");
    GateResult named =
        gate(rules("{rule: x, figures: ['ap/*'], slices: [log/one], fall: 0.1}"), now, kept, kept);
    assertThat(named.outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void aRungThatIsGoneFails() {
    GateRules rules = rules("{rule: nds, figures: [nd_score], fall: 0.002}");
    FinishedRun kept = night(0.4).with("int8", "nd_score", 0.3).finished();
    assertThat(gate(rules, night(0.4), kept, kept).rules().get(0).line())
        .contains("rung int8 is not in this run, the pinned run has it");
    MadeRun broken = night(0.4).notExportable("int8", "no such operator");
    assertThat(gate(rules, broken, kept, kept).rules().get(0).line())
        .contains("rung int8 could not be exported: no such operator");
  }

  @Test
  void aNewRungHasNothingToCompareWith() {
    GateRules rules = rules("{rule: nds, figures: [nd_score], fall: 0.002}");
    FinishedRun kept = night(0.4).finished();
    GateResult result = gate(rules, night(0.4).with("int8", "nd_score", 0.3), kept, kept);
    assertThat(result.outcome()).isEqualTo(Outcome.NEW);
    assertThat(result.rules().get(0).line()).contains("int8 nd_score is not in the pinned run");
  }

  @Test
  void withoutAPinnedRunItCannotTell() {
    GateRules rules = rules("{rule: nds, figures: [nd_score], fall: 0.002}");
    assertThat(gate(rules, night(0.4)).outcome()).isEqualTo(Outcome.OPEN);
    assertThat(gate(rules, night(0.4)).rules().get(0).line()).contains("bin/gate RUN --pin");
    // The last green one comes by itself.
    assertThat(gate(rules, night(0.4), night(0.4).finished()).outcome()).isEqualTo(Outcome.NEW);
  }

  @Test
  void figuresOfOtherFramesCannotBeCompared() {
    GateRules rules = rules("{rule: nds, figures: [nd_score], fall: 0.002}");
    MadeRun fewer = night(0.3);
    fewer.rung("fp16").put("frames", 63);
    FinishedRun kept = night(0.4).finished();
    assertThat(gate(rules, fewer, kept, kept).rules().get(0).line())
        .contains("fp16 nd_score counts 63 frames, pinned 64");
    assertThat(gate(rules, fewer, kept, kept).outcome()).isEqualTo(Outcome.OPEN);
  }

  @Test
  void aFigureThatIsUndefinedTonightCannotBeTold() {
    GateRules rules = rules("{rule: yaw, figures: [orient_err], rise: 0.01}");
    FinishedRun kept = night(0.4).with("fp16", "orient_err", 0.3).finished();
    GateResult result = gate(rules, night(0.4).with("fp16", "orient_err", Double.NaN), kept, kept);
    assertThat(result.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(result.rules().get(0).line()).contains("fp16 orient_err is undefined in this run");
  }

  @Test
  void numericsOnlyCannotTell() {
    GateRules rules = rules("{rule: nds, figures: [nd_score], slices: ['light/*'], fall: 0.002}");
    MadeRun numerics = MadeRun.named("night");
    numerics.rung("fp16").putObject("boxes").put("lost", 0);
    numerics.summary().put("mode", "numerics only").put("mode_reason", "random weights");
    assertThat(gate(rules, numerics).rules().get(0).line())
        .contains("nd_score was not measured: random weights");
    assertThat(gate(rules, numerics).outcome()).isEqualTo(Outcome.OPEN);
  }

  @Test
  void namesThatNobodyKnowsAreNamedWithTheirLine() {
    FinishedRun kept = night(0.4).finished();
    assertThatThrownBy(
            () -> gate(rules("{rule: x, figures: [nd_scor], fall: 0.1}"), night(0.4), kept, kept))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "Cannot use .*gate.yaml: line 8, rules\\[0\\].figures has 'nd_scor', expected a name"
                + " that there is, such as nd_score, .*");
    assertThatThrownBy(
            () ->
                gate(
                    rules("{rule: x, rungs: [fp61], figures: [nd_score], fall: 0.1}"),
                    night(0.4),
                    kept,
                    kept))
        .hasMessageContaining(
            "rules[0].rungs has 'fp61', expected a name that there is, such as fp16");
    assertThatThrownBy(
            () ->
                gate(
                    rules("{rule: x, slices: ['moon/*'], figures: [nd_score], fall: 0.1}"),
                    night(0.4),
                    kept,
                    kept))
        .hasMessageContaining(
            "rules[0].slices has 'moon/*', expected a pattern of a name that there is");
  }

  @Test
  void aFigureOfTheMetricThatTheDataLacksIsOpenAndNoMistake() {
    FinishedRun kept = night(0.4).finished();
    GateResult result =
        gate(rules("{rule: x, figures: [ap/bus], fall: 0.1}"), night(0.4), kept, kept);
    assertThat(result.outcome()).isEqualTo(Outcome.OPEN);
    assertThat(result.rules().get(0).line()).contains("ap/bus was not measured");
  }

  @Test
  void theGateOfTheProjectPassesAnUnchangedRun() throws IOException {
    Path ours = Path.of(System.getProperty("bevdrift.root"), "conf", "gate.yaml");
    MadeRun made =
        night(0.4)
            .with("fp16", "mean_ap", 0.3)
            .with("fp16", "trans_err", 0.3)
            .with("fp16", "ap/car", 0.3)
            .with("fp16", "light/night", "nd_score_present", 0.3);
    FinishedRun kept = made.finished();
    GateResult result = gate(GateRules.read(ours), made, kept, kept);
    assertThat(result.outcome()).isEqualTo(Outcome.PASS);
    assertThat(result.rules()).hasSize(5).allMatch(rule -> rule.checks().size() > 0);
    assertThat(Files.readString(ours)).contains("at_least");
  }
}
