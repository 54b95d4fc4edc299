package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.udf.infer.Detections;
import dev.bevdrift.udf.infer.Frame;
import java.util.ArrayList;
import java.util.List;

/** The boxes of one frame in the forms that tables and metrics take. */
final class FrameBoxes {
  private FrameBoxes() {}

  /** As boxes of sample 0. */
  static DetectionBoxes boxes(String source, Detections from) {
    DetectionBoxesBuilder to = DetectionBoxes.builder(source);
    for (int i = 0; i < from.size(); i++) {
      to.sample(0)
          .detectionClass(DetectionClass.of(from.className(i)).orElseThrow())
          .translation(from.translation(i))
          .size(from.boxSize(i).x(), from.boxSize(i).y(), from.boxSize(i).z())
          .rotation(from.rotation(i))
          .velocity(from.velocityX(i), from.velocityY(i))
          .score(from.score(i))
          .attribute(Attribute.of(from.attribute(i)).orElseThrow())
          .add();
    }
    return to.build();
  }

  /** As rows of the predictions table, in the order of the network. */
  static List<PredictionRow> rows(String rung, Frame frame, Detections from) {
    List<PredictionRow> rows = new ArrayList<>(from.size());
    for (int i = 0; i < from.size(); i++) {
      rows.add(
          new PredictionRow(
              rung,
              frame.sceneToken(),
              frame.sampleToken(),
              frame.sampleIndex(),
              i,
              from.className(i),
              from.score(i),
              from.translation(i),
              from.boxSize(i),
              from.rotation(i),
              from.velocityX(i),
              from.velocityY(i),
              from.attribute(i)));
    }
    return rows;
  }
}
