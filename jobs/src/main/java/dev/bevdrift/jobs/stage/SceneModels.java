package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.config.EvalOptions;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.udf.infer.BoxDecoder;
import dev.bevdrift.udf.infer.Detections;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.GlobalBoxes;
import dev.bevdrift.udf.infer.InferenceOptions;
import dev.bevdrift.udf.infer.SceneInference;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.Baseline;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The open graphs of one task: every rung, and one of them a second time. */
public final class SceneModels implements AutoCloseable {
  private final List<GraphRung> rungs;
  private final List<BevModel> models;
  private final BoxDecoder decoder;
  private final GlobalBoxes globalBoxes;
  private final SceneInference inference;

  private SceneModels(
      List<GraphRung> rungs, List<BevModel> models, Ladder ladder, SceneInference inference) {
    this.rungs = List.copyOf(rungs);
    this.models = List.copyOf(models);
    this.decoder = BoxDecoder.of(ladder);
    this.globalBoxes = GlobalBoxes.of(ladder);
    this.inference = inference;
  }

  /**
   * Opens all graphs; whoever opens, closes.
   *
   * @throws dev.bevdrift.metrics.InputException when a graph cannot be used; nothing stays open
   */
  static SceneModels open(EvalTask task) {
    Ladder ladder =
        Ladder.reopen(Path.of(task.options().ladder()), task.ladderSha256()).select(task.rungs());
    RuntimeOptions runtime = runtime(task.options());
    List<GraphRung> rungs = new ArrayList<>();
    List<BevModel> models = new ArrayList<>();
    try {
      for (GraphRung rung : ladder.graphRungs()) {
        if (rung.id().equals(task.floorOf())) {
          GraphRung again =
              rung.withId(RunNames.again(rung.id()), new Baseline(Baseline.Kind.RUNG, rung.id()));
          rungs.add(again);
          models.add(BevModel.openApart(ladder, again, runtime, again.id()));
        }
        rungs.add(rung);
        models.add(BevModel.open(ladder, rung, runtime));
      }
      SceneInference inference =
          SceneInference.of(
              models,
              ladder,
              InferenceOptions.defaults()
                  .with(StoredImages.in(task.storage()))
                  .withChunkFrames(task.options().chunkFrames()));
      return new SceneModels(rungs, models, ladder, inference);
    } catch (RuntimeException unusable) {
      models.forEach(BevModel::close);
      throw unusable;
    }
  }

  /** The names of the graphs, none of them open: for a driver whose tasks run elsewhere. */
  static SceneModels unopened(EvalTask task) {
    Ladder ladder =
        Ladder.reopen(Path.of(task.options().ladder()), task.ladderSha256()).select(task.rungs());
    List<GraphRung> rungs = ladder.graphRungs();
    SceneInference nothing =
        SceneInference.of(List.of(), ladder, InferenceOptions.defaults().withChunkFrames(1));
    return new SceneModels(rungs, List.of(), ladder, nothing);
  }

  /** Rungs that ran elsewhere: nothing is open. */
  static SceneModels elsewhere(Ladder ladder, List<GraphRung> rungs) {
    SceneInference nothing =
        SceneInference.of(List.of(), ladder, InferenceOptions.defaults().withChunkFrames(1));
    return new SceneModels(rungs, List.of(), ladder, nothing);
  }

  /** What was asked to run the graphs. */
  static RuntimeOptions runtime(EvalOptions options) {
    RuntimeOptions.Provider provider =
        switch (options.provider()) {
          case AUTO -> RuntimeOptions.Provider.AUTO;
          case CPU -> RuntimeOptions.Provider.CPU;
          case CUDA -> RuntimeOptions.Provider.CUDA;
        };
    return RuntimeOptions.of(provider).withIntraOpThreads(options.intraOpThreads());
  }

  /** How many graphs there are. */
  public int count() {
    return rungs.size();
  }

  /** Ids of the graphs, in the order in which they run. */
  public List<String> ids() {
    return rungs.stream().map(GraphRung::id).toList();
  }

  List<GraphRung> rungs() {
    return rungs;
  }

  /** Boxes of the original's raw outputs, decoded as a rung's. */
  Detections decodeOriginal(Map<String, Tensor> outputs, Frame frame) {
    return globalBoxes.convert(decoder.decodeOriginal(outputs), frame);
  }

  SceneInference inference() {
    return inference;
  }

  /** What runs the graphs, the same for all of them; {@code unknown} before a task opens them. */
  public String provider() {
    return models.isEmpty()
        ? "unknown"
        : models.get(0).device().provider().name().toLowerCase(Locale.ROOT);
  }

  /** How the provider was chosen. */
  public String providerNote() {
    return models.isEmpty() ? "each executor chooses" : models.get(0).device().note();
  }

  @Override
  public void close() {
    models.forEach(BevModel::close);
  }
}
