package dev.bevdrift.jobs.gate;

import java.util.Locale;

/**
 * How far a figure may move from a baseline's.
 *
 * @param amount zero or more, in the figure's own unit; of a share, 0.01 is 1 %
 * @param kind what the amount counts
 */
public record Limit(double amount, Kind kind) {
  /** What an amount counts. */
  public enum Kind {
    /** The figure's own unit. */
    ABSOLUTE,
    /** A share of the baseline's figure. */
    RELATIVE
  }

  public Limit {
    if (!(amount >= 0 && amount < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("it is " + amount + ", expected zero or more");
    }
  }

  /** Reads {@code 0.002} or {@code 1%}. */
  static Limit of(String text) {
    String number = text.strip();
    boolean share = number.endsWith("%");
    try {
      double amount =
          Double.parseDouble(share ? number.substring(0, number.length() - 1).strip() : number);
      return share ? new Limit(amount / 100, Kind.RELATIVE) : new Limit(amount, Kind.ABSOLUTE);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "it is '" + text + "', expected a number or a share such as 1%", e);
    }
  }

  /** The amount in the figure's unit, beside a baseline's figure. */
  double beside(double before) {
    return kind == Kind.RELATIVE ? amount * Math.abs(before) : amount;
  }

  @Override
  public String toString() {
    return kind == Kind.RELATIVE
        ? String.format(Locale.ROOT, "%s %%", Points.text(amount * 100))
        : Points.text(amount);
  }
}
