package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.config.RuntimeChange;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.LocalLadder;
import dev.bevdrift.jobs.run.RunNames;
import dev.bevdrift.jobs.run.TaughtRun;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.BoxDecoder;
import dev.bevdrift.udf.infer.Detections;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.GlobalBoxes;
import dev.bevdrift.udf.infer.InferenceOptions;
import dev.bevdrift.udf.infer.SceneInference;
import dev.bevdrift.udf.infer.Teachers;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.Baseline;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.Device;
import dev.bevdrift.udf.model.Hardware;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The graphs of one task: every rung, one of them a second time for the noise floor, and last those
 * that have a teacher. Each is opened when it is first wanted. Not thread-safe; whoever opens,
 * closes.
 */
public final class SceneModels implements AutoCloseable {
  private final EvalTask task;
  private final Ladder ladder;
  private final List<GraphRung> rungs;
  private final Optional<Device> device;
  private final String hardware;
  private final Map<String, BevModel> open = new HashMap<>();
  private SceneInference latest;
  private Set<String> latestIds = Set.of("none yet");
  private final BoxDecoder decoder;
  private final GlobalBoxes globalBoxes;

  private SceneModels(EvalTask task, Optional<Device> device) {
    this(
        task,
        Ladder.reopen(LocalLadder.of(task.storage(), task.options().ladder()), task.ladderSha256())
            .select(task.rungs()),
        device);
  }

  private SceneModels(EvalTask task, Ladder ladder, Optional<Device> device) {
    this.task = task;
    this.ladder = ladder;
    this.device = device;
    this.hardware = device.map(SceneModels::named).orElse("unknown");
    List<GraphRung> all = new ArrayList<>();
    for (GraphRung rung : ladder.graphRungs()) {
      if (rung.id().equals(task.floorOf())) {
        all.add(
            rung.withId(RunNames.again(rung.id()), new Baseline(Baseline.Kind.RUNG, rung.id())));
      }
      all.add(rung);
    }
    for (TaughtRun run : task.taught()) {
      GraphRung rung = (GraphRung) ladder.rung(run.rung()).orElseThrow();
      all.add(ladder.sourceOf(rung).withId(run.id(), rung.baseline()));
    }
    for (RuntimeChange change : task.options().runtimeRungs()) {
      GraphRung floor = (GraphRung) ladder.rung(task.floorOf()).orElseThrow();
      all.add(EvalPlan.runtimeRung(ladder, floor, change.id()));
    }
    this.rungs = List.copyOf(all);
    this.decoder = BoxDecoder.of(ladder);
    this.globalBoxes = GlobalBoxes.of(ladder);
  }

  /**
   * Finds out where graphs run; none is opened yet.
   *
   * @param deviceId the GPU that this task was given
   * @throws InputException when a GPU was asked for and is not there
   */
  static SceneModels on(EvalTask task, int deviceId) {
    RuntimeOptions wanted = task.options().runtime().onDevice(deviceId);
    return new SceneModels(task, Optional.of(Device.of(wanted)));
  }

  /** The names of the graphs, for a driver whose tasks run elsewhere. */
  static SceneModels unopened(EvalTask task) {
    return new SceneModels(task, Optional.empty());
  }

  /** Rungs whose outputs were made elsewhere: there is no graph to open. */
  static SceneModels elsewhere(EvalTask task, Ladder ladder) {
    return new SceneModels(task, ladder, Optional.empty());
  }

  /**
   * Opens all graphs.
   *
   * @throws InputException when a graph cannot be used; nothing stays open
   */
  void openAll() {
    rungs.forEach(this::model);
  }

  private BevModel model(GraphRung rung) {
    BevModel model = open.get(rung.id());
    if (model == null) {
      try {
        model = opened(rung);
        open.put(rung.id(), model);
      } catch (RuntimeException unusable) {
        close();
        throw unusable;
      }
    }
    return model;
  }

  private BevModel opened(GraphRung rung) {
    if (isFloor(rung)) {
      return BevModel.openApart(ladder, rung, runtime(), rung.id());
    }
    for (RuntimeChange change : task.options().runtimeRungs()) {
      if (change.id().equals(rung.id())) {
        return BevModel.openApart(ladder, rung, changed(change), rung.id());
      }
    }
    return task.inParts().contains(taughtRung(rung.id()).orElse(rung.id()))
        ? BevModel.openParts(ladder, rung, runtime())
        : BevModel.open(ladder, rung, runtime());
  }

  private RuntimeOptions changed(RuntimeChange change) {
    RuntimeOptions changed = change.on(runtime());
    if (changed.tf32() == RuntimeOptions.Tf32.ON
        && changed.provider() == RuntimeOptions.Provider.CPU) {
      throw new InputException(
          "Cannot use --runtime-rungs="
              + change.text()
              + ": graphs run on the CPU, which has no TF32, expected a GPU");
    }
    return changed;
  }

  /** The rung whose graph a taught run is; empty for any other. */
  private Optional<String> taughtRung(String id) {
    return task.taught().stream()
        .filter(run -> run.id().equals(id))
        .map(TaughtRun::rung)
        .findFirst();
  }

  private boolean isFloor(GraphRung rung) {
    return rung.id().equals(RunNames.again(task.floorOf()));
  }

  /** The options as they came out: the provider that was found, on the device that was given. */
  RuntimeOptions runtime() {
    Device found = device.orElseThrow();
    return task.options().runtime().on(found.provider()).onDevice(found.id());
  }

  /**
   * A run of these rungs with empty memories.
   *
   * @param ids of rungs; none opens no graph, and frames pass through without their pictures
   */
  SceneInference inference(Set<String> ids) {
    if (!ids.equals(latestIds)) { // scene after scene it is the same, and so are its buffers
      List<BevModel> models =
          rungs.stream().filter(rung -> ids.contains(rung.id())).map(this::model).toList();
      latest =
          SceneInference.of(
              models,
              ladder,
              InferenceOptions.defaults()
                  .withChunkFrames(task.options().chunkFrames())
                  .with(
                      Teachers.of(
                          task.taught().stream()
                              .collect(Collectors.toMap(TaughtRun::id, TaughtRun::teacher))))
                  .withDecodings(
                      ids.stream()
                          .collect(Collectors.toMap(id -> id, id -> task.options().decodingOf(id))))
                  .with(StoredImages.in(task.storage())));
      latestIds = Set.copyOf(ids);
    }
    return latest;
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

  Ladder ladder() {
    return ladder;
  }

  /** The reference variant that a run is compared with; empty for one compared with a rung. */
  String variant(String id) {
    return rungs.stream()
        .filter(rung -> rung.id().equals(id))
        .map(GraphRung::baseline)
        .filter(baseline -> baseline.kind() == Baseline.Kind.VARIANT)
        .map(Baseline::name)
        .findFirst()
        .orElse("");
  }

  /** Where graphs run; empty for a driver whose tasks run elsewhere. */
  Optional<Device> device() {
    return device;
  }

  /** Boxes of the original's raw outputs, decoded as a rung's. */
  Detections decodeOriginal(Map<String, Tensor> outputs, Frame frame) {
    return globalBoxes.convert(decoder.decodeOriginal(outputs), frame);
  }

  /** What runs the graphs, the same for all of them; {@code unknown} before a task opens them. */
  public String provider() {
    return device.map(found -> found.provider().name().toLowerCase(Locale.ROOT)).orElse("unknown");
  }

  private static String named(Device device) {
    Hardware found = Hardware.of(device);
    return found.driver().isEmpty() ? found.name() : found.name() + ", driver " + found.driver();
  }

  /** The processor behind the device, as the machine names it. */
  String hardware() {
    return hardware;
  }

  /** How the provider was chosen. */
  public String providerNote() {
    return device.map(Device::note).orElse("each executor chooses");
  }

  /** Ids of the rungs that run as a shared prefix and a head. */
  public List<String> inParts() {
    return task.inParts();
  }

  @Override
  public void close() {
    open.values().forEach(BevModel::close);
    open.clear();
  }
}
