package dev.bevdrift.jobs.run;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A hash of our own code as it runs, so that what another build made is not taken for this one's:
 * of the jar, or of the class files of our modules where there is none.
 */
public final class CodeHash {
  /** One class of each module: inference and decoding, the metric's differences, and the tables. */
  private static final List<Class<?>> OF_EACH_MODULE =
      List.of(
          CodeHash.class,
          dev.bevdrift.udf.infer.SceneInference.class,
          dev.bevdrift.metrics.InputException.class);

  private CodeHash() {}

  /** The code does not change while it runs: it is read once. */
  private static final class Once {
    private static final String SHA256 = read();
  }

  /** SHA-256, as 64 hexadecimal digits. */
  public static String sha256() {
    return Once.SHA256;
  }

  private static String read() {
    Map<String, String> parts = new TreeMap<>();
    for (Class<?> one : OF_EACH_MODULE) {
      Path place = place(one);
      parts.put(one.getName(), Files.isDirectory(place) ? ofFolder(place) : ofFile(place));
    }
    return Fingerprint.of(parts).sha256();
  }

  private static Path place(Class<?> one) {
    URL url = one.getProtectionDomain().getCodeSource().getLocation();
    try {
      return Path.of(new URI(url.toString()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new InputException(
          "Cannot use a cache: the code comes from " + url + ", expected a jar or a folder", e);
    }
  }

  private static String ofFolder(Path folder) {
    Map<String, String> parts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> parts.put(folder.relativize(file).toString(), ofFile(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder, e);
    }
    return Fingerprint.of(parts).sha256();
  }

  private static String ofFile(Path file) {
    try {
      return Sha256.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
