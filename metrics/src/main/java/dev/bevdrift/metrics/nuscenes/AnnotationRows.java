package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.scan.ByteScanner;
import dev.bevdrift.metrics.scan.OddInputException;
import dev.bevdrift.metrics.scan.TokenIndex;
import java.util.Arrays;
import java.util.List;

/**
 * Annotations of one piece of {@code sample_annotation.json} as columns: those of the wanted
 * samples that are evaluated, or racks. Not thread-safe.
 */
final class AnnotationRows implements TableScan.Rows {
  static final List<String> FIELDS =
      List.of(
          "token",
          "sample_token",
          "instance_token",
          "prev",
          "next",
          "translation",
          "size",
          "rotation",
          "attribute_tokens",
          "num_lidar_pts",
          "num_radar_pts");

  /** The columns of text that are kept: token, previous, next. */
  static final int TOKEN = 0;

  static final int PREV = 1;
  static final int NEXT = 2;

  /** The numbers of a row: translation, size, rotation. */
  static final int NUMBERS = 10;

  private static final int FIELD_SAMPLE = 1;
  private static final int FIELD_INSTANCE = 2;
  private static final int FIELD_PREV = 3;
  private static final int FIELD_NEXT = 4;
  private static final int FIELD_TRANSLATION = 5;
  private static final int FIELD_SIZE = 6;
  private static final int FIELD_ROTATION = 7;
  private static final int FIELD_ATTRIBUTES = 8;
  private static final int FIELD_LIDAR = 9;
  private static final int ALL = (1 << 11) - 1;
  private static final int TEXTS = 3;

  private final TokenIndex samples;
  private final InstanceKinds instances;
  private final AttributeTokens attributes;
  private final TableScan.Texts texts = new TableScan.Texts(FIELD_NEXT + 1);
  private final double[][] vector = {new double[3], new double[3], new double[4]};
  private final long[] points = new long[2];
  private int attributeCount;
  private int attribute;

  private int size;
  private int[] sample = new int[256];
  private byte[] kind = new byte[256];
  private byte[] attributeOf = new byte[256];
  private int[] numPts = new int[256];
  private double[] number = new double[256 * NUMBERS];
  private int[] textEnd = new int[256 * TEXTS];
  private byte[] text = new byte[256 * 100];
  private int textSize;

  AnnotationRows(TokenIndex samples, InstanceKinds instances, AttributeTokens attributes) {
    this.samples = samples;
    this.instances = instances;
    this.attributes = attributes;
  }

  @Override
  public void value(int field, ByteScanner in) {
    switch (field) {
      case FIELD_TRANSLATION -> in.numbers(vector[0], 3);
      case FIELD_SIZE -> in.numbers(vector[1], 3);
      case FIELD_ROTATION -> in.numbers(vector[2], 4);
      case FIELD_ATTRIBUTES -> attributes(in);
      case FIELD_LIDAR, FIELD_LIDAR + 1 -> points[field - FIELD_LIDAR] = in.whole();
      default -> texts.take(field, in);
    }
  }

  private void attributes(ByteScanner in) {
    attributeCount = 0;
    attribute = Attribute.NONE.index();
    in.pass('[');
    if (in.passIf(']')) {
      return;
    }
    do {
      in.string();
      attribute = attributes.find(in.bytes(), in.textFrom(), in.textTo());
      attributeCount++;
    } while (in.another(']'));
  }

  @Override
  public void end(int seen, byte[] bytes) {
    if (seen != ALL || points[0] < 0 || points[1] < 0) {
      throw new OddInputException();
    }
    int ofSample = texts.find(FIELD_SAMPLE, samples, bytes);
    if (ofSample == TokenIndex.ABSENT) {
      return;
    }
    int ofKind = instances.kind(bytes, texts.from(FIELD_INSTANCE), texts.to(FIELD_INSTANCE));
    if (ofKind == InstanceKinds.NOT_EVALUATED) {
      return;
    }
    if (ofKind != InstanceKinds.RACK
        && (attributeCount > 1 || attribute == AttributeTokens.UNKNOWN)) {
      throw new OddInputException();
    }
    add(ofSample, ofKind, bytes);
  }

  private void add(int ofSample, int ofKind, byte[] bytes) {
    if (size == sample.length) {
      sample = Arrays.copyOf(sample, 2 * size);
      kind = Arrays.copyOf(kind, 2 * size);
      attributeOf = Arrays.copyOf(attributeOf, 2 * size);
      numPts = Arrays.copyOf(numPts, 2 * size);
      number = Arrays.copyOf(number, 2 * number.length);
      textEnd = Arrays.copyOf(textEnd, 2 * textEnd.length);
    }
    sample[size] = ofSample;
    kind[size] = (byte) ofKind;
    attributeOf[size] = (byte) attribute;
    numPts[size] = (int) (points[0] + points[1]);
    System.arraycopy(vector[0], 0, number, size * NUMBERS, 3);
    System.arraycopy(vector[1], 0, number, size * NUMBERS + 3, 3);
    System.arraycopy(vector[2], 0, number, size * NUMBERS + 6, 4);
    keep(0, TOKEN, bytes);
    keep(FIELD_PREV, PREV, bytes);
    keep(FIELD_NEXT, NEXT, bytes);
    size++;
  }

  private void keep(int field, int column, byte[] bytes) {
    int length = texts.to(field) - texts.from(field);
    if (text.length - textSize < length) {
      text = Arrays.copyOf(text, 2 * text.length + length);
    }
    System.arraycopy(bytes, texts.from(field), text, textSize, length);
    textSize += length;
    textEnd[size * TEXTS + column] = textSize;
  }

  int size() {
    return size;
  }

  int sample(int row) {
    return sample[row];
  }

  /** What the row is of: see {@link InstanceKinds}. */
  int kind(int row) {
    return kind[row];
  }

  /** The index of its attribute. */
  int attribute(int row) {
    return attributeOf[row];
  }

  int numPts(int row) {
    return numPts[row];
  }

  /** A number of translation (0 to 2), size (3 to 5), rotation (6 to 9). */
  double number(int row, int which) {
    return number[row * NUMBERS + which];
  }

  boolean hasText(int row, int column) {
    return textTo(row, column) > textFrom(row, column);
  }

  int addTo(TokenIndex index, int row, int column) {
    return index.add(text, textFrom(row, column), textTo(row, column));
  }

  int find(TokenIndex index, int row, int column) {
    return index.find(text, textFrom(row, column), textTo(row, column));
  }

  private int textFrom(int row, int column) {
    int i = row * TEXTS + column;
    return i == 0 ? 0 : textEnd[i - 1];
  }

  private int textTo(int row, int column) {
    return textEnd[row * TEXTS + column];
  }
}
