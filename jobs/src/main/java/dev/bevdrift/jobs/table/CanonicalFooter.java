package dev.bevdrift.jobs.table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A Parquet file on its way to a stream, whose footer names the encodings of each column in
 * ascending order.
 *
 * <p>The writer keeps them in a hash set of enum constants, whose order differs from one JVM to the
 * next; without this, equal rows gave files that differ in a few bytes. The last {@link
 * #TAIL_BYTES} are held back until the file is closed. Not thread-safe.
 */
final class CanonicalFooter extends PositionOutputStream {
  /** No footer may be longer: about 1,000 row groups of 40 columns. */
  static final int TAIL_BYTES = 4 << 20;

  private static final int LENGTH_AND_MAGIC = 8;

  private final PositionOutputStream out;
  private byte[] held = new byte[1 << 16];
  private int size;
  private boolean closed;

  private CanonicalFooter(PositionOutputStream out) {
    this.out = out;
  }

  static CanonicalFooter around(PositionOutputStream out) {
    return new CanonicalFooter(out);
  }

  @Override
  public long getPos() throws IOException {
    return out.getPos() + size;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (size + length > held.length) {
      passOn(size + length - TAIL_BYTES);
      int capacity = Math.max(held.length, Math.min(2 * TAIL_BYTES, 2 * (size + length)));
      held = Arrays.copyOf(held, Math.max(capacity, size + length));
    }
    System.arraycopy(bytes, offset, held, size, length);
    size += length;
  }

  /** Writes the oldest {@code bytes} of those held, or all of them when there are fewer. */
  private void passOn(int bytes) throws IOException {
    int passed = Math.min(bytes, size);
    if (passed > 0) {
      out.write(held, 0, passed);
      System.arraycopy(held, passed, held, 0, size - passed);
      size -= passed;
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      if (size >= LENGTH_AND_MAGIC) {
        int end = size - LENGTH_AND_MAGIC;
        int length = ByteBuffer.wrap(held, end, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length < 0 || length > end) {
          throw new IOException(
              "Cannot end a Parquet file: its footer has "
                  + length
                  + " bytes, expected at most "
                  + end);
        }
        byte[] footer = inOrder(held, end - length, length);
        out.write(held, 0, end - length);
        out.write(footer);
        out.write(
            ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length).array());
        out.write(held, end + 4, LENGTH_AND_MAGIC - 4);
      } else {
        out.write(held, 0, size);
      }
    }
  }

  private static byte[] inOrder(byte[] bytes, int offset, int length) throws IOException {
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes, offset, length));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        ColumnMetaData chunk = column.getMeta_data();
        List<Encoding> encodings = new ArrayList<>(chunk.getEncodings());
        encodings.sort(Comparator.comparingInt(Encoding::getValue));
        chunk.setEncodings(encodings);
      }
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream(length);
    Util.writeFileMetaData(footer, written);
    return written.toByteArray();
  }
}
