package dev.bevdrift.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.jobs.ingest.IngestRequest.Existing;
import dev.bevdrift.jobs.ingest.IngestRequest.Faults;
import dev.bevdrift.jobs.ingest.IngestSettings.CanBusMode;
import dev.bevdrift.jobs.ingest.IngestSettings.Images;
import dev.bevdrift.jobs.job.Sessions;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.InferenceOptions;
import dev.bevdrift.udf.infer.SceneInference;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Across a keyframe that was left out, signals are differences to the frame seen last. */
class LeftOutKeyframeTest {
  /** The toys' last BEV value is this much of their scalar, and all twelve sum up to SUM of it. */
  private static final double LAST = 0.11;

  private static final double SUM = 0.66;

  @TempDir Path folder;

  @Test
  void theDeltaIsToTheFrameSeenLast() throws IOException {
    TinyDataSet data = TinyDataSet.in(folder.resolve("data"), 16, 8);
    data.write();
    Files.delete(data.picture("scene-a", 1, "CAM_FRONT"));
    ingest(data);
    List<Frame> frames = frames();
    assertThat(frames).extracting(Frame::sampleToken).containsExactly("scene-a-0", "scene-a-2");

    double[] first = new double[2]; // by rung: single, temporal
    double[] last = new double[2];
    run(frames, first, last);

    // The vehicle drove 4 m along x and turned by 0.4 rad across north, which is not unwrapped.
    double delta = 4 + Math.toDegrees(0.4) - 360;
    // Toys: s = ... + sum(can_bus) / 1000, and with memory + 10 + sum(prev_bev).
    double byTheDelta = last[1] - last[0] - 10 - SUM * first[1];
    assertThat(first[1]).as("nothing before the first frame").isEqualTo(first[0]);
    // 1e-4: 32-bit sums of about 10; to keyframe 1 it would be off by 0.18, unwrapped by 0.36.
    assertThat(byTheDelta).isCloseTo(delta / 1000, within(1e-4));
  }

  private static void run(List<Frame> frames, double[] first, double[] last) {
    Path toys = Path.of(System.getProperty("bevdrift.root"), "udf/src/test/resources/toy");
    Ladder ladder = Ladder.open(toys).select(List.of("single", "temporal"));
    RuntimeOptions runtime = RuntimeOptions.of(RuntimeOptions.Provider.CPU);
    List<BevModel> models =
        ladder.graphRungs().stream().map(rung -> BevModel.open(ladder, rung, runtime)).toList();
    Iterator<FrameOutcome> outcomes =
        SceneInference.of(models, ladder, InferenceOptions.defaults()).run(frames.iterator());
    FrameOutcome before = outcomes.next();
    FrameOutcome after = outcomes.next();
    for (int rung = 0; rung < 2; rung++) {
      boolean single = before.rungs().get(rung).rung().equals("single");
      first[single ? 0 : 1] = scalar(before, rung);
      last[single ? 0 : 1] = scalar(after, rung);
    }
    models.forEach(BevModel::close);
  }

  private static double scalar(FrameOutcome outcome, int rung) {
    Tensor bev = outcome.rungs().get(rung).outputs().get("bev_embed");
    return bev.asBuffer().get(bev.size() - 1) / LAST;
  }

  private void ingest(TinyDataSet data) throws IOException {
    System.setProperty("spark.master", "local[2]");
    try (SparkSession spark = Sessions.open("LeftOutKeyframeTest")) {
      Ingest.run(
          spark,
          new IngestRequest(
              hadoop(data.root()),
              TinyDataSet.VERSION,
              "tiny",
              hadoop(folder.resolve("frames")),
              List.of(),
              new IngestSettings(CanBusMode.ORIGINAL, Images.EMBED, 1000),
              0,
              Existing.KEEP,
              Faults.REPORT));
    } finally {
      System.clearProperty("spark.master");
    }
  }

  private List<Frame> frames() {
    List<Frame> frames = new ArrayList<>();
    try (CloseableIterator<Frame> rows =
        FramesTable.read(
            Storage.local(), hadoop(folder.resolve("frames").resolve("scene-a-0.parquet")))) {
      rows.forEachRemaining(frames::add);
    }
    return frames;
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }
}
