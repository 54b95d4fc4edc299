package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.scan.ByteScanner;
import dev.bevdrift.metrics.scan.OddInputException;
import dev.bevdrift.metrics.scan.TokenIndex;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What each instance is: the index of its detection class, a rack, or nothing evaluated. */
final class InstanceKinds {
  static final int RACK = 100;
  static final int NOT_EVALUATED = 101;

  private final TokenIndex instances;
  private final byte[] kind;

  private InstanceKinds(TokenIndex instances, byte[] kind) {
    this.instances = instances;
    this.kind = kind;
  }

  /**
   * Reads {@code instance.json}.
   *
   * @param categories token to name
   */
  static InstanceKinds read(Path folder, Map<String, String> categories) {
    List<String> tokens = List.copyOf(categories.keySet());
    byte[] kinds = new byte[tokens.size()];
    for (int i = 0; i < kinds.length; i++) {
      String name = categories.get(tokens.get(i));
      int other = name.equals(BikeRacks.CATEGORY) ? RACK : NOT_EVALUATED;
      kinds[i] =
          (byte) (int) DetectionClass.ofCategory(name).map(DetectionClass::index).orElse(other);
    }
    TokenIndex categoryIndex = TokenIndex.of(tokens);
    TokenIndex instances = new TokenIndex();
    byte[] kind = new byte[1024];
    for (Rows rows :
        TableScan.read(folder, "instance", Rows.FIELDS, () -> new Rows(categoryIndex))) {
      for (int i = 0; i < rows.size; i++) {
        int from = i == 0 ? 0 : rows.end[i - 1];
        int number = instances.add(rows.text, from, rows.end[i]);
        if (number == kind.length) {
          kind = Arrays.copyOf(kind, 2 * kind.length);
        }
        kind[number] = kinds[rows.category[i]];
      }
    }
    return new InstanceKinds(instances, kind);
  }

  /** The kind of the instance whose token is {@code bytes[from, to)}; odd if there is none. */
  int kind(byte[] bytes, int from, int to) {
    int number = instances.find(bytes, from, to);
    if (number == TokenIndex.ABSENT) {
      throw new OddInputException();
    }
    return kind[number];
  }

  private static final class Rows implements TableScan.Rows {
    static final List<String> FIELDS = List.of("token", "category_token");
    private static final int ALL = 0b11;

    private final TokenIndex categories;
    private final TableScan.Texts texts = new TableScan.Texts(2);
    private int size;
    private int[] category = new int[256];
    private int[] end = new int[256];
    private byte[] text = new byte[8192];

    Rows(TokenIndex categories) {
      this.categories = categories;
    }

    @Override
    public void value(int field, ByteScanner in) {
      texts.take(field, in);
    }

    @Override
    public void end(int seen, byte[] bytes) {
      int number = seen == ALL ? texts.find(1, categories, bytes) : TokenIndex.ABSENT;
      if (number == TokenIndex.ABSENT) {
        throw new OddInputException();
      }
      if (size == end.length) {
        category = Arrays.copyOf(category, 2 * size);
        end = Arrays.copyOf(end, 2 * size);
      }
      int at = size == 0 ? 0 : end[size - 1];
      int length = texts.to(0) - texts.from(0);
      if (text.length - at < length) {
        text = Arrays.copyOf(text, 2 * text.length + length);
      }
      System.arraycopy(bytes, texts.from(0), text, at, length);
      category[size] = number;
      end[size] = at + length;
      size++;
    }
  }
}
