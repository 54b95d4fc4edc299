package dev.bevdrift.udf.ladder;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at the files of a ladder's folder and refuses what does not belong there. */
final class LadderFiles {
  /** No graph or weight file of a rung is larger: BEVFormer-base in fp32 has 0.3 GB. */
  static final long MAX_FILE_BYTES = 8L << 30;

  private LadderFiles() {}

  /**
   * The file's path, checked: inside the folder, not a way out by a link, not empty, not too large.
   *
   * @throws InputException naming the file and what is wrong
   */
  static Path located(Path folder, LadderFile file) {
    Path path = folder.resolve(file.path());
    try {
      if (!Files.isRegularFile(path)) {
        throw new InputException(
            "Cannot read " + path + ": there is no such file, expected a file of the ladder");
      }
      if (!folder.toRealPath().equals(path.toRealPath().getParent())) {
        throw new InputException(
            "Cannot read "
                + path
                + ": it links to "
                + path.toRealPath()
                + ", expected a file inside the ladder's folder");
      }
      long bytes = Files.size(path);
      if (bytes == 0 || bytes > MAX_FILE_BYTES) {
        throw new InputException(
            "Cannot read "
                + path
                + ": it has "
                + bytes
                + " bytes, expected 1 to "
                + MAX_FILE_BYTES);
      }
      return path;
    } catch (IOException e) {
      throw new InputException("Cannot read " + path + ": " + oneLine(e) + ", expected a file", e);
    }
  }

  /**
   * @throws InputException when the file's bytes are not those the manifest names
   */
  static void checkHash(Path path, LadderFile file) {
    String actual = sha256(path);
    if (!actual.equals(file.sha256())) {
      throw new InputException(
          "Cannot use "
              + path
              + ": its sha256 is "
              + actual
              + ", expected "
              + file.sha256()
              + " as in the manifest");
    }
  }

  /**
   * Checks a graph of a rung.
   *
   * @param rung its id
   * @param files the graph and the files that it may read
   * @throws InputException when the graph is not ONNX, or reads a file that the rung does not name
   *     and that therefore was not hashed
   */
  static void checkOnnx(Path path, String rung, List<LadderFile> files) {
    try {
      Optional<Set<String>> weights = ExternalData.locations(path);
      if (!OnnxFile.looksLikeOnnx(path) || weights.isEmpty()) {
        throw new InputException(
            "Cannot read " + path + ": it is not an ONNX model, expected a graph");
      }
      List<String> named = files.stream().map(LadderFile::path).toList();
      for (String file : weights.get()) {
        if (!named.contains(file)) {
          throw new InputException(
              "Cannot use "
                  + path
                  + ": it reads '"
                  + file
                  + "', which rung "
                  + rung
                  + " does not name, expected one of "
                  + String.join(", ", named));
        }
      }
    } catch (IOException e) {
      throw new InputException("Cannot read " + path + ": " + oneLine(e) + ", expected a graph", e);
    }
  }

  /**
   * @throws InputException when a rung's graph or weights are not its twin's
   */
  static void checkTwin(Path folder, GraphRung rung, GraphRung twin) {
    Path graph = folder.resolve(rung.graph().path());
    Path other = folder.resolve(twin.graph().path());
    boolean sameWeights =
        rung.files()
            .subList(1, rung.files().size())
            .equals(twin.files().subList(1, twin.files().size()));
    if (!graph.equals(other) && !(sameWeights && sameGraph(graph, other))) {
      throw new InputException(
          "Cannot use "
              + graph
              + " as the same graph as "
              + other
              + ": they differ in more than metadata, expected equal graphs and weights for same_graph_as of rung "
              + rung.id());
    }
  }

  /** Whether two graphs are the same but for their metadata. */
  static boolean sameGraph(Path a, Path b) {
    return graphDigest(a).equals(graphDigest(b));
  }

  private static String graphDigest(Path graph) {
    try {
      MessageDigest digest = Sha256.digest();
      OnnxFile.digestWithoutMetadata(graph, digest);
      return Sha256.hex(digest);
    } catch (IOException e) {
      throw new InputException(
          "Cannot read " + graph + ": " + oneLine(e) + ", expected a graph", e);
    }
  }

  /** Hex digest of a file's bytes, lower case. */
  static String sha256(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return Sha256.of(in);
    } catch (IOException e) {
      throw new InputException("Cannot read " + path + ": " + oneLine(e) + ", expected a file", e);
    }
  }

  private static String oneLine(IOException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
