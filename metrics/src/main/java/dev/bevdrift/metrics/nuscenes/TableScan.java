package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.scan.ByteScanner;
import dev.bevdrift.metrics.scan.FieldNames;
import dev.bevdrift.metrics.scan.FilePieces;
import dev.bevdrift.metrics.scan.OddInputException;
import dev.bevdrift.metrics.scan.TokenIndex;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads the rows of a table from bytes, by all cores; gives up at anything unusual, which {@link
 * TableReader} then reads with care.
 */
final class TableScan {
  /** Takes the rows of one piece of a table. */
  interface Rows {
    /** Takes a field: must pass its value. */
    void value(int field, ByteScanner in);

    /**
     * Ends a row.
     *
     * @param seen a bit for each field that was there
     * @param bytes in which places kept from {@link #value} still count
     */
    void end(int seen, byte[] bytes);
  }

  private record Piece<R extends Rows>(R rows, boolean closed) {}

  private TableScan() {}

  /** Tries the fast way, and takes the careful one if the table is unusual, faulty or not there. */
  static <T> T orElse(Supplier<T> fast, Supplier<T> careful) {
    try {
      return fast.get();
    } catch (OddInputException | UncheckedIOException e) {
      return careful.get();
    }
  }

  /**
   * Reads a table.
   *
   * @param fields the wanted ones; others are passed over
   * @param rows makes the taker of one piece
   * @return the takers in the table's order
   * @throws OddInputException if the table is unusual or faulty
   */
  static <R extends Rows> List<R> read(
      Path folder, String table, List<String> fields, Supplier<R> rows) {
    List<Piece<R>> pieces =
        FilePieces.read(
            folder.resolve(table + ".json"),
            Boundaries::row,
            (in, first) -> piece(in, first, FieldNames.of(fields), rows.get()),
            FilePieces.USUAL_BYTES);
    for (int i = 0; i < pieces.size(); i++) {
      if (pieces.get(i).closed() != (i == pieces.size() - 1)) {
        throw new OddInputException();
      }
    }
    return pieces.stream().map(Piece::rows).toList();
  }

  /** Token to one text field, for every row of a table. */
  static Map<String, String> names(Path folder, String table, String field) {
    Map<String, String> names = new HashMap<>();
    for (TextPairs pairs : read(folder, table, List.of("token", field), TextPairs::new)) {
      names.putAll(pairs.values);
    }
    return names;
  }

  private static <R extends Rows> Piece<R> piece(
      ByteScanner in, boolean first, FieldNames names, R rows) {
    if (first) {
      in.space();
      in.pass('[');
      if (in.passIf(']')) {
        return new Piece<>(rows, true);
      }
    }
    do {
      row(in, names, rows);
      if (!in.passIf(',')) {
        in.pass(']');
        return new Piece<>(rows, true);
      }
    } while (!in.atEnd());
    return new Piece<>(rows, false);
  }

  private static void row(ByteScanner in, FieldNames names, Rows rows) {
    in.pass('{');
    int seen = 0;
    int place = 0;
    do {
      int field = names.next(in, place++);
      if (field == FieldNames.UNKNOWN) {
        in.skip();
      } else {
        rows.value(field, in);
        seen |= 1 << field;
      }
    } while (in.another('}'));
    rows.end(seen, in.bytes());
  }

  /** Two text fields of each row. */
  private static final class TextPairs implements Rows {
    private final Map<String, String> values = new HashMap<>();
    private final String[] pair = new String[2];

    @Override
    public void value(int field, ByteScanner in) {
      in.string();
      pair[field] = in.text();
    }

    @Override
    public void end(int seen, byte[] bytes) {
      if (seen != 3) {
        throw new OddInputException();
      }
      values.put(pair[0], pair[1]);
    }
  }

  /** The places of text fields of a row. */
  static final class Texts {
    private final int[] from;
    private final int[] to;

    Texts(int fields) {
      from = new int[fields];
      to = new int[fields];
    }

    /** Passes a string and keeps its place. */
    void take(int field, ByteScanner in) {
      in.string();
      from[field] = in.textFrom();
      to[field] = in.textTo();
    }

    int from(int field) {
      return from[field];
    }

    int to(int field) {
      return to[field];
    }

    boolean isEmpty(int field) {
      return from[field] == to[field];
    }

    /** The number of a text in an index. */
    int find(int field, TokenIndex index, byte[] bytes) {
      return index.find(bytes, from[field], to[field]);
    }
  }
}
