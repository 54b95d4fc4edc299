package dev.bevdrift.udf.image;

import dev.bevdrift.udf.ladder.Preprocess;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * From a JPEG to the network's three colour planes: decode, normalise, scale, pad with zeros.
 *
 * <p>Source: the original's test pipeline, in its order of 32-bit operations; see the package's
 * notes. Not thread-safe: reuses its scratch.
 */
public final class Preprocessor {
  private static final int PLANES = 3;

  private final Preprocess settings;
  private final PictureDecoder decoder;
  private final float[][] table; // by network plane, then byte
  private final int[] colour; // by network plane: 0 red, 1 green, 2 blue
  private final LinearAxis columns;
  private final float[] columnFractions;
  private final LinearAxis rows;
  private final boolean halves;
  private final boolean whole;
  private float[] upper;
  private float[] lower;
  private int upperRow;
  private int lowerRow;
  private int[] columnOffsets = new int[0];
  private int columnStep;
  private final float[] line;

  private Preprocessor(Preprocess settings, Decoding decoding) {
    this.settings = settings;
    Preprocess.Size in = decoding.size(settings);
    Preprocess.Size out = settings.scaledSize();
    decoder = decoding.decoder(settings);
    table = new float[PLANES][];
    for (int plane = 0; plane < PLANES; plane++) {
      table[plane] = PixelTable.of(settings.mean().get(plane), settings.std().get(plane));
    }
    boolean rgb = settings.channelOrder() == Preprocess.ChannelOrder.RGB;
    colour = rgb ? new int[] {0, 1, 2} : new int[] {2, 1, 0};
    columns = LinearAxis.of(in.width(), out.width());
    columnFractions = columns.fractions();
    rows = LinearAxis.of(in.height(), out.height());
    halves = columns.halves() && rows.halves();
    whole = in.equals(out);
    upper = new float[out.width()];
    lower = new float[out.width()];
    line = new float[settings.networkSize().width()];
  }

  /** A preprocessor with these settings and scratch of its own, exact. */
  public static Preprocessor of(Preprocess settings) {
    return of(settings, Decoding.EXACT);
  }

  /**
   * The same with another way of decoding.
   *
   * @throws dev.bevdrift.metrics.InputException when these pictures cannot be decoded so
   */
  public static Preprocessor of(Preprocess settings, Decoding decoding) {
    return new Preprocessor(settings, decoding);
  }

  /** Numbers that {@link #prepare} writes: three padded planes. */
  public int size() {
    return PLANES * settings.networkSize().height() * settings.networkSize().width();
  }

  /**
   * Prepares one picture.
   *
   * @param jpeg read from position to limit; its position stays
   * @param out filled from {@code at} with plane after plane, row after row; its position stays
   * @param at index of the first number
   * @throws ImageException when the picture cannot be used; {@code out} is unchanged then
   */
  public void prepare(ByteBuffer jpeg, FloatBuffer out, int at) throws ImageException {
    write(decoder.decode(jpeg), out, at);
  }

  /** Everything after decoding. */
  void write(Pixels pixels, FloatBuffer out, int at) {
    int planeSize = size() / PLANES;
    int width = line.length;
    Arrays.fill(line, 0);
    for (int plane = 0; plane < PLANES; plane++) {
      upperRow = -1;
      lowerRow = -1;
      int next = at + plane * planeSize;
      for (int row = 0; row < rows.size(); row++, next += width) {
        fillLine(pixels, plane, row);
        out.put(next, line, 0, width);
      }
      Arrays.fill(line, 0);
      for (; next < at + (plane + 1) * planeSize; next += width) {
        out.put(next, line, 0, width);
      }
    }
  }

  private void fillLine(Pixels pixels, int plane, int row) {
    if (whole) {
      copyRow(pixels, plane, row);
    } else if (halves) {
      halveRows(pixels, plane, row);
    } else {
      mixRows(pixels, plane, row);
    }
  }

  private void copyRow(Pixels pixels, int plane, int row) {
    float[] value = table[plane];
    byte[] bytes = pixels.bytes();
    int step = pixels.pixelStride();
    int from = pixels.start(row, colour[plane]);
    for (int x = 0; x < columns.size(); x++, from += step) {
      line[x] = value[bytes[from] & 0xFF];
    }
  }

  private void halveRows(Pixels pixels, int plane, int row) {
    float[] value = table[plane];
    byte[] bytes = pixels.bytes();
    int step = pixels.pixelStride();
    int top = pixels.start(2 * row, colour[plane]);
    int bottom = pixels.start(2 * row + 1, colour[plane]);
    for (int x = 0; x < columns.size(); x++, top += 2 * step, bottom += 2 * step) {
      float a = value[bytes[top] & 0xFF];
      float b = value[bytes[top + step] & 0xFF];
      float c = value[bytes[bottom] & 0xFF];
      float d = value[bytes[bottom + step] & 0xFF];
      float ab = a + (b - a) * 0.5f;
      float cd = c + (d - c) * 0.5f;
      line[x] = ab + (cd - ab) * 0.5f;
    }
  }

  private void mixRows(Pixels pixels, int plane, int row) {
    loadRows(pixels, plane, rows.before(row), rows.after(row));
    float t = rows.fraction(row);
    float[] above = upper;
    float[] below = lower;
    float[] into = line;
    for (int x = 0; x < above.length; x++) {
      into[x] = Math.fma(below[x] - above[x], t, above[x]);
    }
  }

  /** Makes upper and lower hold these two rows, scaled across; keeps what is there already. */
  private void loadRows(Pixels pixels, int plane, int first, int second) {
    if (upperRow != first && lowerRow == first) {
      float[] swap = upper;
      upper = lower;
      lower = swap;
      lowerRow = upperRow;
      upperRow = first;
    }
    if (upperRow != first) {
      mixColumns(pixels, plane, first, upper);
      upperRow = first;
    }
    if (lowerRow != second) {
      mixColumns(pixels, plane, second, lower);
      lowerRow = second;
    }
  }

  private void mixColumns(Pixels pixels, int plane, int row, float[] into) {
    float[] value = table[plane];
    float[] fractions = columnFractions;
    byte[] bytes = pixels.bytes();
    int[] offsets = columnOffsets(pixels.pixelStride());
    int start = pixels.start(row, colour[plane]);
    for (int x = 0; x < into.length; x++) {
      float a = value[bytes[start + offsets[2 * x]] & 0xFF];
      float b = value[bytes[start + offsets[2 * x + 1]] & 0xFF];
      into[x] = Math.fma(b - a, fractions[x], a);
    }
  }

  /** Kept while pictures have the same layout; grey ones have another than colour ones. */
  private int[] columnOffsets(int step) {
    if (step != columnStep) {
      columnOffsets = columns.offsets(step);
      columnStep = step;
    }
    return columnOffsets;
  }
}
