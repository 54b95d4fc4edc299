package dev.bevdrift.jobs.run;

import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.udf.ladder.Ladder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * The ladder's folder on this machine: ONNX Runtime opens graphs and weights by local paths. A
 * ladder that lies elsewhere is copied once a machine, into a folder named by its manifest's hash.
 */
public final class LocalLadder {
  private LocalLadder() {}

  /**
   * The folder, copied here if need be. Hashes are checked by whoever opens it.
   *
   * @throws InputException when it cannot be read, or this machine has no room for it
   */
  public static Path of(Storage storage, String location) {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(location);
    if (!location.contains(":")) {
      return Path.of(location);
    }
    if ("file".equals(folder.toUri().getScheme())) {
      return Path.of(folder.toUri().getPath());
    }
    org.apache.hadoop.fs.Path manifest = new org.apache.hadoop.fs.Path(folder, Ladder.MANIFEST);
    if (!storage.exists(manifest)) {
      throw new InputException(
          "Cannot read " + manifest + ": there is no such file, expected the ladder's manifest");
    }
    byte[] bytes = storage.readBytes(manifest);
    Path copy =
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("bevdrift-ladder-" + Sha256.of(bytes));
    try {
      Files.createDirectories(copy);
      Path manifestCopy = copy.resolve(Ladder.MANIFEST);
      if (!Files.isRegularFile(manifestCopy)
          || !Arrays.equals(Files.readAllBytes(manifestCopy), bytes)) {
        place(new ByteArrayInputStream(bytes), manifestCopy);
      }
      for (String name : Ladder.fileNames(copy)) {
        org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(folder, name);
        Path to = copy.resolve(name);
        if (!Files.isRegularFile(to) || Files.size(to) != storage.lengthBytes(from)) {
          place(storage.open(from), to);
        }
      }
      return copy;
    } catch (IOException e) {
      throw new InputException(
          "Cannot copy " + folder + " to " + copy + ": " + e + ", expected room for the ladder", e);
    }
  }

  /** Tasks may copy at the same time: a file appears whole, and is never written into again. */
  private static void place(InputStream source, Path to) throws IOException {
    Path beside = Files.createTempFile(to.getParent(), ".copy", ".part");
    try (source) {
      Files.copy(source, beside, StandardCopyOption.REPLACE_EXISTING);
      move(beside, to);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
