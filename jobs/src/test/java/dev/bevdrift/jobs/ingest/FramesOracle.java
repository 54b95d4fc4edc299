package dev.bevdrift.jobs.ingest;

import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.nuscenes.NuScenesTables;
import dev.bevdrift.metrics.nuscenes.Split;
import dev.bevdrift.metrics.nuscenes.SubmissionJson;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.udf.infer.Frame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The metric of the real data set's tables, restricted to the samples that became frames. */
final class FramesOracle {
  private FramesOracle() {}

  /** The tables' boxes of the samples that became frames, against the submission's. */
  static DetectionScore score(Path real, Path results, org.apache.hadoop.fs.Path frames) {
    NuScenesTables tables = NuScenesTables.open(real, "v1.0-mini");
    Split split = tables.split("mini_val");
    GroundTruth all = tables.groundTruth(split);
    DetectionBoxes found = SubmissionJson.read(results, all.samples(), split.kind(), 500).boxes();
    Samples.Builder samples = Samples.builder();
    int[] becomes = new int[all.samples().size()];
    Arrays.fill(becomes, DetectionBoxes.NO_SAMPLE);
    List<String> taken = new ArrayList<>();
    try (CloseableIterator<Frame> rows = FramesTable.readWithoutImages(Storage.local(), frames)) {
      rows.forEachRemaining(frame -> taken.add(frame.sampleToken()));
    }
    for (int s = 0; s < becomes.length; s++) {
      String token = all.samples().token(s);
      if (taken.contains(token)) {
        Vec3 ego = new Vec3(all.samples().egoX(s), all.samples().egoY(s), 0);
        becomes[s] = samples.add(token, "scene", ego);
      }
    }
    GroundTruth truth =
        new GroundTruth(samples.build(), some(all.boxes(), becomes), BikeRacks.none());
    return Evaluation.of(DetectionConfig.cvpr2019(), truth, some(found, becomes));
  }

  private static DetectionBoxes some(DetectionBoxes from, int[] becomes) {
    DetectionBoxesBuilder to = DetectionBoxes.builder(from.source());
    for (int i = 0; i < from.size(); i++) {
      if (becomes[from.sample(i)] != DetectionBoxes.NO_SAMPLE) {
        to.sample(becomes[from.sample(i)]).detectionClass(from.detectionClass(i));
        to.translation(from.x(i), from.y(i), from.z(i));
        to.size(from.width(i), from.length(i), from.height(i));
        to.rotation(from.qw(i), from.qx(i), from.qy(i), from.qz(i));
        to.velocity(from.vx(i), from.vy(i)).score(from.score(i));
        to.attribute(from.attribute(i)).numPts(from.numPts(i)).add();
      }
    }
    return to.build();
  }
}
