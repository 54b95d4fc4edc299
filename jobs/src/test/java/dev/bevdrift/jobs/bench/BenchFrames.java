package dev.bevdrift.jobs.bench;

import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.udf.infer.Frame;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** The first frames of a folder, for a bench. */
final class BenchFrames {
  private BenchFrames() {}

  static List<Frame> of(String folder, int wanted) {
    Storage storage = Storage.local();
    Path root = new Path(folder);
    List<Frame> frames = new ArrayList<>();
    for (IndexRow row : IndexTable.read(storage, root)) {
      try (CloseableIterator<Frame> all = FramesTable.read(storage, new Path(root, row.file()))) {
        while (all.hasNext() && frames.size() < wanted) {
          frames.add(all.next());
        }
      }
    }
    return frames;
  }
}
