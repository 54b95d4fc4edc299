package dev.bevdrift.udf.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A copy of the toy ladder in a folder of its own, to be bent by a test. */
public final class ToyLadder {
  private static final YAMLMapper YAML = new YAMLMapper();

  private final Path folder;

  private ToyLadder(Path folder) {
    this.folder = folder;
  }

  /** Copies the toy ladder into a folder. */
  public static ToyLadder in(Path folder) {
    return in(folder, source());
  }

  /** Copies one of the checked-in ladders into a folder, made if need be. */
  public static ToyLadder in(Path folder, Path from) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(folder);
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
      return new ToyLadder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the checked-in ladder lies; not to be written to. */
  public static Path source() {
    return source("toy");
  }

  /** The checked-in ladder whose graphs come in two parts, too. */
  public static Path withParts() {
    return source("toy-parts");
  }

  private static Path source(String name) {
    try {
      return Path.of(ToyLadder.class.getResource("/" + name + "/ladder.yaml").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public Path folder() {
    return folder;
  }

  /** The manifest as it stands. */
  public JsonNode manifest() {
    try {
      return YAML.readTree(folder.resolve("ladder.yaml").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes the manifest. */
  public ToyLadder edit(Consumer<ObjectNode> change) {
    ObjectNode root = (ObjectNode) manifest();
    change.accept(root);
    return write(root);
  }

  /** Changes one rung of the manifest. */
  public ToyLadder editRung(String id, Consumer<ObjectNode> change) {
    return edit(root -> change.accept(rung(root, id)));
  }

  /** Replaces a file's bytes and its hash in the manifest. */
  public ToyLadder replace(String file, byte[] bytes) {
    try {
      Files.write(folder.resolve(file), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return edit(
        root ->
            root.get("rungs")
                .forEach(
                    rung -> {
                      if (rung.has("files")) {
                        rung.get("files")
                            .forEach(
                                entry -> {
                                  if (entry.get("path").textValue().equals(file)) {
                                    ((ObjectNode) entry).put("sha256", sha256(bytes));
                                  }
                                });
                      }
                    }));
  }

  /** One rung's entry. */
  public static ObjectNode rung(JsonNode root, String id) {
    for (JsonNode rung : root.get("rungs")) {
      if (rung.get("id").textValue().equals(id)) {
        return (ObjectNode) rung;
      }
    }
    throw new IllegalArgumentException("no rung " + id);
  }

  private ToyLadder write(JsonNode root) {
    try {
      YAML.writeValue(folder.resolve("ladder.yaml").toFile(), root);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
