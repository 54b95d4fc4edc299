package dev.bevdrift.metrics.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.curve.RecallGrid;
import dev.bevdrift.metrics.match.RankedPage;
import dev.bevdrift.metrics.match.RankedRun;
import dev.bevdrift.metrics.match.Strictness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The evaluation of one machine is the oracle of the one in parts: every bit is equal. */
final class PartialEvaluationTest {
  private static final DetectionConfig CONFIG = DetectionConfig.cvpr2019();

  /** Cuts the samples into runs at random, and streams the classes out of all pages. */
  private static List<ClassCurves> inParts(
      DetectionConfig config, RandomProblem problem, int runs, Random random) {
    List<RankedPage> pages = new ArrayList<>();
    List<List<Integer>> samplesOf = new ArrayList<>();
    IntStream.range(0, runs).forEach(i -> samplesOf.add(new ArrayList<>()));
    for (int sample = 0; sample < problem.samples(); sample++) {
      samplesOf.get(random.nextInt(runs)).add(sample);
    }
    for (List<Integer> chosen : samplesOf) {
      RankedRun run = RankedRun.empty();
      int cut = random.nextInt(chosen.size() + 1);
      for (List<Integer> half :
          List.of(chosen.subList(0, cut), chosen.subList(cut, chosen.size()))) {
        RandomProblem.Part part = problem.part(half.stream().mapToInt(Integer::intValue).toArray());
        PartialEvaluation.match(
            config, part.truth(), part.predictions(), part.orderCopy(), Strictness.LENIENT, run);
      }
      pages.addAll(run.pages());
    }
    Collections.shuffle(pages, random);
    pages.sort(Comparator.comparing(RankedPage::key));
    List<ClassCurves> classes = new ArrayList<>();
    for (DetectionClass c : config.classes()) {
      List<RankedPage> ofClass =
          pages.stream().filter(page -> page.key().classIndex() == c.index()).toList();
      classes.add(ClassCurves.of(c, config.distanceThresholdsM().size(), ofClass.iterator()));
    }
    return classes;
  }

  private static void assertSame(DetectionScore one, DetectionScore other, String name) {
    for (ClassScore expected : one.classScores()) {
      ClassScore got = other.of(expected.detectionClass()).orElseThrow();
      String where = name + ", " + expected.detectionClass();
      assertThat(got.truths()).as(where).isEqualTo(expected.truths());
      for (int t = 0; t < one.config().distanceThresholdsM().size(); t++) {
        assertThat(bits(got, t)).as(where + ", threshold " + t).isEqualTo(bits(expected, t));
      }
    }
    for (Figure figure : Figure.values()) {
      assertThat(Double.doubleToRawLongBits(figure.of(other)))
          .as(name + ", " + figure)
          .isEqualTo(Double.doubleToRawLongBits(figure.of(one)));
    }
  }

  /** Every number of a class at a threshold, NaNs with their payload, zeros with their sign. */
  private static List<Long> bits(ClassScore score, int t) {
    List<Double> numbers = new ArrayList<>();
    numbers.add(score.ap(t));
    for (int i = 0; i < RecallGrid.SIZE; i++) {
      numbers.add(score.curves(t).precision(i));
      numbers.add(score.curves(t).confidence(i));
      for (TpError which : TpError.values()) {
        numbers.add(score.curves(t).error(which, i));
      }
    }
    for (TpError which : TpError.values()) {
      numbers.add(score.tpError(which));
    }
    return numbers.stream().map(Double::doubleToRawLongBits).toList();
  }

  @Test
  void partsGiveTheBitsOfTheWhole() {
    DetectionConfig other =
        new DetectionConfig(
            CONFIG.classRanges().subList(0, 7),
            List.of(0.5, 0.7, 1.0, 2.0, 3.0),
            0.7,
            0,
            0,
            500,
            2);
    for (int seed = 0; seed < 400; seed++) {
      DetectionConfig config = seed % 4 == 3 ? other : CONFIG;
      RandomProblem problem = RandomProblem.of(seed);
      RandomProblem.Part all = problem.all();
      DetectionScore whole = Evaluation.of(config, all.truth(), all.predictions());
      int runs = 1 + seed % 9;
      List<ClassCurves> classes = inParts(config, problem, runs, new Random(seed));
      DetectionScore parts =
          PartialEvaluation.score(config, classes, Strictness.LENIENT, "truth", "predictions");
      assertSame(whole, parts, "seed " + seed + " in " + runs + " runs");
      assertThat(classes.get(0).totals().samples()).isEqualTo(problem.samples());
      assertThat(classes.get(0).totals().truths()).isEqualTo(all.truth().boxes().size());
      assertThat(classes.get(0).totals().predictions()).isEqualTo(all.predictions().size());
    }
  }

  @Test
  void manyPagesOfOneClassAreMergedInOrder() {
    for (int seed = 0; seed < 4; seed++) {
      GeneratedWorld world = GeneratedWorld.of(seed, 400, 1);
      RankedRun[] runs = new RankedRun[3];
      for (int r = 0; r < runs.length; r++) {
        runs[r] = RankedRun.empty();
        // Each run takes every third prediction; the truth of the others is left to theirs.
        third(world, r, runs[r]);
      }
      List<RankedPage> pages = new ArrayList<>();
      for (RankedRun run : runs) {
        pages.addAll(run.pages());
      }
      pages.sort(Comparator.comparing(RankedPage::key));
      assertThat(pages).hasSizeGreaterThan(60);
      List<ClassCurves> classes = new ArrayList<>();
      for (DetectionClass c : CONFIG.classes()) {
        classes.add(
            ClassCurves.of(
                c, 4, pages.stream().filter(p -> p.key().classIndex() == c.index()).iterator()));
      }
      assertSame(
          world.score(),
          PartialEvaluation.score(CONFIG, classes, Strictness.LENIENT, "t", "p"),
          "seed " + seed);
    }
  }

  /** Matches the samples whose index leaves {@code rest} when divided by three. */
  private static void third(GeneratedWorld world, int rest, RankedRun to) {
    DetectionBoxes all = world.predictions();
    int[] ours = IntStream.range(0, all.size()).filter(i -> all.sample(i) % 3 == rest).toArray();
    DetectionBoxes truth = world.truth().boxes();
    int[] truths =
        IntStream.range(0, truth.size()).filter(i -> truth.sample(i) % 3 == rest).toArray();
    PartialEvaluation.match(
        CONFIG,
        new GroundTruth(world.truth().samples(), truth.reordered(truths), world.truth().racks()),
        all.reordered(ours),
        IntStream.of(ours).asLongStream().toArray(),
        Strictness.LENIENT,
        to);
  }

  @Test
  void aPlaceThatIsTakenTwiceIsRefused() {
    RandomProblem.Part part = RandomProblem.of(0).part(2);
    assertThat(part.predictions().size()).isPositive();
    RankedRun run = RankedRun.empty();
    for (int twice = 0; twice < 2; twice++) {
      PartialEvaluation.match(
          CONFIG, part.truth(), part.predictions(), part.orderCopy(), Strictness.LENIENT, run);
    }
    List<RankedPage> pages = run.pages();
    assertThatThrownBy(
            () -> {
              for (DetectionClass c : CONFIG.classes()) {
                ClassCurves.of(
                    c, 4, pages.stream().filter(p -> p.key().classIndex() == c.index()).iterator());
              }
            })
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "Cannot rank predictions: two of one class have sample_index 2, ordinal ")
        .hasMessageEndingWith(", expected each place in a sample once");
  }

  @Test
  void strictnessRefusesWhatOneMachineRefuses() {
    List<ClassCurves> none = inParts(CONFIG, RandomProblem.of(1), 1, new Random(1));
    List<ClassCurves> empty = new ArrayList<>();
    for (ClassCurves c : none) {
      empty.add(ClassCurves.of(c.detectionClass(), 4, Collections.emptyIterator()));
    }
    assertThatThrownBy(
            () -> PartialEvaluation.score(CONFIG, empty, Strictness.DEVKIT, "the frames", "p"))
        .hasMessage("Cannot evaluate the frames: it has no boxes, expected at least one");
    assertThatThrownBy(
            () ->
                PartialEvaluation.check(
                    CONFIG.withClassRange(Map.of("car", 50)), Strictness.DEVKIT))
        .hasMessage(
            "Cannot evaluate as the devkit does: class_range names 1 classes, expected all 10");
    DetectionScore score =
        PartialEvaluation.score(CONFIG, empty, Strictness.LENIENT, "the frames", "p");
    assertThat(score.ndScore()).isZero();
    assertThatThrownBy(() -> score.classScores().get(0).matches())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("they were streamed");
  }
}
