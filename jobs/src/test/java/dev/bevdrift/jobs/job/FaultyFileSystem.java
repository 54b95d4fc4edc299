package dev.bevdrift.jobs.job;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under the scheme {@code faulty}, which fills up after a number of bytes, goes away
 * after a number of files, and is as slow as it is told to be.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  /** Milliseconds that opening a file takes. */
  static final String OPEN_MS = "faulty.open.ms";

  private static final AtomicLong BYTES_LEFT = new AtomicLong(Long.MAX_VALUE);
  private static final AtomicLong FILES_LEFT = new AtomicLong(Long.MAX_VALUE);

  /** Room for that many bytes more. */
  static void room(long bytes) {
    BYTES_LEFT.set(bytes);
  }

  /** Goes away when that many files more were begun. */
  static void lives(long files) {
    FILES_LEFT.set(files);
  }

  @Override
  public URI getUri() {
    return URI.create("faulty:///");
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    try {
      Thread.sleep(getConf().getLong(OPEN_MS, 0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return super.open(file, bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return counted(
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return counted(super.create(file, overwrite, bufferSize, replication, blockSize, progress));
  }

  private static FSDataOutputStream counted(OutputStream out) throws IOException {
    if (FILES_LEFT.getAndDecrement() <= 0) {
      out.close();
      throw new IOException("Input/output error");
    }
    return new FSDataOutputStream(
        new FilterOutputStream(out) {
          @Override
          public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            if (BYTES_LEFT.addAndGet(-length) < 0) {
              throw new IOException("No space left on device");
            }
            out.write(bytes, from, length);
          }
        },
        null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (FILES_LEFT.get() <= 0) {
      throw new IOException("Input/output error");
    }
    return super.rename(from, to);
  }
}
