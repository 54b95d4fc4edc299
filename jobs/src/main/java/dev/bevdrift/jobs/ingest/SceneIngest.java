package dev.bevdrift.jobs.ingest;

import dev.bevdrift.jobs.ingest.IngestSettings.CanBusMode;
import dev.bevdrift.jobs.table.DatasetInfo.LeftOut;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TableWriter;
import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Turns the plan of one scene into its files, on an executor; a frame at a time is in memory.
 *
 * <p>A scene whose note agrees with its inputs is kept as it is.
 */
final class SceneIngest implements Serializable {
  private static final long serialVersionUID = 1L;

  private final DataRoot root;
  private final Path out;
  private final IngestSettings settings;

  SceneIngest(DataRoot root, Path out, IngestSettings settings) {
    this.root = root;
    this.out = out;
    this.settings = settings;
  }

  /** Hash of the plan, the settings and the lengths of the pictures and messages. */
  String fingerprint(ScenePlan plan) {
    MessageDigest digest = Sha256.digest();
    String words =
        settings.canBus().key()
            + " "
            + settings.images().key()
            + " "
            + settings.maxSequence()
            + " "
            + messages(plan);
    digest.update(words.getBytes(StandardCharsets.UTF_8));
    plan.into(digest);
    Pictures pictures = new Pictures(root, settings.images());
    for (Frame planned : plan.frames()) {
      pictures.into(digest, planned);
    }
    return Sha256.hex(digest);
  }

  /** Writes the scene's files, then its note. */
  SceneResult ingest(ScenePlan plan) {
    Storage storage = root.storage();
    String fingerprint = fingerprint(plan);
    Path note = FramesFolder.note(out, plan.sceneName());
    if (storage.exists(note)) {
      Optional<SceneResult> before = SceneResult.ofJson(storage.readText(note));
      if (before.isPresent() && whole(storage, before.orElseThrow(), fingerprint)) {
        return before.orElseThrow();
      }
      storage.delete(note);
    }
    SceneResult result = write(plan, fingerprint);
    storage.writeText(note, result.toJson());
    return result;
  }

  private boolean whole(Storage storage, SceneResult before, String fingerprint) {
    return before.fingerprint().equals(fingerprint)
        && before.files().stream().map(row -> new Path(out, row.file())).allMatch(storage::exists);
  }

  private SceneResult write(ScenePlan plan, String fingerprint) {
    CanBus canBus = CanBus.none();
    List<String> warnings = new ArrayList<>();
    if (settings.canBus() != CanBusMode.NONE) {
      if (messages(plan) >= 0) {
        canBus = CanBus.read(root.storage(), root.canBusPoses(plan.sceneName()));
      } else {
        warnings.add("no CAN-bus messages, so acceleration, rotation rate and velocity are 0");
      }
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<String, String> firsts = new LinkedHashMap<>();
    Pictures pictures = new Pictures(root, settings.images());
    CanBus.Turn turn =
        settings.canBus() == CanBusMode.CORRECT ? CanBus.Turn.QUATERNION : CanBus.Turn.SCALAR;
    List<IndexRow> files;
    try (Sequences sequences = new Sequences(root.storage(), out, settings.maxSequence())) {
      for (Frame planned : plan.frames()) {
        Pictures.Taken taken = pictures.take(planned);
        if (taken.fault().isEmpty()) {
          double[] signals = canBus.at(planned.timestampUs(), planned.ego2global(), turn);
          sequences.write(complete(planned, taken.cameras(), signals, sequences.next()));
        } else {
          counts.merge(taken.fault(), 1, Integer::sum);
          firsts.putIfAbsent(taken.fault(), taken.where());
        }
      }
      files = sequences.commit();
    }
    List<LeftOut> leftOut = new ArrayList<>(plan.lacking());
    counts.forEach(
        (fault, count) -> {
          String reason = fault + (count == 1 ? ": " : ", the first: ") + firsts.get(fault);
          leftOut.add(new LeftOut(plan.sceneName(), count, reason));
        });
    return new SceneResult(
        plan.sceneName(), fingerprint, files, leftOut, files.isEmpty() ? List.of() : warnings);
  }

  private static Frame complete(
      Frame planned, List<CameraView> cameras, double[] signals, int sequence) {
    return planned.changed().sequence(sequence).cameras(cameras).canBus(signals).build();
  }

  /** Length of the scene's CAN-bus file in bytes; -1 if there is none. */
  private long messages(ScenePlan plan) {
    Path file = root.canBusPoses(plan.sceneName());
    return root.storage().exists(file) ? root.storage().lengthBytes(file) : -1;
  }

  /** The files of one scene, a new one after each full sequence. */
  private static final class Sequences implements AutoCloseable {
    private final Storage storage;
    private final Path out;
    private final int most;
    private final List<IndexRow> files = new ArrayList<>();
    private Optional<TableWriter<Frame>> writer = Optional.empty();
    private Optional<Frame> first = Optional.empty();
    private String file = "";

    Sequences(Storage storage, Path out, int most) {
      this.storage = storage;
      this.out = out;
      this.most = most;
    }

    /** The sequence that the next frame belongs to. */
    int next() {
      boolean full = writer.isPresent() && writer.orElseThrow().rows() >= most;
      return full ? files.size() + 1 : files.size();
    }

    void write(Frame frame) {
      if (frame.sequence() > files.size()) {
        commit();
      }
      if (writer.isEmpty()) {
        file = FramesTable.fileName(frame.sceneName(), frame.sequence());
        writer = Optional.of(FramesTable.writer(storage, new Path(out, file)));
        first = Optional.of(frame);
      }
      writer.orElseThrow().write(frame);
    }

    List<IndexRow> commit() {
      if (writer.isPresent()) {
        Frame frame = first.orElseThrow();
        int frames = (int) writer.orElseThrow().rows();
        long bytes = writer.orElseThrow().commit();
        writer = Optional.empty();
        files.add(
            new IndexRow(
                frame.sceneToken(),
                frame.sceneName(),
                frame.sequence(),
                file,
                frames,
                bytes,
                frame.sampleIndex(),
                frame.timestampUs(),
                frame.location(),
                frame.vehicle(),
                frame.log(),
                frame.description()));
      }
      return files;
    }

    @Override
    public void close() {
      writer.ifPresent(TableWriter::close);
    }
  }
}
