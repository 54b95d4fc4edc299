package dev.bevdrift.jobs.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
    MessageDigest digest = newDigest();
    parts.forEach(
        (name, value) -> {
          // Lengths keep ("a", "bc") apart from ("ab", "c").
          for (String text : new String[] {name, value}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          }
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256 of bytes, as 64 hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(newDigest().digest(bytes));
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Cannot hash: this Java has no SHA-256", impossible);
    }
  }
}
