package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.command.MetricsResult;
import dev.bevdrift.metrics.match.Strictness;
import dev.bevdrift.metrics.nuscenes.Split;
import dev.bevdrift.metrics.nuscenes.Submission;
import dev.bevdrift.metrics.nuscenes.SubmissionJson;
import dev.bevdrift.metrics.nuscenes.SubmissionTokens;
import dev.bevdrift.metrics.nuscenes.SubmissionWriter;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Scores predictions against the annotations of frames on one machine. It touches no class of
 * Spark. Figures are those of the tables that the frames were made from.
 */
public final class FramesMetrics {
  private static final double NANOS_PER_S = 1e9;

  private FramesMetrics() {}

  /**
   * Scores a submission.
   *
   * <p>It must have every frame. Further samples are refused where the frames are a whole split of
   * nuScenes, or where strictness asks for it; else they are left out, and a note says so.
   */
  public static FramesResult submission(FramesRequest request, Path results) {
    long start = System.nanoTime();
    MetricsScenes scenes = MetricsScenes.of(request.storage(), request.frames());
    Truth frames = Truth.read(request.storage(), scenes.folder(), scenes.units());
    GroundTruth truth = frames.without(Set.of());
    Split.Kind kind =
        request.strictness() == Strictness.DEVKIT && scenes.kind() == Split.Kind.PART
            ? Split.Kind.PREDEFINED
            : scenes.kind();
    Submission submission =
        SubmissionJson.read(results, truth.samples(), kind, request.config().maxBoxesPerSample());
    List<String> notes = new ArrayList<>();
    if (kind == Split.Kind.PART) {
      List<String> foreign = SubmissionTokens.notAmong(truth.samples(), results);
      if (!foreign.isEmpty()) {
        notes.add(leftOut(foreign, results, scenes));
      }
    }
    MetricsResult result = score(request, truth, submission.boxes(), start);
    return new FramesResult(
        result, submission.meta(), notes, 0, Optional.of(facts(frames, Set.of(), scenes, kind)));
  }

  /** Scores one rung of a run. */
  public static FramesResult predictions(FramesRequest request, String folder, String rung) {
    long start = System.nanoTime();
    PredictedScenes predicted = PredictedScenes.of(request, folder, rung);
    Set<String> failed = new HashSet<>();
    predicted.scenes().units().forEach(unit -> failed.addAll(predicted.tables().failed(unit)));
    Truth frames = Truth.read(request.storage(), request.frames(), predicted.scenes().units());
    GroundTruth truth = frames.without(failed);
    OrderedBoxes.Builder boxes = OrderedBoxes.builder(folder);
    for (SceneUnit unit : predicted.scenes().units()) {
      predicted.tables().append(unit, truth.samples(), failed, boxes);
    }
    MetricsResult result = score(request, truth, boxes.build().boxes(), start);
    return new FramesResult(
        result,
        runMeta(),
        predicted.notes(failed.size()),
        failed.size(),
        Optional.of(facts(frames, failed, predicted.scenes(), Split.Kind.PART)));
  }

  private static FrameFacts facts(
      Truth frames, Set<String> failed, MetricsScenes scenes, Split.Kind kind) {
    return new FrameFacts(frames.factsWithout(failed), scenes.driveOf(), kind);
  }

  private static MetricsResult score(
      FramesRequest request, GroundTruth truth, DetectionBoxes boxes, long start) {
    long read = System.nanoTime();
    DetectionScore score =
        request.strictness() == Strictness.DEVKIT
            ? Evaluation.strict(request.config(), truth, boxes)
            : Evaluation.of(request.config(), truth, boxes);
    return MetricsResult.of(
        score,
        truth,
        boxes,
        (read - start) / NANOS_PER_S,
        (System.nanoTime() - read) / NANOS_PER_S);
  }

  private static String leftOut(List<String> foreign, Path results, MetricsScenes scenes) {
    String reasons =
        String.join(
            "; ",
            scenes.info().leftOut().stream()
                .map(left -> left.scene() + ": " + left.frames() + " frames: " + left.reason())
                .toList());
    return "Left out "
        + foreign.size()
        + " samples of "
        + results
        + " that are not among the "
        + scenes.frames()
        + " frames, from "
        + foreign.get(0)
        + " to "
        + foreign.get(foreign.size() - 1)
        + (reasons.isEmpty() ? "" : ". The frames say: " + reasons);
  }

  /** What a run's submission says of itself. */
  static JsonNode runMeta() {
    ObjectNode meta = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(SubmissionWriter.cameraOnly()).forEach(meta::put);
    return meta;
  }
}
