package dev.bevdrift.jobs.config;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Settings of the runtime that one rung has otherwise than the run: {@code optimization=none}, or
 * several as {@code provider=cuda+tf32=on}; or pictures that it has otherwise, {@code decode=half}.
 * Such a row shows what the runtime or the decoding changes, so that no rewrite is blamed for it.
 *
 * @param text as given
 */
public record RuntimeChange(String text) implements Serializable {
  private static final Pattern PLUS = Pattern.compile("\\+");
  private static final String DECODE = "decode=";

  /**
   * Checks the text.
   *
   * @throws InputException naming a setting that does not exist
   */
  public RuntimeChange {
    on(text, RuntimeOptions.of(RuntimeOptions.Provider.CPU));
  }

  /** The id of the row. */
  public String id() {
    boolean picturesOnly = text.startsWith(DECODE) && !text.contains("+");
    return (picturesOnly ? "preprocess-" : "runtime-") + text.replace('=', '-').replace('+', '-');
  }

  /** How the row's pictures are decoded in a run that decodes them so otherwise. */
  public Decoding over(Decoding ofTheRun) {
    return PLUS.splitAsStream(text)
        .filter(setting -> setting.startsWith(DECODE))
        .map(setting -> decoding(text, setting.substring(DECODE.length())))
        .findFirst()
        .orElse(ofTheRun);
  }

  private static Decoding decoding(String text, String value) {
    return oneOf(text, value.toUpperCase(Locale.ROOT), Decoding.class);
  }

  /** The run's options with these settings in their place. */
  public RuntimeOptions on(RuntimeOptions options) {
    return on(text, options);
  }

  private static RuntimeOptions on(String text, RuntimeOptions options) {
    RuntimeOptions changed = options;
    Set<String> names = new HashSet<>();
    for (String setting : PLUS.split(text, -1)) {
      String name = setting.substring(0, Math.max(0, setting.indexOf('=')));
      if (!names.add(name)) {
        throw new InputException(
            "Cannot use --runtime-rungs=" + text + ": it has " + name + " twice, expected it once");
      }
      String value = setting.substring(setting.indexOf('=') + 1).toUpperCase(Locale.ROOT);
      changed =
          switch (name) {
            case "provider" -> changed.on(oneOf(text, value, RuntimeOptions.Provider.class));
            case "tf32" -> changed.with(oneOf(text, value, RuntimeOptions.Tf32.class));
            case "optimization" ->
                changed.with(oneOf(text, value, RuntimeOptions.Optimization.class));
            case "decode" -> {
              decoding(text, value);
              yield changed;
            }
            default ->
                throw new InputException(
                    "Cannot use --runtime-rungs="
                        + text
                        + ": expected settings provider=, tf32=, optimization= or decode=, with +"
                        + " between several");
          };
    }
    return changed;
  }

  private static <E extends Enum<E>> E oneOf(String text, String value, Class<E> values) {
    return Arrays.stream(values.getEnumConstants())
        .filter(known -> known.name().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "Cannot use --runtime-rungs="
                        + text
                        + ": expected one of "
                        + Arrays.toString(values.getEnumConstants()).toLowerCase(Locale.ROOT)));
  }
}
