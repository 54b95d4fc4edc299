package dev.bevdrift.jobs.outputs;

import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/** A folder of outputs made elsewhere: NumPy arrays by sample, or Parquet by scene. */
public final class MadeElsewhere {
  private static final String PARQUET = ".parquet";

  private final Storage storage;
  private final Path root;
  private final Optional<OutputsFolder> arrays;

  private MadeElsewhere(Storage storage, Path root, Optional<OutputsFolder> arrays) {
    this.storage = storage;
    this.root = root;
    this.arrays = arrays;
  }

  /**
   * Opens a folder.
   *
   * @throws InputException when it is none, or holds neither form
   */
  public static MadeElsewhere open(Storage storage, String location) {
    Path root = new Path(location);
    boolean tables = storage.list(root).stream().anyMatch(file -> file.getName().endsWith(PARQUET));
    return new MadeElsewhere(
        storage,
        root,
        tables
            ? Optional.empty()
            : Optional.of(OutputsFolder.open(java.nio.file.Path.of(location))));
  }

  /**
   * Refuses outputs of samples that are not among the frames, where samples can be told by name.
   *
   * @param tokens of all frames
   */
  public void check(List<String> tokens) {
    Set<String> known = new HashSet<>(tokens);
    List<String> strangers =
        arrays.map(OutputsFolder::tokens).orElse(List.of()).stream()
            .filter(token -> !known.contains(token))
            .toList();
    if (!strangers.isEmpty()) {
      throw new InputException(
          "Cannot use "
              + root
              + ": it has outputs of "
              + strangers.size()
              + " samples that are not among the frames, such as "
              + strangers.get(0)
              + ", expected the frames' sample tokens as names");
    }
  }

  /**
   * The outputs of one scene.
   *
   * @param file name of the scene's file in the folder of frames
   */
  public SceneOutputs scene(String file) {
    if (arrays.isEmpty()) {
      return OutputTables.open(storage, new Path(root, file));
    }
    OutputsFolder folder = arrays.get();
    return new SceneOutputs() {
      @Override
      public Map<String, Tensor> of(String sampleToken) {
        return folder.read(sampleToken);
      }

      @Override
      public Optional<String> unread() {
        return Optional.empty();
      }

      @Override
      public void close() {}
    };
  }

  /** Whether a sample's outputs are found by its name. */
  boolean isByName() {
    return arrays.isPresent();
  }

  /** The outputs of a sample that is found by name. */
  Map<String, Tensor> named(String sampleToken) {
    return arrays.orElseThrow().read(sampleToken);
  }

  /** Takes one sample's outputs. */
  @FunctionalInterface
  interface Taker {
    void take(String sampleToken, Map<String, Tensor> tensors);
  }

  /** All samples, in the order of their names or of their files. */
  void each(Taker to) {
    if (arrays.isPresent()) {
      arrays.get().tokens().forEach(token -> to.take(token, named(token)));
    } else {
      files().forEach(file -> each(file, to));
    }
  }

  /** The samples of one file of tables. */
  void each(String file, Taker to) {
    try (OutputTables tables = OutputTables.open(storage, new Path(root, file))) {
      while (tables.unread().isPresent()) {
        String token = tables.unread().get();
        to.take(token, tables.of(token));
      }
    }
  }

  /** The files of tables, by name. */
  List<String> files() {
    return storage.list(root).stream()
        .map(Path::getName)
        .filter(name -> name.endsWith(PARQUET))
        .sorted()
        .toList();
  }
}
