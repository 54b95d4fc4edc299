package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.metrics.score.DetectionConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** A hash over all that decides figures under draws: the config, the ranked boxes, the draws. */
final class DrawsName {
  private final MessageDigest digest = Sha256.digest();

  private DrawsName() {}

  /** SHA-256, as 64 hexadecimal digits. */
  static String of(DetectionConfig config, List<RankedClass> classes, int[][] draws) {
    DrawsName name = new DrawsName();
    name.digest.update(config.toString().getBytes(StandardCharsets.UTF_8));
    for (RankedClass one : classes) {
      name.add(one.cluster);
      name.add(one.score);
      name.add(one.tpRank);
      name.add(one.tpCluster);
      name.add(one.errorRank);
      name.add(one.error);
      name.add(one.counts);
      name.add(one.truths);
      name.add(one.measured);
      for (boolean defined : one.defined) {
        name.digest.update((byte) (defined ? 1 : 0));
      }
    }
    name.add(draws);
    return Sha256.hex(name.digest);
  }

  /** Lengths keep arrays apart. */
  private void add(int[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (1 + numbers.length));
    bytes.putInt(numbers.length).asIntBuffer().put(numbers);
    digest.update(bytes.array());
  }

  private void add(double[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Double.BYTES * numbers.length);
    bytes.putInt(numbers.length).asDoubleBuffer().put(numbers);
    digest.update(bytes.array());
  }

  private void add(int[][] rows) {
    add(new int[] {rows.length});
    for (int[] row : rows) {
      add(row);
    }
  }

  private void add(double[][] rows) {
    add(new int[] {rows.length});
    for (double[] row : rows) {
      add(row);
    }
  }
}
