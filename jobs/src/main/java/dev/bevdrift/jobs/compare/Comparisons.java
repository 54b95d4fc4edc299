package dev.bevdrift.jobs.compare;

import dev.bevdrift.jobs.doctor.Doctor;
import dev.bevdrift.jobs.doctor.FramePose;
import dev.bevdrift.jobs.doctor.Patient;
import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.jobs.verdict.Judgement;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.jobs.verdict.Verdicts;
import dev.bevdrift.jobs.verdict.Word;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.diff.BoxDiff;
import dev.bevdrift.metrics.diff.BoxDiffThresholds;
import dev.bevdrift.metrics.interval.FigureDraws;
import dev.bevdrift.metrics.interval.Interval;
import dev.bevdrift.metrics.interval.Replicates;
import dev.bevdrift.metrics.interval.SceneBootstrap;
import dev.bevdrift.metrics.interval.SceneClusters;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.FigureNames;
import dev.bevdrift.udf.finding.Finding;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Compares two sides. */
public final class Comparisons {
  private static final int REPLICATES = 1000;

  /** The same draws for both sides and in every run. */
  private static final long SEED = 20_261_123L;

  /** What is known, given the tokens of the first side. */
  private final Function<List<String>, Ground> groundOf;

  private final GateThresholds gate;

  private Comparisons(Function<List<String>, Ground> groundOf, GateThresholds gate) {
    this.groundOf = groundOf;
    this.gate = gate;
  }

  /** With true boxes, and poses where they are known. */
  public static Comparisons with(Ground ground, GateThresholds gate) {
    return new Comparisons(tokens -> ground, gate);
  }

  /** Of boxes alone. */
  public static Comparisons ofBoxesAlone(GateThresholds gate) {
    return new Comparisons(NoGround::new, gate);
  }

  /**
   * Compares {@code b} with {@code a} on the samples that both have.
   *
   * @throws InputException when they have no sample in common, or a file cannot be used
   */
  public Comparison of(Side a, Side b) {
    List<String> ofA = a.tokens();
    List<String> ofB = b.tokens();
    Ground ground = groundOf.apply(ofA);
    Set<String> all = new LinkedHashSet<>(ground.tokens().isEmpty() ? ofA : ground.tokens());
    Set<String> common = new LinkedHashSet<>(all);
    common.retainAll(new HashSet<>(ofA));
    common.retainAll(new HashSet<>(ofB));
    if (common.isEmpty()) {
      throw new InputException(
          "Cannot compare "
              + a.name()
              + " with "
              + b.name()
              + ": they have "
              + ofA.size()
              + " and "
              + ofB.size()
              + " samples, none in common"
              + (ground.tokens().isEmpty() ? "" : " with the true boxes")
              + ", expected the same samples");
    }
    Set<String> left = new HashSet<>(all);
    left.removeAll(common);
    Samples samples = ground.samples(left);
    DetectionBoxes boxesA = a.boxes(samples);
    DetectionBoxes boxesB = b.boxes(samples);
    BoxDiff diff = BoxDiff.between(boxesA, boxesB, limits());
    List<Finding> findings = findings(b.name(), samples, ground.poses(left), boxesA, boxesB);
    List<String> notes = notes(a, ofA, b, ofB, common);
    return ground
        .truth(left)
        .map(truth -> scored(a, b, notes, diff, findings, truth, boxesA, boxesB, ground))
        .orElseGet(() -> unscored(a, b, notes, diff, findings, samples.size()));
  }

  private BoxDiffThresholds limits() {
    return new BoxDiffThresholds(
        gate.matchM(), gate.matchScore(), gate.movedM(), Math.toRadians(gate.movedDeg()));
  }

  private static List<Finding> findings(
      String name, Samples samples, List<FramePose> poses, DetectionBoxes a, DetectionBoxes b) {
    return Doctor.examine(
        Patient.of(name, Patient.Against.ORIGINAL, samples, b, a).withPoses(poses));
  }

  private static List<String> notes(
      Side a, List<String> ofA, Side b, List<String> ofB, Set<String> common) {
    return Stream.of(more(a, ofA.size() - common.size()), more(b, ofB.size() - common.size()))
        .filter(note -> !note.isEmpty())
        .toList();
  }

  private static String more(Side side, int samples) {
    return samples == 0
        ? ""
        : side.name() + " has " + samples + " samples more, which are left out";
  }

  private Comparison unscored(
      Side a, Side b, List<String> notes, BoxDiff diff, List<Finding> findings, int samples) {
    boolean exact = totals(diff).within(BoxTotals.NONE);
    return new Comparison(
        a.name(),
        b.name(),
        samples,
        notes,
        diff,
        SummaryFigures.UNKNOWN,
        SummaryFigures.UNKNOWN,
        DeltaInterval.none("there are no true boxes"),
        exact
            ? new Judgement(Word.EXACT, "no box lost, gained, moved or ranked differently")
            : Judgement.none("there are no true boxes: see how the boxes differ"),
        findings);
  }

  private Comparison scored(
      Side a,
      Side b,
      List<String> notes,
      BoxDiff diff,
      List<Finding> findings,
      GroundTruth truth,
      DetectionBoxes boxesA,
      DetectionBoxes boxesB,
      Ground ground) {
    DetectionScore scoreA = Evaluation.of(ground.config(), truth, boxesA);
    DetectionScore scoreB = Evaluation.of(ground.config(), truth, boxesB);
    SummaryFigures figuresA = figures(scoreA);
    SummaryFigures figuresB = figures(scoreB);
    DeltaInterval interval = interval(scoreA, scoreB, ground);
    boolean weak = !(scoreA.meanAp() >= gate.minReferenceMap());
    Judgement judgement =
        weak
            ? Judgement.none(
                String.format(
                    Locale.ROOT,
                    "numerics only: %s has mAP %.4f, expected at least %.2f",
                    a.name(),
                    scoreA.meanAp(),
                    gate.minReferenceMap()))
            : Verdicts.judge(
                figuresB.minus(figuresA),
                totals(diff),
                interval,
                SummaryFigures.UNKNOWN,
                BoxTotals.NONE,
                gate);
    return new Comparison(
        a.name(),
        b.name(),
        truth.samples().size(),
        notes,
        diff,
        figuresA,
        figuresB,
        interval,
        judgement,
        withTruth(b.name(), truth, ground, boxesA, boxesB, findings));
  }

  /** What truth says of b and not of a too: b's fault is not that of both. */
  private static List<Finding> withTruth(
      String name,
      GroundTruth truth,
      Ground ground,
      DetectionBoxes a,
      DetectionBoxes b,
      List<Finding> known) {
    Set<String> left = new HashSet<>(ground.tokens());
    left.removeAll(new HashSet<>(truth.samples().tokens()));
    Patient ofB =
        Patient.of(name, Patient.Against.TRUTH, truth.samples(), b, truth.boxes())
            .withPoses(ground.poses(left));
    Patient ofA =
        Patient.of(name, Patient.Against.TRUTH, truth.samples(), a, truth.boxes())
            .withPoses(ground.poses(left));
    Set<String> rules = new HashSet<>();
    known.forEach(finding -> rules.add(finding.rule()));
    List<Finding> further =
        Doctor.examine(ofA).stream()
            .map(finding -> finding.withMessage("Both sides: " + finding.message()))
            .toList();
    further.forEach(finding -> rules.add(finding.rule()));
    return Stream.concat(
            Stream.concat(known.stream(), further.stream()),
            Doctor.examine(ofB).stream().filter(finding -> !rules.contains(finding.rule())))
        .toList();
  }

  private static BoxTotals totals(BoxDiff diff) {
    return new BoxTotals(diff.kept(), diff.lost(), diff.gained(), diff.moved(), diff.reranked());
  }

  private static SummaryFigures figures(DetectionScore score) {
    return new SummaryFigures(
        score.meanAp(),
        score.ndScore(),
        score.tpError(TpError.TRANS),
        score.tpError(TpError.SCALE),
        score.tpError(TpError.ORIENT),
        score.tpError(TpError.VEL),
        score.tpError(TpError.ATTR));
  }

  private DeltaInterval interval(DetectionScore a, DetectionScore b, Ground ground) {
    SceneClusters clusters = SceneClusters.byDrive(a.samples(), ground.driveOf());
    Replicates delta =
        SceneBootstrap.of(b, clusters)
            .replicates(REPLICATES, SEED)
            .minus(SceneBootstrap.of(a, clusters).replicates(REPLICATES, SEED));
    String whyNone = delta.of(FigureNames.ND_SCORE).whyNone();
    if (!whyNone.isEmpty()) {
      return DeltaInterval.none(whyNone);
    }
    return new DeltaInterval(
        ends(delta, Interval::low),
        ends(delta, Interval::high),
        delta.clusters() + " scenes or drives drawn again");
  }

  private SummaryFigures ends(Replicates delta, ToDoubleFunction<Interval> end) {
    return new SummaryFigures(
        end(delta, FigureNames.MEAN_AP, end),
        end(delta, FigureNames.ND_SCORE, end),
        end(delta, FigureNames.error(TpError.TRANS), end),
        end(delta, FigureNames.error(TpError.SCALE), end),
        end(delta, FigureNames.error(TpError.ORIENT), end),
        end(delta, FigureNames.error(TpError.VEL), end),
        end(delta, FigureNames.error(TpError.ATTR), end));
  }

  private double end(Replicates delta, String figure, ToDoubleFunction<Interval> end) {
    FigureDraws draws = delta.of(figure);
    if (Double.isNaN(draws.estimate())) {
      return Double.NaN;
    }
    Interval everything = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    return end.applyAsDouble(draws.interval(gate.confidence()).orElse(everything));
  }
}
