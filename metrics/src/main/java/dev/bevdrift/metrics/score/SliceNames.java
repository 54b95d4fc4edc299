package dev.bevdrift.metrics.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What slices are called: {@code all}, or a property and a value, such as {@code distance/0-10}.
 */
public final class SliceNames {
  /** Every box. */
  public static final String ALL = "all";

  /** The value of boxes and frames whose property nobody knows. */
  public static final String UNKNOWN = "unknown";

  /**
   * The order of reports: {@link #ALL}, then by property, then by value with numbers in their
   * order, so that 5-19 comes before 20-99.
   */
  public static final Comparator<String> ORDER = SliceNames::compare;

  private static final List<String> PROPERTIES =
      List.of(
          "distance",
          "class",
          "visibility",
          "points",
          "speed",
          "light",
          "weather",
          "location",
          "vehicle",
          "log");

  private static final Pattern PART = Pattern.compile("\\d+(?:\\.\\d+)?|\\D+");

  private SliceNames() {}

  /** The name of one slice of a property. */
  public static String of(String property, String value) {
    return property + "/" + value;
  }

  /** The property of a slice; {@link #ALL} for all. */
  public static String property(String slice) {
    int slash = slice.indexOf('/');
    return slash < 0 ? slice : slice.substring(0, slash);
  }

  /** The value of a slice; {@link #ALL} for all. */
  public static String value(String slice) {
    return slice.substring(slice.indexOf('/') + 1);
  }

  private static int compare(String a, String b) {
    int byProperty = Integer.compare(rank(property(a)), rank(property(b)));
    if (byProperty != 0) {
      return byProperty;
    }
    List<String> left = parts(a);
    List<String> right = parts(b);
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int byPart = comparePart(left.get(i), right.get(i));
      if (byPart != 0) {
        return byPart;
      }
    }
    int byLength = Integer.compare(left.size(), right.size());
    return byLength != 0 ? byLength : a.compareTo(b);
  }

  private static int rank(String property) {
    int known = PROPERTIES.indexOf(property);
    return property.equals(ALL) ? -1 : known < 0 ? PROPERTIES.size() : known;
  }

  private static int comparePart(String a, String b) {
    boolean aNumber = Character.isDigit(a.charAt(0));
    boolean bNumber = Character.isDigit(b.charAt(0));
    if (aNumber && bNumber) {
      return Double.compare(Double.parseDouble(a), Double.parseDouble(b));
    }
    return aNumber == bNumber ? a.compareTo(b) : aNumber ? -1 : 1;
  }

  private static List<String> parts(String name) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(name);
    while (matcher.find()) {
      parts.add(matcher.group());
    }
    return parts;
  }
}
