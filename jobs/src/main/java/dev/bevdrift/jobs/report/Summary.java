package dev.bevdrift.jobs.report;

import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.metrics.score.Figures;
import java.util.List;

/**
 * A finished run: what was measured and what ran, as far as it decides the figures.
 *
 * @param toolVersion version of bevdrift
 * @param model what was exported
 * @param data what it ran on
 * @param reference what it was compared with
 * @param runtime what ran the graphs
 * @param numericsOnly why there are no figures and no verdicts; empty when there are
 * @param notices what every reader must know, shown at the top
 * @param gate the limits used
 * @param rows originals first, then the noise floor, then the rungs in the ladder's order
 * @param figures every figure of the rows, slice by slice; the rows' own are taken out of it
 * @param attribution what each rewrite costs
 * @param worstFrames frames that a rung changed much, at most twelve
 * @param failures what failed, in the order of frames; at most the first hundred
 * @param failedFrames number of frames that at least one rung lacks
 * @param complete whether the failed frames were no more than allowed
 */
public record Summary(
    String toolVersion,
    Model model,
    Data data,
    Reference reference,
    Engine runtime,
    String numericsOnly,
    List<String> notices,
    GateThresholds gate,
    List<RungRow> rows,
    Figures figures,
    Attribution attribution,
    List<WorstFrame> worstFrames,
    List<Failure> failures,
    int failedFrames,
    boolean complete) {
  public Summary {
    worstFrames = List.copyOf(worstFrames);
    notices = List.copyOf(notices);
    rows = List.copyOf(rows);
    failures = List.copyOf(failures);
  }

  /** A run whose rewrites and frames were not looked at one by one. */
  public Summary(
      String toolVersion,
      Model model,
      Data data,
      Reference reference,
      Engine runtime,
      String numericsOnly,
      List<String> notices,
      GateThresholds gate,
      List<RungRow> rows,
      Figures figures,
      List<Failure> failures,
      int failedFrames,
      boolean complete) {
    this(
        toolVersion,
        model,
        data,
        reference,
        runtime,
        numericsOnly,
        notices,
        gate,
        rows,
        figures,
        Attribution.NONE,
        List.of(),
        failures,
        failedFrames,
        complete);
  }

  /**
   * The model of the ladder.
   *
   * @param name as ladder.yaml has it
   * @param configSha256 of its configuration
   * @param checkpointSha256 of its weights
   * @param randomWeights whether it was never trained
   * @param synthetic whether it was trained on a synthetic world
   */
  public record Model(
      String name,
      String configSha256,
      String checkpointSha256,
      boolean randomWeights,
      boolean synthetic) {}

  /**
   * The frames.
   *
   * @param name of the data set
   * @param version as the data set has it
   * @param split that was taken in
   * @param synthetic whether the pictures were rendered
   * @param frames that were run
   * @param scenes that were run
   */
  public record Data(
      String name, String version, String split, boolean synthetic, int frames, int scenes) {}

  /**
   * What the rungs were compared with.
   *
   * @param madeBy {@code original}, {@code bevexport}, or {@code rung:ID}
   * @param attested whether a certificate says that it reproduces the original
   * @param attestation one sentence: what the certificate says, or what is missing
   */
  public record Reference(String madeBy, boolean attested, String attestation) {}

  /**
   * What ran the graphs.
   *
   * @param provider {@code cpu} or {@code cuda}
   * @param onnxRuntime version of ONNX Runtime
   * @param spark version of Spark
   * @param java version of the Java runtime
   * @param intraOpThreads threads of a session
   * @param tf32 whether CUDA may round products to TF32
   */
  public record Engine(
      String provider,
      String onnxRuntime,
      String spark,
      String java,
      int intraOpThreads,
      boolean tf32) {}

  /**
   * One frame that a rung, or every rung, lacks.
   *
   * @param scene name of the scene
   * @param sampleToken of the frame
   * @param rung that failed; empty when the frame failed for all
   * @param camera whose picture failed; empty when it was no picture
   * @param stage where it failed
   * @param message one line
   */
  public record Failure(
      String scene, String sampleToken, String rung, String camera, String stage, String message) {}

  /** Whether anything in it is synthetic. */
  public boolean isSynthetic() {
    return model.synthetic() || data.synthetic();
  }

  /** Whether there are figures and verdicts. */
  public boolean hasFigures() {
    return numericsOnly.isEmpty();
  }
}
