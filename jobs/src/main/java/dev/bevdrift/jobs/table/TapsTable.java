package dev.bevdrift.jobs.table;

import dev.bevdrift.udf.infer.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * The original's inner values on a few frames: rows of the table {@code reference} in a file of
 * their own, which no run streams.
 */
public final class TapsTable {
  /** The file's name within a folder of reference outputs. */
  public static final String FILE = "_taps.parquet";

  private TapsTable() {}

  /**
   * One frame's values.
   *
   * @param byVariant variant to tensors by name, in the order of running
   */
  public record TapRows(
      String sceneToken,
      int sequence,
      String sampleToken,
      Map<String, Map<String, Tensor>> byVariant) {}

  /**
   * All frames of a reference folder; none where it has no such file.
   *
   * @throws dev.bevdrift.metrics.InputException when a row's bytes do not fill its shape
   */
  public static List<TapRows> read(Storage storage, Path referenceFolder) {
    Path file = new Path(referenceFolder, FILE);
    if (!storage.exists(file)) {
      return List.of();
    }
    Map<String, TapRows> frames = new LinkedHashMap<>();
    try (CloseableIterator<ReferenceRow> rows =
        TableReader.open(
            storage,
            file,
            ReferenceTable.SPEC,
            ReferenceTable.SPEC.schema(),
            ReferenceTable::decode)) {
      while (rows.hasNext()) {
        ReferenceRow row = rows.next();
        frames
            .computeIfAbsent(
                row.sampleToken(),
                token ->
                    new TapRows(row.sceneToken(), row.sequence(), token, new LinkedHashMap<>()))
            .byVariant()
            .computeIfAbsent(row.variant(), variant -> new LinkedHashMap<>())
            .put(row.name(), row.tensor());
      }
    }
    return new ArrayList<>(frames.values());
  }
}
