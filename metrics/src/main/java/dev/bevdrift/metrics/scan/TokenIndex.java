package dev.bevdrift.metrics.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers byte strings from 0 in order of their first appearance, and finds them again without
 * making objects. Safe for several readers once nothing is added any more.
 */
public final class TokenIndex {
  /** The number of a token that is not there. */
  public static final int ABSENT = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private byte[] text = new byte[1024];
  private int[] start = new int[17];
  private int size;

  /** Open addressing: number + 1 of the token in a slot, 0 where it is free. */
  private int[] slots = new int[32];

  /** An index of ASCII names in their order. */
  public static TokenIndex of(Iterable<String> names) {
    TokenIndex index = new TokenIndex();
    for (String name : names) {
      byte[] bytes = ByteScanner.ascii(name);
      index.add(bytes, 0, bytes.length);
    }
    return index;
  }

  public int size() {
    return size;
  }

  /** The number of the token in {@code bytes[from, to)}, or {@link #ABSENT}. */
  public int find(byte[] bytes, int from, int to) {
    return slots[slot(bytes, from, to)] - 1;
  }

  /** The number of a token, which is added if it is not there. */
  public int add(byte[] bytes, int from, int to) {
    int slot = slot(bytes, from, to);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    int length = to - from;
    int at = start[size];
    if (text.length - at < length) {
      text = Arrays.copyOf(text, Math.max(2 * text.length, at + length));
    }
    System.arraycopy(bytes, from, text, at, length);
    if (start.length == size + 2) {
      start = Arrays.copyOf(start, 2 * start.length);
    }
    start[size + 1] = at + length;
    slots[slot] = ++size;
    if (2 * size > slots.length) {
      grow();
    }
    return size - 1;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    for (int i = 0; i < size; i++) {
      slots[slot(text, start[i], start[i + 1])] = i + 1;
    }
  }

  /** The slot of a token, or the free one where it belongs. */
  private int slot(byte[] bytes, int from, int to) {
    int mask = slots.length - 1;
    int slot = (int) (hash(bytes, from, to) >>> Integer.SIZE) & mask;
    while (slots[slot] != 0) {
      int i = slots[slot] - 1;
      if (Arrays.equals(text, start[i], start[i + 1], bytes, from, to)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long hash(byte[] bytes, int from, int to) {
    long hash = (long) to - from;
    int p = from;
    for (; to - p >= Long.BYTES; p += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(bytes, p)) * MIX;
      hash ^= hash >>> 29;
    }
    for (; p < to; p++) {
      hash = (hash ^ bytes[p]) * MIX;
    }
    return (hash ^ (hash >>> 32)) * MIX;
  }
}
