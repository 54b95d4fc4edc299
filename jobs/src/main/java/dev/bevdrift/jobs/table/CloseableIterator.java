package dev.bevdrift.jobs.table;

import java.util.Iterator;

/**
 * Rows streamed from an open file. Whoever opened it closes it; a second close does nothing. Not
 * thread-safe.
 */
public interface CloseableIterator<T> extends Iterator<T>, AutoCloseable {
  @Override
  void close();
}
