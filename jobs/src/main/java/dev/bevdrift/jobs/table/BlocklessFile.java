package dev.bevdrift.jobs.table;

import java.io.IOException;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A file to be written that has no blocks for row groups to fit into, and replaces any before. */
interface BlocklessFile extends OutputFile {
  @Override
  default PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    return create(blockSizeHint);
  }

  @Override
  default boolean supportsBlockSize() {
    return false;
  }

  @Override
  default long defaultBlockSize() {
    return 0;
  }
}
