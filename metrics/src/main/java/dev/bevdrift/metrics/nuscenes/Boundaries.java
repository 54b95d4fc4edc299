package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.scan.FilePieces.Boundary;

/** Where the units of nuScenes' files seem to begin. */
final class Boundaries {
  private Boundaries() {}

  /** A row of a table: the brace of <code>}, {</code>. */
  static int row(byte[] bytes, int from, int to) {
    for (int p = from; p < to; p++) {
      if (bytes[p] == '}') {
        int comma = behindSpace(bytes, p + 1, to);
        if (comma < to && bytes[comma] == ',') {
          int brace = behindSpace(bytes, comma + 1, to);
          if (brace < to && bytes[brace] == '{') {
            return brace;
          }
        }
      }
    }
    return Boundary.NONE;
  }

  /** A sample of a submission: the quote of <code>}], "</code>. */
  static int sample(byte[] bytes, int from, int to) {
    for (int p = from; p < to; p++) {
      if (bytes[p] == '}') {
        int bracket = behindSpace(bytes, p + 1, to);
        if (bracket < to && bytes[bracket] == ']') {
          int comma = behindSpace(bytes, bracket + 1, to);
          if (comma < to && bytes[comma] == ',') {
            int quote = behindSpace(bytes, comma + 1, to);
            if (quote < to && bytes[quote] == '"') {
              return quote;
            }
          }
        }
      }
    }
    return Boundary.NONE;
  }

  private static int behindSpace(byte[] bytes, int from, int to) {
    int p = from;
    while (p < to
        && (bytes[p] == ' ' || bytes[p] == '\n' || bytes[p] == '\r' || bytes[p] == '\t')) {
      p++;
    }
    return p;
  }
}
