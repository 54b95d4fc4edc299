package dev.bevdrift.jobs.run;

import dev.bevdrift.metrics.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything that decides the figures of a run, by name, and one hash over it. */
public final class Fingerprint {
  private final SortedMap<String, String> parts;

  private Fingerprint(SortedMap<String, String> parts) {
    this.parts = parts;
  }

  /** Of named parts; their order does not matter. */
  public static Fingerprint of(Map<String, String> parts) {
    return new Fingerprint(new TreeMap<>(parts));
  }

  /** A copy of the parts, by name. */
  public SortedMap<String, String> parts() {
    return new TreeMap<>(parts);
  }

  /** SHA-256 over all parts, as 64 hexadecimal digits. */
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    parts.forEach(
        (name, value) -> {
          // Lengths keep ("a", "bc") apart from ("ab", "c").
          for (String text : new String[] {name, value}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          }
        });
    return Sha256.hex(digest);
  }
}
