package dev.bevdrift.metrics.scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Reads a file in pieces by all cores at once.
 *
 * <p>A piece begins at the first boundary behind a round offset. Whether that really is the
 * boundary of a unit, and not text that looks like one, the piece before tells: its reader must
 * stand exactly there when it has read its last unit. The first piece begins at the file's start,
 * so by induction all are right; if one is not, the file is odd.
 */
public final class FilePieces {
  /** What a piece usually holds: small beside the file, large beside a unit. */
  public static final int USUAL_BYTES = 1 << 21;

  private static final int OVERLAP = 1 << 17;

  /** What is asked of the operating system at once; small, so that it stays in the cache. */
  private static final int READ = 1 << 18;

  /** Units larger than this are odd. */
  private static final int MAX_BUFFER = 1 << 28;

  private static final int PADDING = ByteScanner.PADDING;

  private FilePieces() {}

  /** Where units begin. */
  public interface Boundary {
    /** A boundary that was not found. */
    int NONE = -1;

    /**
     * The first place at {@code from} or behind that looks like the beginning of a unit, an index
     * into {@code bytes}; {@link #NONE} if the bytes before {@code to} don't decide.
     */
    int find(byte[] bytes, int from, int to);
  }

  /** Reads one piece. */
  public interface Reader<T> {
    /**
     * Reads the units of a piece; stops behind the last and its separator, at the end of the bytes.
     *
     * @param in stands at the first unit, or at the start of the file
     * @param first whether the piece starts at the start of the file
     */
    T read(ByteScanner in, boolean first);
  }

  /**
   * Reads a whole file.
   *
   * @param boundary of its units
   * @param reader called from several threads
   * @param pieceBytes about how much of the file is a piece
   * @return what the reader made of each piece, in the file's order
   * @throws OddInputException if a piece is odd, or does not end where the next begins
   * @throws UncheckedIOException if reading fails
   */
  public static <T> List<T> read(Path file, Boundary boundary, Reader<T> reader, int pieceBytes) {
    if (!Files.isRegularFile(file)) {
      throw new OddInputException(); // a pipe can be read once only
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      int pieces = (int) Math.max(1, (size + pieceBytes - 1) / pieceBytes);
      List<Optional<T>> results = new ArrayList<>(Collections.nCopies(pieces, Optional.empty()));
      AtomicInteger next = new AtomicInteger();
      IntStream.range(0, Math.min(pieces, ForkJoinPool.getCommonPoolParallelism() + 1))
          .parallel()
          .forEach(
              w -> {
                Worker<T> worker = new Worker<>(channel, size, boundary, reader, pieceBytes);
                try {
                  for (int k = next.getAndIncrement(); k < pieces; k = next.getAndIncrement()) {
                    results.set(k, worker.read(k));
                  }
                } finally {
                  next.set(pieces); // after a fault the others need not go on
                }
              });
      return results.stream().flatMap(Optional::stream).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One thread's buffer. */
  private static final class Worker<T> {
    private final FileChannel channel;
    private final long fileSize;
    private final Boundary boundary;
    private final Reader<T> reader;
    private final int pieceBytes;
    private final ByteScanner scanner = new ByteScanner();
    private byte[] buffer;

    /** Where the buffer's first byte lies in the file, and how many follow. */
    private long at;

    private int loaded;

    Worker(
        FileChannel channel, long fileSize, Boundary boundary, Reader<T> reader, int pieceBytes) {
      this.channel = channel;
      this.fileSize = fileSize;
      this.boundary = boundary;
      this.reader = reader;
      this.pieceBytes = pieceBytes;
      buffer = new byte[(int) Math.min(fileSize, (long) pieceBytes + OVERLAP) + PADDING];
    }

    /** Reads piece {@code k}; empty if no unit begins in it. */
    Optional<T> read(int k) {
      at = (long) k * pieceBytes;
      loaded = 0;
      load(pieceBytes + OVERLAP);
      int from = k == 0 ? 0 : find(0);
      if (from == Boundary.NONE || from >= pieceBytes) {
        return Optional.empty();
      }
      int found = pieceBytes < fileSize - at ? find(pieceBytes) : Boundary.NONE;
      int to = found == Boundary.NONE ? loaded : found;
      Arrays.fill(buffer, to, to + PADDING, (byte) 0);
      scanner.reset(buffer, from, to);
      T result = reader.read(scanner, k == 0);
      if (!scanner.atEnd()) {
        throw new OddInputException();
      }
      return Optional.of(result);
    }

    /** The first boundary, an index into the buffer, for which as much is loaded as it takes. */
    private int find(int from) {
      int place = boundary.find(buffer, from, loaded);
      while (place == Boundary.NONE && at + loaded < fileSize) {
        load(2 * loaded);
        place = boundary.find(buffer, from, loaded);
      }
      return place;
    }

    /** Fills the buffer up to {@code wanted} bytes or the file's end. */
    private void load(int wanted) {
      int target = (int) Math.min(Math.min(wanted, MAX_BUFFER), fileSize - at);
      if (target == loaded) {
        throw new OddInputException();
      }
      if (buffer.length < target + PADDING) {
        buffer = Arrays.copyOf(buffer, target + PADDING);
      }
      try {
        while (loaded < target) {
          ByteBuffer rest = ByteBuffer.wrap(buffer, loaded, Math.min(READ, target - loaded));
          int count = channel.read(rest, at + loaded);
          if (count < 0) {
            throw new OddInputException(); // it has become shorter meanwhile
          }
          loaded += count;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
