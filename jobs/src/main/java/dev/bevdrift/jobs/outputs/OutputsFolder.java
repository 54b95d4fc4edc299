package dev.bevdrift.jobs.outputs;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A folder of outputs by sample: {@code TOKEN.npz} with one array an output, or a folder {@code
 * TOKEN/} with one {@code NAME.npy} an output.
 *
 * <p>Outputs are named as the roles of a ladder: all_cls_scores, all_bbox_preds and bev_embed, or
 * boxes, scores and labels. A single decoder layer may leave out the first two dimensions of the
 * raw ones.
 */
public final class OutputsFolder {
  private static final String NPZ = ".npz";
  private static final String NPY = ".npy";
  private static final long MAX_ARRAY_BYTES = 1L << 30;
  private static final Set<String> LAYERED =
      Set.of(Role.ALL_CLS_SCORES.key(), Role.ALL_BBOX_PREDS.key());

  private final Path root;

  private OutputsFolder(Path root) {
    this.root = root;
  }

  /**
   * Opens a folder.
   *
   * @throws InputException when there is none, or nothing in it is named as it should be
   */
  public static OutputsFolder open(Path root) {
    if (!Files.isDirectory(root)) {
      throw new InputException(
          "Cannot use --outputs=" + root + ": there is no such folder, expected one");
    }
    OutputsFolder folder = new OutputsFolder(root);
    if (folder.tokens().isEmpty()) {
      throw new InputException(
          "Cannot use --outputs="
              + root
              + ": nothing in it is TOKEN.npz or TOKEN/NAME.npy, expected the outputs of each"
              + " sample");
    }
    return folder;
  }

  /** The samples that it has outputs of, in the order of their names. */
  public List<String> tokens() {
    List<String> tokens = new ArrayList<>();
    try (Stream<Path> found = Files.list(root)) {
      for (Path path : found.sorted().toList()) {
        String name = path.getFileName().toString();
        if (name.endsWith(NPZ)) {
          tokens.add(name.substring(0, name.length() - NPZ.length()));
        } else if (Files.isDirectory(path)) {
          tokens.add(name);
        }
      }
    } catch (IOException e) {
      throw unreadable(root, e);
    }
    return tokens;
  }

  /**
   * The outputs of a sample, by role name; empty when there are none.
   *
   * @throws InputException naming file, array and what is wrong with it
   */
  public Map<String, Tensor> read(String token) {
    Path zipped = root.resolve(token + NPZ);
    Path folder = root.resolve(token);
    Map<String, Tensor> outputs = new TreeMap<>();
    if (Files.isRegularFile(zipped)) {
      unzip(zipped, outputs);
    } else if (Files.isDirectory(folder)) {
      arrays(folder, outputs);
    }
    return new LinkedHashMap<>(outputs);
  }

  private static void arrays(Path folder, Map<String, Tensor> to) {
    try (Stream<Path> found = Files.list(folder)) {
      for (Path path : found.sorted().toList()) {
        if (Files.size(path) > MAX_ARRAY_BYTES) {
          throw tooLarge(path.toString());
        }
        put(path.getFileName().toString(), Files.readAllBytes(path), path.toString(), to);
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static void unzip(Path file, Map<String, Tensor> to) {
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      ZipEntry entry = zip.getNextEntry();
      if (entry == null) {
        throw new InputException(
            "Cannot read " + file + ": it is no zip archive, expected what numpy.savez writes");
      }
      while (entry != null) {
        String place = file + ", array " + entry.getName();
        byte[] bytes = zip.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, MAX_ARRAY_BYTES + 1));
        if (bytes.length > MAX_ARRAY_BYTES) {
          throw tooLarge(place);
        }
        put(entry.getName(), bytes, place, to);
        entry = zip.getNextEntry();
      }
    } catch (ZipException e) {
      throw new InputException(
          "Cannot read " + file + ": " + e.getMessage() + ", expected what numpy.savez writes", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static void put(String name, byte[] bytes, String place, Map<String, Tensor> to) {
    String role = name.endsWith(NPY) ? name.substring(0, name.length() - NPY.length()) : name;
    if (Role.of(role).isEmpty() || Role.of(role).get().input()) {
      throw new InputException(
          "Cannot read "
              + place
              + ": "
              + role
              + " is no output, expected all_cls_scores, all_bbox_preds and bev_embed, or boxes,"
              + " scores and labels");
    }
    Tensor tensor = NpyArray.read(bytes, place);
    if (to.put(role, layered(role, tensor)) != null) {
      throw new InputException(
          "Cannot read " + place + ": " + role + " is there twice, expected it once");
    }
  }

  /** Gives a single layer the dimensions that it left out. */
  private static Tensor layered(String role, Tensor tensor) {
    List<Long> shape = tensor.shape();
    if (!LAYERED.contains(role) || shape.size() < 2 || shape.size() > 3) {
      return tensor;
    }
    List<Long> whole = new ArrayList<>(shape);
    while (whole.size() < 4) {
      whole.add(0, 1L);
    }
    return Tensor.of(whole, tensor.asBuffer());
  }

  private static InputException tooLarge(String place) {
    return new InputException(
        "Cannot read " + place + ": it has more than 1 GiB, expected the outputs of one sample");
  }

  private static InputException unreadable(Path path, IOException e) {
    return new InputException("Cannot read " + path + ": " + e.getMessage(), e);
  }
}
