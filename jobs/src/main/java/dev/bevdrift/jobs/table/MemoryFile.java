package dev.bevdrift.jobs.table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file in memory: written once, then read. Not thread-safe while it is written. */
final class MemoryFile implements InputFile, BlocklessFile {
  private byte[] bytes;

  private MemoryFile(byte[] bytes) {
    this.bytes = bytes;
  }

  /** To be written. */
  static MemoryFile empty() {
    return new MemoryFile(new byte[0]);
  }

  /** Of bytes that nobody changes any more. */
  static MemoryFile of(byte[] bytes) {
    return new MemoryFile(bytes);
  }

  /** What was written, once its stream is closed; not copied. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    return CanonicalFooter.around(
        new PositionOutputStream() {
          @Override
          public long getPos() {
            return written.size();
          }

          @Override
          public void write(int b) {
            written.write(b);
          }

          @Override
          public void write(byte[] from, int offset, int length) {
            written.write(from, offset, length);
          }

          @Override
          public void close() {
            bytes = written.toByteArray();
          }
        });
  }

  @Override
  public long getLength() {
    return bytes.length;
  }

  @Override
  public SeekableInputStream newStream() {
    Seekable in = new Seekable(bytes);
    return new DelegatingSeekableInputStream(in) {
      @Override
      public long getPos() {
        return in.place();
      }

      @Override
      public void seek(long place) throws IOException {
        in.seek(place);
      }
    };
  }

  private static final class Seekable extends ByteArrayInputStream {
    private Seekable(byte[] bytes) {
      super(bytes);
    }

    private synchronized long place() {
      return pos;
    }

    private synchronized void seek(long place) throws IOException {
      if (place < 0 || place > count) {
        throw new IOException("Cannot seek " + place + ": expected at most " + count);
      }
      pos = (int) place;
    }
  }
}
