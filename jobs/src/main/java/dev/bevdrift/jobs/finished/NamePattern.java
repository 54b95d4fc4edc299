package dev.bevdrift.jobs.finished;

import java.util.regex.Pattern;

/** A name as people write it who mean one or many: with * for any text without a slash. */
public final class NamePattern {
  private final String text;
  private final Pattern pattern;

  private NamePattern(String text) {
    this.text = text;
    StringBuilder regex = new StringBuilder();
    for (String part : text.split("\\*", -1)) {
      regex.append(regex.length() == 0 ? "" : "[^/]*").append(Pattern.quote(part));
    }
    this.pattern = Pattern.compile(regex.toString());
  }

  /** Of a text. */
  public static NamePattern of(String text) {
    return new NamePattern(text);
  }

  /** Whether it stands for many names. */
  public boolean isWild() {
    return text.indexOf('*') >= 0;
  }

  /** Whether it is, or stands for, a name. */
  public boolean matches(String name) {
    return isWild() ? pattern.matcher(name).matches() : text.equals(name);
  }

  @Override
  public String toString() {
    return text;
  }
}
