package dev.bevdrift.udf.ladder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder with a manifest and the graphs it names, both checked.
 *
 * <p>Immutable. The schema is {@code ladder.schema.json} in this module's resources.
 */
public final class Ladder {
  /** The manifest's name in its folder. */
  public static final String MANIFEST = "ladder.yaml";

  private static final long MAX_MANIFEST_BYTES = 1 << 20;

  private final Path folder;
  private final String manifestSha256;
  private final Manifest manifest;
  private final List<Rung> rungs;

  private Ladder(Path folder, String manifestSha256, Manifest manifest, List<Rung> rungs) {
    this.folder = folder;
    this.manifestSha256 = manifestSha256;
    this.manifest = manifest;
    this.rungs = List.copyOf(rungs);
  }

  /**
   * Reads the manifest and checks every file it names: place, size, hash, and that graphs are ONNX.
   *
   * @throws InputException naming file and key of the first thing that is wrong
   */
  public static Ladder open(Path folder) {
    Ladder ladder = read(folder);
    ladder.checkFiles(new HashSet<>());
    return ladder;
  }

  /**
   * Names of the files that a folder's manifest names, sorted; none is looked at.
   *
   * @throws InputException when the manifest cannot be read
   */
  public static List<String> fileNames(Path folder) {
    return read(folder).graphRungs().stream()
        .flatMap(
            rung ->
                Stream.of(rung.files(), rung.parts().prefix(), rung.parts().head())
                    .flatMap(List::stream))
        .map(LadderFile::path)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Reads the manifest again where it was opened before, as an executor does. Files are not hashed
   * here: the session pool hashes a rung's files when it opens its graph.
   *
   * @param expectedSha256 what {@link #manifestSha256} was
   * @throws InputException when the manifest changed since
   */
  public static Ladder reopen(Path folder, String expectedSha256) {
    Ladder ladder = read(folder);
    if (!ladder.manifestSha256.equals(expectedSha256)) {
      throw new InputException(
          "Cannot use "
              + folder.resolve(MANIFEST)
              + ": its sha256 is "
              + ladder.manifestSha256
              + ", expected "
              + expectedSha256
              + " as when the run started");
    }
    return ladder;
  }

  private static Ladder read(Path folder) {
    Path file = folder.resolve(MANIFEST);
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          "Cannot read the ladder "
              + folder
              + ": there is no such folder, expected one with "
              + MANIFEST);
    }
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "Cannot read " + file + ": there is no such file, expected the ladder's manifest");
    }
    try {
      if (Files.size(file) > MAX_MANIFEST_BYTES) {
        throw new InputException(
            "Cannot read "
                + file
                + ": it has "
                + Files.size(file)
                + " bytes, expected at most "
                + MAX_MANIFEST_BYTES);
      }
      JsonNode document =
          new ObjectMapper(new YAMLFactory())
              .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
              .readTree(Files.readAllBytes(file));
      Manifest manifest = ManifestReader.read(ManifestNode.root(file.toString(), document));
      return new Ladder(folder, LadderFiles.sha256(file), manifest, manifest.rungs());
    } catch (JsonProcessingException e) {
      throw new InputException(
          "Cannot read "
              + file
              + ": "
              + e.getOriginalMessage().strip().replaceAll("\\s*[\\r\\n]+\\s*", " ")
              + place(e)
              + ", expected YAML",
          e);
    } catch (IOException e) {
      throw new InputException(
          "Cannot read " + file + ": " + e.getMessage() + ", expected a readable file", e);
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
  }

  private void checkFiles(Set<LadderFile> seen) {
    for (GraphRung rung : graphRungs()) {
      checkGraph(rung.id(), rung.files(), seen);
      if (rung.parts().present()) {
        checkGraph(rung.id(), rung.parts().prefix(), seen);
        checkGraph(rung.id(), rung.parts().head(), seen);
      }
    }
    for (GraphRung rung : graphRungs()) {
      if (rung(rung.sameGraphAs()).orElse(rung) instanceof GraphRung twin) {
        LadderFiles.checkTwin(folder, rung, twin);
      }
    }
  }

  private void checkGraph(String rung, List<LadderFile> files, Set<LadderFile> seen) {
    for (LadderFile file : files) {
      Path path = LadderFiles.located(folder, file);
      if (seen.add(file)) {
        LadderFiles.checkHash(path, file);
      }
    }
    LadderFiles.checkOnnx(folder.resolve(files.get(0).path()), rung, files);
  }

  /**
   * A graph's file, after a check of it and its weights: place, size and hash.
   *
   * @param rung whose graph it is, for messages
   * @param files the graph, then its weights
   * @throws InputException naming the file that is wrong
   */
  public Path checkedGraph(String rung, List<LadderFile> files) {
    checkGraph(rung, files, new HashSet<>());
    return folder.resolve(files.get(0).path());
  }

  /** The rung whose graph a rung is said to share, or the rung itself. */
  public GraphRung sourceOf(GraphRung rung) {
    return rung(rung.sameGraphAs()).orElse(rung) instanceof GraphRung twin ? twin : rung;
  }

  /**
   * The same ladder with only these rungs and the rungs that are their baselines, in the manifest's
   * order.
   *
   * @throws InputException for an id that is not here
   */
  public Ladder select(List<String> ids) {
    Set<String> wanted = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(ids);
    while (!open.isEmpty()) {
      String id = open.remove(open.size() - 1);
      Rung rung =
          rung(id)
              .orElseThrow(
                  () ->
                      new InputException(
                          "Cannot run rung '"
                              + id
                              + "': "
                              + folder.resolve(MANIFEST)
                              + " does not have it, expected one of "
                              + rungs.stream().map(Rung::id).collect(Collectors.joining(", "))));
      if (wanted.add(id) && rung.baseline().kind() == Baseline.Kind.RUNG) {
        open.add(rung.baseline().name());
      }
    }
    return new Ladder(
        folder,
        manifestSha256,
        manifest,
        rungs.stream().filter(rung -> wanted.contains(rung.id())).toList());
  }

  /** The same model and settings with this rung alone, such as one that ran elsewhere. */
  public Ladder only(Rung rung) {
    return new Ladder(folder, manifestSha256, manifest, List.of(rung));
  }

  /** The same ladder with further rungs of the same graphs behind its own. */
  public Ladder with(List<GraphRung> more) {
    List<Rung> all = new ArrayList<>(rungs);
    all.addAll(more);
    return new Ladder(folder, manifestSha256, manifest, List.copyOf(all));
  }

  /** The same ladder with pictures prepared otherwise. */
  public Ladder with(Preprocess preprocess) {
    Manifest changed =
        new Manifest(
            manifest.model(),
            manifest.madeBy(),
            preprocess,
            manifest.cameras(),
            manifest.bev(),
            manifest.pcRange(),
            manifest.postCenterRange(),
            manifest.rotateCenter(),
            manifest.classes(),
            manifest.classRangeM(),
            manifest.maxNum(),
            manifest.rungs());
    return new Ladder(folder, manifestSha256, changed, rungs);
  }

  public Path folder() {
    return folder;
  }

  /** Hex digest of the manifest's bytes. */
  public String manifestSha256() {
    return manifestSha256;
  }

  public ModelInfo model() {
    return manifest.model();
  }

  /** Tools and their versions. */
  public Map<String, String> madeBy() {
    return manifest.madeBy();
  }

  public Preprocess preprocess() {
    return manifest.preprocess();
  }

  /** Channels in the order of the network's pictures. */
  public List<String> cameras() {
    return manifest.cameras();
  }

  public BevGrid bev() {
    return manifest.bev();
  }

  /** Where the model looks, lidar frame. */
  public Range3 pcRange() {
    return manifest.pcRange();
  }

  /** Boxes with their centre of gravity outside are dropped, lidar frame. */
  public Range3 postCenterRange() {
    return manifest.postCenterRange();
  }

  /** The pivot x, y of the BEV memory's rotation, cells. */
  public List<Double> rotateCenter() {
    return manifest.rotateCenter();
  }

  /** Detection classes by label. */
  public List<String> classes() {
    return manifest.classes();
  }

  /** Metres from the vehicle, by class, beyond which a box is dropped and not scored. */
  public Map<String, Double> classRangeM() {
    return manifest.classRangeM();
  }

  /** How many boxes a frame has at most. */
  public int maxNum() {
    return manifest.maxNum();
  }

  public List<Rung> rungs() {
    return rungs;
  }

  /** The rungs that can be run. */
  public List<GraphRung> graphRungs() {
    return rungs.stream().filter(GraphRung.class::isInstance).map(GraphRung.class::cast).toList();
  }

  public Optional<Rung> rung(String id) {
    return rungs.stream().filter(rung -> rung.id().equals(id)).findFirst();
  }
}
