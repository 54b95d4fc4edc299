package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.run.CodeHash;
import dev.bevdrift.jobs.run.Fingerprint;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.metrics.interval.KnownDraws;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;

/**
 * Figures under draws of scenes, kept between runs: {@code draws/KEY.bin} holds a hash in
 * hexadecimal digits, then what was hashed: the number of draws, of figures, and the figures draw
 * by draw. A file whose hash is another is not there. The key is a hash of the scored boxes'
 * matches, of the draws and of our own code. Safe for concurrent use.
 */
final class CachedDraws implements KnownDraws {
  private static final int HASH_BYTES = 64;

  private final Storage storage;
  private final Path root;

  private CachedDraws(Storage storage, Path root) {
    this.storage = storage;
    this.root = root;
  }

  /**
   * In a folder of a cache.
   *
   * @param folder need not be there; where it is empty, nothing is kept
   */
  static KnownDraws in(Storage storage, String folder) {
    return folder.isEmpty() ? KnownDraws.NONE : new CachedDraws(storage, new Path(folder, "draws"));
  }

  @Override
  public double[][] of(String name, Supplier<double[][]> compute) {
    String key =
        Fingerprint.of(
                Map.of(
                    "draws", name,
                    "code", CodeHash.sha256(),
                    "java", System.getProperty("java.vm.version"),
                    "arch", System.getProperty("os.arch")))
            .sha256();
    Path file = new Path(root, key + ".bin");
    Optional<double[][]> known =
        storage.exists(file) ? decoded(storage.readBytes(file)) : Optional.empty();
    if (known.isPresent()) {
      return known.get();
    }
    double[][] found = compute.get();
    storage.writeBytes(file, encoded(found));
    return found;
  }

  private static byte[] encoded(double[][] draws) {
    int figures = draws.length == 0 ? 0 : draws[0].length;
    ByteBuffer numbers =
        ByteBuffer.allocate(2 * Integer.BYTES + Double.BYTES * draws.length * figures);
    numbers.putInt(draws.length).putInt(figures);
    for (double[] draw : draws) {
      for (double figure : draw) {
        numbers.putDouble(figure);
      }
    }
    byte[] hash = Sha256.of(numbers.array()).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(HASH_BYTES + numbers.capacity())
        .put(hash)
        .put(numbers.array())
        .array();
  }

  private static Optional<double[][]> decoded(byte[] file) {
    int start = Math.min(HASH_BYTES, file.length);
    byte[] numbers = Arrays.copyOfRange(file, start, file.length);
    String hash = new String(file, 0, start, StandardCharsets.US_ASCII);
    if (!hash.equals(Sha256.of(numbers))) {
      return Optional.empty();
    }
    ByteBuffer from = ByteBuffer.wrap(numbers);
    double[][] draws = new double[from.getInt()][from.getInt()];
    for (double[] draw : draws) {
      for (int i = 0; i < draw.length; i++) {
        draw[i] = from.getDouble();
      }
    }
    return Optional.of(draws);
  }
}
