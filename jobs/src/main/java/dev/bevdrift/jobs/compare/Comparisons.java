package dev.bevdrift.jobs.compare;

import dev.bevdrift.jobs.doctor.Doctor;
import dev.bevdrift.jobs.doctor.FramePose;
import dev.bevdrift.jobs.doctor.Patient;
import dev.bevdrift.jobs.verdict.BoxTotals;
import dev.bevdrift.jobs.verdict.DeltaInterval;
import dev.bevdrift.jobs.verdict.DrawnDelta;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.jobs.verdict.Judgement;
import dev.bevdrift.jobs.verdict.OtherScenes;
import dev.bevdrift.jobs.verdict.SummaryFigures;
import dev.bevdrift.jobs.verdict.Verdicts;
import dev.bevdrift.jobs.verdict.Word;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.TpError;
import dev.bevdrift.metrics.diff.BoxComparison;
import dev.bevdrift.metrics.diff.BoxDiff;
import dev.bevdrift.metrics.diff.BoxDiffThresholds;
import dev.bevdrift.metrics.diff.BoxShift;
import dev.bevdrift.metrics.diff.BoxShifts;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.udf.finding.Finding;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Compares two sides. */
public final class Comparisons {
  /** What is known, given the tokens of the first side. */
  private final Function<List<String>, Ground> groundOf;

  private final GateThresholds gate;
  private final List<String> always;

  private Comparisons(
      Function<List<String>, Ground> groundOf, GateThresholds gate, List<String> always) {
    this.groundOf = groundOf;
    this.gate = gate;
    this.always = always;
  }

  /**
   * With true boxes, and poses where they are known.
   *
   * @param note what a reader should know of the figures; a sentence without a full stop
   */
  public static Comparisons with(Ground ground, GateThresholds gate, String note) {
    return new Comparisons(tokens -> ground, gate, List.of(note));
  }

  /** Of boxes alone. */
  public static Comparisons ofBoxesAlone(GateThresholds gate) {
    return new Comparisons(NoGround::new, gate, List.of());
  }

  /** Two things that are compared. */
  public record Pair(Side a, Side b) {}

  /**
   * Compares pair by pair; what is said of other scenes is adjusted over all pairs, since among
   * many some look bad by chance.
   *
   * @throws InputException when two have no sample in common, or a file cannot be used
   */
  public List<Comparison> all(List<Pair> pairs) {
    List<Comparison> each = pairs.stream().map(pair -> of(pair.a(), pair.b())).toList();
    List<DeltaInterval> adjusted =
        OtherScenes.adjusted(each.stream().map(Comparison::interval).toList());
    return IntStream.range(0, each.size())
        .mapToObj(i -> each.get(i).with(adjusted.get(i)))
        .toList();
  }

  /** On the samples that both have. */
  private Comparison of(Side a, Side b) {
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
    BoxComparison boxes = BoxComparison.of(boxesA, boxesB, limits());
    List<Finding> findings = findings(b.name(), samples, ground.poses(left), boxesA, boxesB);
    List<String> notes = notes(a, ofA, b, ofB, common);
    return ground
        .truth(left)
        .map(truth -> scored(a, b, notes, boxes, findings, truth, boxesA, boxesB, ground))
        .orElseGet(() -> unscored(a, b, notes, boxes, findings, samples.size()));
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

  private List<String> notes(
      Side a, List<String> ofA, Side b, List<String> ofB, Set<String> common) {
    return Stream.concat(
            always.stream(),
            Stream.of(more(a, ofA.size() - common.size()), more(b, ofB.size() - common.size())))
        .filter(note -> !note.isEmpty())
        .toList();
  }

  private static String more(Side side, int samples) {
    return samples == 0
        ? ""
        : side.name() + " has " + samples + " samples more, which are left out";
  }

  private Comparison unscored(
      Side a,
      Side b,
      List<String> notes,
      BoxComparison boxes,
      List<Finding> findings,
      int samples) {
    BoxDiff diff = boxes.total();
    BoxShifts shifts = boxes.shifts();
    boolean exact = totals(diff).within(BoxTotals.NONE) && same(shifts);
    return new Comparison(
        a.name(),
        b.name(),
        samples,
        notes,
        diff,
        ShiftLine.of(shifts),
        SummaryFigures.UNKNOWN,
        SummaryFigures.UNKNOWN,
        DeltaInterval.none("there are no true boxes"),
        exact
            ? new Judgement(
                Word.EXACT,
                "no box lost, gained, moved, ranked differently or of another attribute")
            : Judgement.none("there are no true boxes: see how the boxes differ"),
        findings,
        RunTensors.of(a, b));
  }

  /** Whether no kept box is off by the margin of a true positive error. */
  private boolean same(BoxShifts shifts) {
    double turnedRad = Math.toRadians(shifts.of(BoxShift.YAW_DEG).max());
    return turnedRad < gate.marginError()
        && Stream.of(BoxShift.CENTRE_M, BoxShift.SIZE_RATIO, BoxShift.VELOCITY_MPS)
            .allMatch(shift -> shifts.of(shift).max() < gate.marginError());
  }

  private Comparison scored(
      Side a,
      Side b,
      List<String> notes,
      BoxComparison boxes,
      List<Finding> findings,
      GroundTruth truth,
      DetectionBoxes boxesA,
      DetectionBoxes boxesB,
      Ground ground) {
    BoxDiff diff = boxes.total();
    DetectionScore scoreA = Evaluation.of(ground.config(), truth, boxesA);
    DetectionScore scoreB = Evaluation.of(ground.config(), truth, boxesB);
    SummaryFigures figuresA = figures(scoreA);
    SummaryFigures figuresB = figures(scoreB);
    DeltaInterval interval = interval(scoreA, scoreB, ground.driveOf());
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
        ShiftLine.of(boxes.shifts()),
        figuresA,
        figuresB,
        interval,
        judgement,
        withTruth(b.name(), truth, ground, boxesA, boxesB, findings),
        RunTensors.of(a, b));
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
    return new BoxTotals(
        diff.kept(),
        diff.lost(),
        diff.gained(),
        diff.moved(),
        diff.reranked(),
        OptionalLong.of(diff.classFlipped()),
        OptionalLong.of(diff.flipped()));
  }

  private DeltaInterval interval(
      DetectionScore scoreA, DetectionScore scoreB, Map<String, String> driveOf) {
    DrawnDelta delta =
        DrawnDelta.of(DrawnDelta.draws(scoreA, driveOf), DrawnDelta.draws(scoreB, driveOf));
    return delta
        .whyNone()
        .map(DeltaInterval::none)
        .orElseGet(
            () ->
                delta.interval(
                    gate.confidence(), delta.clusters() + " scenes or drives drawn again"));
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
}
