package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.SceneFacts;
import dev.bevdrift.metrics.box.TruthFacts;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.Annotation;
import dev.bevdrift.udf.infer.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.Path;

/**
 * The frames that were run with their true boxes, in the order of sample.json, which is the order
 * that decides ties of the metric. Safe for concurrent use.
 */
final class Truth {
  private final List<Keyframe> keyframes;
  private final Map<Set<String>, GroundTruth> made = new ConcurrentHashMap<>();
  private final Map<Set<String>, TruthFacts> facts = new ConcurrentHashMap<>();

  /**
   * A frame as far as the metric needs it.
   *
   * @param facts what the frame says about its scene
   * @param ego translation of the ego pose at the LiDAR's time, metres, global frame
   */
  private record Keyframe(
      String token,
      String scene,
      SceneFacts facts,
      long sampleIndex,
      Vec3 ego,
      List<Annotation> boxes) {}

  private Truth(List<Keyframe> keyframes) {
    this.keyframes = keyframes;
  }

  /** Reads the frames of a plan, without pictures. */
  static Truth read(EvalPlan plan) {
    return read(plan.storage(), new Path(plan.options().frames()), plan.units());
  }

  /** Reads the frames of some scenes in a folder of frames, without pictures. */
  static Truth read(Storage storage, Path folder, List<SceneUnit> units) {
    List<Keyframe> keyframes = new ArrayList<>();
    for (SceneUnit unit : units) {
      Path file = new Path(folder, unit.file());
      try (CloseableIterator<Frame> frames = FramesTable.readWithoutImages(storage, file)) {
        for (int i = 0; i < unit.frames() && frames.hasNext(); i++) {
          Frame frame = frames.next();
          keyframes.add(
              new Keyframe(
                  frame.sampleToken(),
                  frame.sceneName(),
                  new SceneFacts(
                      frame.location(), frame.vehicle(), frame.log(), frame.description()),
                  frame.sampleIndex(),
                  frame.ego2global().translation(),
                  frame.annotations()));
        }
      }
    }
    keyframes.sort(Comparator.comparingLong(Keyframe::sampleIndex));
    return new Truth(keyframes);
  }

  /** Tokens of all frames in the order of sample.json. */
  List<String> tokens() {
    return keyframes.stream().map(Keyframe::token).toList();
  }

  /**
   * Samples and true boxes without some frames.
   *
   * @param left tokens of the frames to leave out
   */
  GroundTruth without(Set<String> left) {
    return made.computeIfAbsent(left, this::make);
  }

  /** What the frames say beyond that, without some of them. */
  TruthFacts factsWithout(Set<String> left) {
    return facts.computeIfAbsent(left, this::makeFacts);
  }

  private TruthFacts makeFacts(Set<String> left) {
    Map<String, SceneFacts> byScene = new LinkedHashMap<>();
    List<String> visibility = new ArrayList<>();
    List<String> instance = new ArrayList<>();
    for (Keyframe keyframe : keyframes) {
      if (left.contains(keyframe.token())) {
        continue;
      }
      byScene.putIfAbsent(keyframe.scene(), keyframe.facts());
      for (Annotation box : keyframe.boxes()) {
        if (box.scored()) {
          visibility.add(box.visibility());
          instance.add(box.instanceToken());
        }
      }
    }
    return TruthFacts.of(without(left), List.copyOf(byScene.values()), visibility, instance);
  }

  private GroundTruth make(Set<String> left) {
    Samples.Builder samples = Samples.builder();
    DetectionBoxesBuilder boxes = DetectionBoxes.builder("the frames' annotations");
    BikeRacks.Builder racks = BikeRacks.builder();
    for (Keyframe keyframe : keyframes) {
      if (left.contains(keyframe.token())) {
        continue;
      }
      int sample = samples.add(keyframe.token(), keyframe.scene(), keyframe.ego());
      for (Annotation box : keyframe.boxes()) {
        if (box.category().equals(BikeRacks.CATEGORY)) {
          racks.add(sample, box.translation(), box.size(), box.rotation());
        }
        if (box.scored()) {
          add(boxes.sample(sample), keyframe, box);
        }
      }
    }
    return new GroundTruth(samples.build(), boxes.build(), racks.build());
  }

  private static void add(DetectionBoxesBuilder to, Keyframe keyframe, Annotation box) {
    if (box.attributes().size() > 1) {
      throw fault(keyframe, box, "has the attributes " + box.attributes(), "at most one");
    }
    String attribute = box.attributes().isEmpty() ? "" : box.attributes().get(0);
    to.detectionClass(
            DetectionClass.of(box.detectionName())
                .orElseThrow(
                    () ->
                        fault(
                            keyframe,
                            box,
                            "has the detection name " + box.detectionName(),
                            "one of nuScenes")))
        .translation(box.translation())
        .size(box.size().x(), box.size().y(), box.size().z())
        .rotation(box.rotation())
        .velocity(box.velocityX(), box.velocityY())
        .attribute(
            Attribute.of(attribute)
                .orElseThrow(
                    () ->
                        fault(keyframe, box, "has the attribute " + attribute, "one of nuScenes")))
        .numPts(box.numLidarPts() + box.numRadarPts())
        .add();
  }

  private static InputException fault(
      Keyframe keyframe, Annotation box, String fact, String expected) {
    return new InputException(
        "Cannot score sample "
            + keyframe.token()
            + " of scene "
            + keyframe.scene()
            + ": its box of instance "
            + box.instanceToken()
            + " "
            + fact
            + ", expected "
            + expected);
  }
}
