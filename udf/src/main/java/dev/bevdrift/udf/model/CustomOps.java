package dev.bevdrift.udf.model;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A library of operators that graphs may call: native code, which runs in the executor. A ladder
 * cannot name one; a person does, with the hash of the file that they trust.
 *
 * @param path on each machine that runs graphs
 * @param sha256 of the file's bytes, hex, lower case
 */
public record CustomOps(String path, String sha256) implements Serializable {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public CustomOps {
    if (path.isBlank() || !HASH.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "Cannot allow the library '"
              + path
              + "' with the hash '"
              + sha256
              + "': expected a path and a sha256 of 64 hexadecimal digits");
    }
  }

  /**
   * The file, after its bytes were hashed.
   *
   * @throws InputException when it is not there or not the one that is trusted
   */
  Path checked() {
    Path file = Path.of(path);
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "Cannot load " + file + ": there is no such file, expected a library of operators");
    }
    String found = hash(file);
    if (!found.equals(sha256)) {
      throw new InputException(
          "Cannot load " + file + ": its sha256 is " + found + ", expected " + sha256);
    }
    return file;
  }

  private static String hash(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Sha256.of(in);
    } catch (IOException e) {
      throw new InputException("Cannot load " + file + ": " + e.getMessage(), e);
    }
  }
}
