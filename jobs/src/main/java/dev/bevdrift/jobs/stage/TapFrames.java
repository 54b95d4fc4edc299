package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TapsTable;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.tap.TapFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Finds the frames whose inner values a reference holds. */
public final class TapFrames {
  private static final String TEMPORAL = "temporal";
  private static final String NONTEMPORAL = "nontemporal";
  private static final String CAN_BUS = "can_bus";
  private static final String PREV_BEV = "prev_bev";

  private TapFrames() {}

  /**
   * A frame with what the original made of it, with memory and without.
   *
   * @param file that it was read from, in the folder of frames
   */
  public record Found(Frame frame, String file, TapFrame temporal, TapFrame nontemporal) {
    /** What a rung is compared with. */
    public TapFrame of(boolean remembering) {
      return remembering ? temporal : nontemporal;
    }
  }

  /**
   * Reads them.
   *
   * @return in the reference's order; frames that this folder does not have are left out, so that a
   *     part of a data set goes with the whole one's reference
   * @throws InputException when a row lacks what the original was fed
   */
  public static List<Found> read(Storage storage, Path frames, Path reference) {
    List<TapsTable.TapRows> rows = TapsTable.read(storage, reference);
    if (rows.isEmpty()) {
      return List.of();
    }
    List<IndexRow> index = IndexTable.read(storage, frames);
    Path file = new Path(reference, TapsTable.FILE);
    List<Found> found = new ArrayList<>();
    for (TapsTable.TapRows row : rows) {
      for (IndexRow unit : index) {
        if (unit.sceneToken().equals(row.sceneToken()) && unit.sequence() == row.sequence()) {
          frame(storage, new Path(frames, unit.file()), row)
              .ifPresent(
                  frame ->
                      found.add(
                          new Found(
                              frame,
                              unit.file(),
                              tapFrame(row, TEMPORAL, file),
                              tapFrame(row, NONTEMPORAL, file))));
        }
      }
    }
    return found;
  }

  private static Optional<Frame> frame(Storage storage, Path file, TapsTable.TapRows row) {
    try (CloseableIterator<Frame> all = FramesTable.read(storage, file)) {
      while (all.hasNext()) {
        Frame frame = all.next();
        if (frame.sampleToken().equals(row.sampleToken())) {
          return Optional.of(frame);
        }
      }
    }
    return Optional.empty();
  }

  private static TapFrame tapFrame(TapsTable.TapRows row, String variant, Path file) {
    // What time does not change stands under the temporal variant only.
    Map<String, Tensor> tensors = new LinkedHashMap<>(tensors(row, TEMPORAL));
    tensors.putAll(tensors(row, variant));
    Tensor canBus = tensors.remove(CAN_BUS);
    Tensor prevBev = tensors.remove(PREV_BEV);
    if (canBus == null) {
      throw new InputException(
          "Cannot use "
              + file
              + ": sample "
              + row.sampleToken()
              + " has no "
              + CAN_BUS
              + ", expected what the model was fed");
    }
    boolean remembering = variant.equals(TEMPORAL);
    return new TapFrame(
        row.sampleToken(),
        canBus,
        remembering ? Optional.ofNullable(prevBev) : Optional.empty(),
        tensors);
  }

  private static Map<String, Tensor> tensors(TapsTable.TapRows row, String variant) {
    return row.byVariant().getOrDefault(variant, Map.of());
  }
}
