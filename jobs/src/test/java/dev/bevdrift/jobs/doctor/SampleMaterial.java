package dev.bevdrift.jobs.doctor;

import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.Annotation;
import dev.bevdrift.udf.infer.BoxDecoder;
import dev.bevdrift.udf.infer.Detections;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.GlobalBoxes;
import dev.bevdrift.udf.ladder.Ladder;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** The original model's boxes on scenes of the embedded sample, decoded from its raw outputs. */
final class SampleMaterial {
  private static final String ROOT = System.getProperty("bevdrift.root");

  private static final double SPEED_MPS = 4;

  private SampleMaterial() {}

  static Ladder ladder() {
    return Ladder.open(java.nio.file.Path.of(ROOT, "sample", "ladder"));
  }

  /** The frames of a scene, pictures left out. */
  static List<Frame> frames(int scene) {
    List<Frame> all = new ArrayList<>();
    Path file = new Path(ROOT + "/sample/frames/scene-" + scene + "-0.parquet");
    try (CloseableIterator<Frame> rows = FramesTable.readWithoutImages(Storage.local(), file)) {
      rows.forEachRemaining(all::add);
    }
    return all;
  }

  /** The first scenes. */
  static Material of(int scenes) {
    return of(7000, scenes);
  }

  /** Scenes from {@code first} on. */
  static Material of(int first, int scenes) {
    Ladder ladder = ladder();
    BoxDecoder decoder = BoxDecoder.of(ladder);
    GlobalBoxes global = GlobalBoxes.of(ladder);
    Samples.Builder samples = Samples.builder();
    DetectionBoxesBuilder boxes = DetectionBoxes.builder("original");
    DetectionBoxesBuilder truth = DetectionBoxes.builder("annotations");
    List<FramePose> poses = new ArrayList<>();
    for (int scene = first; scene < first + scenes; scene++) {
      Path file = new Path(ROOT + "/sample/reference/scene-" + scene + "-0.parquet");
      try (var outputs = ReferenceTable.read(Storage.local(), file)) {
        for (Frame frame : frames(scene)) {
          int sample =
              samples.add(frame.sampleToken(), frame.sceneName(), frame.ego2global().translation());
          poses.add(new FramePose(frame.lidar2ego(), frame.ego2global()));
          add(
              boxes,
              sample,
              global.convert(decoder.decodeOriginal(outputs.next().tensors("temporal")), frame));
          frame.annotations().stream()
              .filter(Annotation::scored)
              .forEach(box -> add(truth, sample, box));
        }
      }
    }
    return new Material("sample", samples.build(), boxes.build(), truth.build(), poses);
  }

  static void add(DetectionBoxesBuilder to, int sample, Detections from) {
    for (int i = 0; i < from.size(); i++) {
      // The small model hardly sees motion: its boxes get some, along their headings.
      Vec3 velocity = from.rotation(i).rotate(new Vec3(SPEED_MPS, 0, 0));
      to.sample(sample)
          .detectionClass(DetectionClass.of(from.className(i)).orElseThrow())
          .translation(from.translation(i))
          .size(from.boxSize(i).x(), from.boxSize(i).y(), from.boxSize(i).z())
          .rotation(from.rotation(i))
          .velocity(velocity.x(), velocity.y())
          .score(from.score(i))
          .attribute(Attribute.of(from.attribute(i)).orElseThrow())
          .add();
    }
  }

  private static void add(DetectionBoxesBuilder to, int sample, Annotation box) {
    to.sample(sample)
        .detectionClass(DetectionClass.of(box.detectionName()).orElseThrow())
        .translation(box.translation())
        .size(box.size().x(), box.size().y(), box.size().z())
        .rotation(box.rotation())
        .velocity(box.velocityX(), box.velocityY())
        .attribute(
            Attribute.of(box.attributes().isEmpty() ? "" : box.attributes().get(0)).orElseThrow())
        .numPts(box.numLidarPts() + box.numRadarPts())
        .add();
  }
}
