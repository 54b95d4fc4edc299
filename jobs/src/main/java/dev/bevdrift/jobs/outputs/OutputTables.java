package dev.bevdrift.jobs.outputs;

import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.Tensor;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * One scene's outputs in Parquet, in the layout of the table {@code reference}: a row a tensor, the
 * rows of a frame together, frames in time order, one variant of any name.
 */
final class OutputTables implements SceneOutputs {
  private final Path file;
  private final CloseableIterator<ReferenceFrame> rows;
  private Optional<ReferenceFrame> ahead = Optional.empty();

  private OutputTables(Path file, CloseableIterator<ReferenceFrame> rows) {
    this.file = file;
    this.rows = rows;
  }

  static OutputTables open(Storage storage, Path file) {
    return new OutputTables(file, ReferenceTable.read(storage, file));
  }

  @Override
  public Optional<String> unread() {
    if (ahead.isEmpty() && rows.hasNext()) {
      ahead = Optional.of(rows.next());
    }
    return ahead.map(ReferenceFrame::sampleToken);
  }

  @Override
  public Map<String, Tensor> of(String sampleToken) {
    if (unread().isEmpty() || !ahead.get().sampleToken().equals(sampleToken)) {
      return Map.of();
    }
    ReferenceFrame frame = ahead.get();
    ahead = Optional.empty();
    if (frame.variants().size() != 1) {
      throw new InputException(
          "Cannot read "
              + file
              + ": sample "
              + sampleToken
              + " has the variants "
              + frame.variants()
              + ", expected one");
    }
    return frame.tensors(frame.variants().iterator().next());
  }

  @Override
  public void close() {
    rows.close();
  }
}
