package dev.bevdrift.jobs.ingest;

import java.io.Serializable;

/**
 * What changes the frames beside their inputs.
 *
 * @param canBus which signals to write
 * @param maxSequence the most frames of a file; longer scenes are cut
 */
public record IngestSettings(CanBusMode canBus, int maxSequence) implements Serializable {
  /** Which signals to write. */
  public enum CanBusMode {
    /** As the original pipeline makes them, from the CAN-bus messages where a scene has them. */
    ORIGINAL("original"),
    /** The vehicle's pose only, as the original does for a scene without messages. */
    NONE("none");

    private final String key;

    CanBusMode(String key) {
      this.key = key;
    }

    /** As in {@code _dataset.json}. */
    public String key() {
      return key;
    }
  }

  public IngestSettings {
    if (maxSequence < 1) {
      throw new IllegalArgumentException(
          "Cannot use --max-sequence " + maxSequence + ": expected at least 1");
    }
  }
}
