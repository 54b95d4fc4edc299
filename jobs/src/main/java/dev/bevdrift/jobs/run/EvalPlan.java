package dev.bevdrift.jobs.run;

import dev.bevdrift.jobs.config.EvalOptions;
import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.config.RuntimeChange;
import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.verdict.GateFile;
import dev.bevdrift.jobs.verdict.GateThresholds;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.infer.Teachers;
import dev.bevdrift.udf.ladder.Baseline;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Rung;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * What a run will do, with everything checked that can be before Spark starts.
 *
 * @param options as given
 * @param storage where tables lie
 * @param ladder with the chosen rungs and their baselines only
 * @param data the frames' own description
 * @param units scenes to run, in the order of the index
 * @param certificate of the reference
 * @param gate limits of the verdicts
 * @param fingerprint of everything that decides the figures
 */
public record EvalPlan(
    EvalOptions options,
    Storage storage,
    Ladder ladder,
    DatasetInfo data,
    List<SceneUnit> units,
    Certificate certificate,
    GateThresholds gate,
    Fingerprint fingerprint) {
  private static final String FAITHFUL = "faithful";

  /**
   * Before the id of a rung, a reference variant: the model in PyTorch with the rung's rewrites.
   */
  public static final String REWRITE = "rewrite:";

  public EvalPlan {
    units = List.copyOf(units);
  }

  /**
   * Reads and checks options, ladder, index and certificate.
   *
   * @param versions what runs, by name; a part of the fingerprint
   * @throws InputException naming what cannot be used
   */
  public static EvalPlan check(EvalOptions options, Storage storage, Map<String, String> versions) {
    GateThresholds gate =
        options.gate().isEmpty()
            ? GateThresholds.DEFAULTS
            : GateFile.read(java.nio.file.Path.of(options.gate()));
    Path frames = folder(storage, "--frames", options.frames());
    DatasetInfo data = DatasetInfo.read(storage, frames);
    List<SceneUnit> units = units(options, IndexTable.read(storage, frames), frames);
    Ladder chosen = ladder(options, storage);
    check(options.decoding(), chosen, "--decode=" + options.decoding().text());
    Ladder ladder = withRuntimeRungs(options, chosen);
    Certificate certificate = certificate(options, storage, ladder);
    Fingerprint fingerprint = fingerprint(options, storage, ladder, gate, versions);
    RunFolder.check(storage, new Path(options.out()), fingerprint);
    if (!options.cache().isEmpty() && storage.exists(new Path(options.cache()))) {
      folder(storage, "--cache", options.cache());
    }
    return new EvalPlan(options, storage, ladder, data, units, certificate, gate, fingerprint);
  }

  private static Path folder(Storage storage, String option, String location) {
    Path path = new Path(location);
    if (!storage.isFolder(path)) {
      throw new InputException(
          "Cannot use "
              + option
              + "="
              + location
              + (storage.exists(path)
                  ? ": it is a file, expected a folder"
                  : ": there is no such folder, expected one"));
    }
    return path;
  }

  private static List<SceneUnit> units(EvalOptions options, List<IndexRow> index, Path frames) {
    Set<String> wanted = new LinkedHashSet<>(options.scenes());
    List<SceneUnit> units = new ArrayList<>();
    int left = options.limit() == 0 ? Integer.MAX_VALUE : options.limit();
    for (IndexRow row : index) {
      boolean chosen = options.scenes().isEmpty() || options.scenes().contains(row.sceneName());
      if (!chosen) {
        continue;
      }
      wanted.remove(row.sceneName());
      int taken = Math.min(left, row.frames());
      if (taken > 0) {
        units.add(
            new SceneUnit(row.sceneToken(), row.sceneName(), row.sequence(), row.file(), taken));
        left -= taken;
      }
    }
    for (String missing : wanted) {
      throw new InputException(
          "Cannot run --scenes=" + missing + ": " + frames + " has no such scene, expected one");
    }
    if (units.isEmpty()) {
      throw new InputException("Cannot run " + frames + ": its index is empty, expected a scene");
    }
    return units;
  }

  private static Ladder ladder(EvalOptions options, Storage storage) {
    Ladder ladder = Ladder.open(LocalLadder.of(storage, options.ladder()));
    List<String> ids = new ArrayList<>(options.rungs());
    if (options.reference() instanceof ReferenceChoice.OneRung one && !ids.isEmpty()) {
      ids.add(one.id());
    }
    if (!ids.isEmpty()) {
      for (TaughtRun run : TaughtRun.of(options, ladder)) {
        ids.add(run.rung());
        if (!run.teacher().equals(Teachers.REFERENCE)) {
          ids.add(run.teacher());
        }
      }
    }
    Ladder chosen = ids.isEmpty() ? ladder : ladder.select(ids);
    if (options.reference() instanceof ReferenceChoice.OneRung one
        && !(chosen.rung(one.id()).orElse(null) instanceof GraphRung)) {
      throw new InputException(
          "Cannot use --reference=rung:"
              + one.id()
              + ": the ladder has no such graph, expected one");
    }
    if (chosen.graphRungs().isEmpty()) {
      throw new InputException(
          "Cannot run "
              + ladder.folder().resolve(Ladder.MANIFEST)
              + ": no chosen rung has a graph, expected one");
    }
    for (String name : chosen.classes()) {
      if (DetectionClass.of(name).isEmpty()) {
        throw new InputException(
            "Cannot use "
                + ladder.folder().resolve(Ladder.MANIFEST)
                + ": classes has "
                + name
                + ", expected detection classes of nuScenes");
      }
    }
    return chosen;
  }

  private static Ladder withRuntimeRungs(EvalOptions options, Ladder ladder) {
    GraphRung floor = floorRung(ladder);
    List<GraphRung> more = new ArrayList<>();
    for (RuntimeChange change : options.runtimeRungs()) {
      if (ladder.with(more).rung(change.id()).isPresent()) {
        throw new InputException(
            "Cannot use --runtime-rungs="
                + change.text()
                + ": there is a rung "
                + change.id()
                + " already, expected each once");
      }
      check(change.over(options.decoding()), ladder, "--runtime-rungs=" + change.text());
      more.add(runtimeRung(ladder, floor, change.id()));
    }
    return ladder.with(more);
  }

  private static void check(Decoding decoding, Ladder ladder, String option) {
    try {
      decoding.check(ladder.preprocess());
    } catch (InputException unusable) {
      throw new InputException("Cannot use " + option + ": " + unusable.getMessage(), unusable);
    }
  }

  /** The graph of the noise floor in a row of its own, compared with itself. */
  public static GraphRung runtimeRung(Ladder ladder, GraphRung floor, String id) {
    return ladder.sourceOf(floor).whole().withId(id, new Baseline(Baseline.Kind.RUNG, floor.id()));
  }

  private static Certificate certificate(EvalOptions options, Storage storage, Ladder ladder) {
    if (!(options.reference() instanceof ReferenceChoice.Tables tables)) {
      return Certificate.none("one rung stands in for the original");
    }
    Path folder = folder(storage, "--reference", tables.location());
    Certificate certificate = Certificate.read(storage, folder, ladder.model());
    for (Rung rung : ladder.rungs()) {
      boolean known =
          rung.baseline().kind() == Baseline.Kind.RUNG
              || certificate.variants().isEmpty()
              || certificate.variants().contains(rung.baseline().name());
      if (!known && rung instanceof GraphRung) {
        throw new InputException(
            "Cannot compare rung "
                + rung.id()
                + ": "
                + new Path(folder, Certificate.FILE)
                + " has variants "
                + certificate.variants()
                + ", expected "
                + rung.baseline().name()
                + " among them");
      }
    }
    return certificate;
  }

  private static Fingerprint fingerprint(
      EvalOptions options,
      Storage storage,
      Ladder ladder,
      GateThresholds gate,
      Map<String, String> versions) {
    Path frames = new Path(options.frames());
    Map<String, String> parts = new LinkedHashMap<>(versions);
    parts.put("frames_index", hash(storage, new Path(frames, IndexTable.FILE)));
    parts.put("frames_dataset", hash(storage, new Path(frames, DatasetInfo.FILE)));
    parts.put("ladder", ladder.manifestSha256());
    if (options.reference() instanceof ReferenceChoice.Tables tables) {
      Path certificate = new Path(tables.location(), Certificate.FILE);
      parts.put("reference", storage.exists(certificate) ? hash(storage, certificate) : "none");
    } else {
      parts.put("reference", options.reference().text());
    }
    parts.put("rungs", String.join(",", ladder.rungs().stream().map(Rung::id).toList()));
    parts.put("scenes", String.join(",", options.scenes()));
    parts.put("limit", Integer.toString(options.limit()));
    parts.put("runtime", options.runtime().withMaxSessions(0).toString());
    parts.put("decode", options.decoding().text());
    parts.put("half_size_decoder", options.halfSizeDecoder());
    parts.put("whole_graphs", Boolean.toString(options.wholeGraphs()));
    parts.put("gate", gate.toString());
    parts.put("taught", TaughtRun.of(options, ladder).toString());
    return Fingerprint.of(parts);
  }

  private static String hash(Storage storage, Path file) {
    return Sha256.of(storage.readBytes(file));
  }

  /** How many frames there are to run. */
  public int frames() {
    return units.stream().mapToInt(SceneUnit::frames).sum();
  }

  /** Temporal rungs that also run with a teacher's previous BEV. */
  public List<TaughtRun> taught() {
    return TaughtRun.of(options, ladder);
  }

  /** The rung that runs twice for the noise floor. */
  public String floorOf() {
    return floorRung(ladder).id();
  }

  private static GraphRung floorRung(Ladder ladder) {
    List<GraphRung> graphs = ladder.graphRungs();
    return graphs.stream()
        .filter(rung -> rung.id().equals(FAITHFUL))
        .findFirst()
        .orElse(graphs.get(0));
  }

  /** The rungs of the ladder itself, without those that only the runtime makes different. */
  public List<GraphRung> ladderRungs() {
    List<String> made = options.runtimeRungs().stream().map(RuntimeChange::id).toList();
    return ladder.graphRungs().stream().filter(rung -> !made.contains(rung.id())).toList();
  }

  /**
   * The reference variants of this run: those that a rung is compared with, in the ladder's order,
   * then those that show in PyTorch what a rung's rewrites do.
   */
  public List<String> variants() {
    if (options.reference() instanceof ReferenceChoice.OneRung) {
      return List.of();
    }
    Stream<String> baselines =
        ladder.graphRungs().stream()
            .filter(rung -> rung.baseline().kind() == Baseline.Kind.VARIANT)
            .map(rung -> rung.baseline().name());
    Stream<String> rewrites =
        ladder.graphRungs().stream()
            .map(rung -> REWRITE + rung.id())
            .filter(certificate.variants()::contains);
    return Stream.concat(baselines, rewrites).distinct().toList();
  }
}
