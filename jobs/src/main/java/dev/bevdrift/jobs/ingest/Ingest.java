package dev.bevdrift.jobs.ingest;

import dev.bevdrift.jobs.ingest.IngestRequest.Existing;
import dev.bevdrift.jobs.ingest.IngestRequest.Faults;
import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.DatasetInfo.LeftOut;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The whole way from a nuScenes data set to a finished folder of frames. */
public final class Ingest {
  /** The 21 scenes of nuScenes that have no CAN bus are named in full. */
  private static final int MOST_NAMES = 25;

  private Ingest() {}

  /**
   * Makes, resumes or confirms a folder of frames.
   *
   * @return what the folder now says of itself
   * @throws InputException when the data set cannot be used, when no keyframe can be taken, or when
   *     the folder holds something else
   */
  public static DatasetInfo run(SparkSession spark, IngestRequest request) {
    Storage storage = Storage.of(spark.sparkContext().hadoopConfiguration());
    DataRoot root = DataRoot.open(storage, request.dataroot(), request.version());
    Plans plans = Plans.read(root, Splits.scenes(root, request.split(), request.scenes()));
    SceneIngest ingest = new SceneIngest(root, request.out(), request.settings());
    FramesFolder folder = new FramesFolder(storage, request.out());
    if (request.existing() == Existing.REPLACE) {
      folder.clear();
    }
    Optional<DatasetInfo> finished = folder.finished();
    if (finished.isPresent()) {
      List<String> prints =
          IngestStage.fingerprints(spark, plans.scenes(), ingest, request.partitions());
      confirm(folder, finished.orElseThrow(), fingerprint(root, request, prints));
      refuseFaults(request, finished.orElseThrow());
      return finished.orElseThrow();
    }
    folder.begin();
    List<SceneResult> results =
        IngestStage.apply(spark, plans.scenes(), ingest, request.partitions());
    List<IndexRow> files = results.stream().flatMap(result -> result.files().stream()).toList();
    DatasetInfo info = info(root, request, plans, results);
    if (files.isEmpty()) {
      folder.clear();
      throw nothing(root, request, info);
    }
    refuseFaults(request, info);
    folder.finish(files, info);
    return info;
  }

  private static void refuseFaults(IngestRequest request, DatasetInfo info) {
    int count = info.leftOut().size() + info.warnings().size();
    if (request.faults() == Faults.REPORT || count == 0) {
      return;
    }
    String first =
        info.leftOut().stream()
            .map(left -> left.scene() + ": " + left.frames() + " left out: " + left.reason())
            .findFirst()
            .orElseGet(() -> info.warnings().get(0));
    throw new InputException(
        "Cannot ingest "
            + request.split()
            + " strictly: "
            + first
            + (count == 1 ? "" : ", and " + (count - 1) + " more")
            + ", expected nothing left out and no warning");
  }

  private static void confirm(FramesFolder folder, DatasetInfo finished, String fingerprint) {
    String fact;
    if (!finished.fingerprint().equals(fingerprint)) {
      fact = "it holds finished frames of other inputs or settings";
    } else if (!folder.intact()) {
      fact = "files of its index are missing or of another length";
    } else {
      return;
    }
    throw new InputException(
        "Cannot write frames to "
            + folder.path()
            + ": "
            + fact
            + ", expected the same ones, another folder, or --overwrite");
  }

  private static DatasetInfo info(
      DataRoot root, IngestRequest request, Plans plans, List<SceneResult> results) {
    DataRoot.Mark mark = root.mark();
    List<SceneResult> taken = results.stream().filter(r -> !r.files().isEmpty()).toList();
    int frames = taken.stream().flatMap(r -> r.files().stream()).mapToInt(IndexRow::frames).sum();
    return new DatasetInfo(
        DatasetInfo.VERSION,
        mark.name(),
        request.version(),
        request.split(),
        mark.synthetic(),
        mark.notice(),
        plans.annotated(),
        request.settings().canBus().key(),
        request.settings().images().key(),
        request.settings().maxSequence(),
        fingerprint(root, request, results.stream().map(SceneResult::fingerprint).toList()),
        new DatasetInfo.Taken(taken.size(), frames),
        results.stream().flatMap(result -> result.leftOut().stream()).toList(),
        warnings(results));
  }

  /** One line a kind of warning, however many scenes have it. */
  private static List<String> warnings(List<SceneResult> results) {
    Map<String, List<String>> scenes = new LinkedHashMap<>();
    for (SceneResult result : results) {
      for (String warning : result.warnings()) {
        scenes.computeIfAbsent(warning, kind -> new ArrayList<>()).add(result.scene());
      }
    }
    return scenes.entrySet().stream()
        .map(entry -> names(entry.getValue()) + ": " + entry.getKey())
        .toList();
  }

  private static String names(List<String> scenes) {
    if (scenes.size() == 1) {
      return scenes.get(0);
    }
    String more = scenes.size() > MOST_NAMES ? ", …" : "";
    List<String> shown = scenes.subList(0, Math.min(MOST_NAMES, scenes.size()));
    return scenes.size() + " scenes (" + String.join(", ", shown) + more + ")";
  }

  private static String fingerprint(DataRoot root, IngestRequest request, List<String> scenes) {
    MessageDigest digest = Sha256.digest();
    String words = root.mark() + " " + request.version() + " " + request.split();
    digest.update(words.getBytes(StandardCharsets.UTF_8));
    scenes.forEach(print -> digest.update(print.getBytes(StandardCharsets.UTF_8)));
    return Sha256.hex(digest);
  }

  private static InputException nothing(DataRoot root, IngestRequest request, DatasetInfo info) {
    String why =
        info.leftOut().stream()
            .findFirst()
            .map((LeftOut first) -> first.scene() + ": " + first.reason())
            .orElse("its scenes have no keyframes");
    return new InputException(
        "Cannot take any frame of "
            + request.split()
            + " in "
            + root
            + ": left out "
            + info.leftOutFrames()
            + " ("
            + why
            + "), expected keyframes with six pictures");
  }
}
