package dev.bevdrift.jobs.ingest;

import java.io.Serializable;

/**
 * What changes the frames beside their inputs.
 *
 * @param canBus which signals to write
 * @param images where the pictures' bytes are
 * @param maxSequence the most frames of a file; longer scenes are cut
 */
public record IngestSettings(CanBusMode canBus, Images images, int maxSequence)
    implements Serializable {
  /** Which signals to write. */
  public enum CanBusMode {
    /** As the original pipeline makes them, from the CAN-bus messages where a scene has them. */
    ORIGINAL("original"),
    /** The same with the vehicle's true quaternion, for models that were trained with it. */
    CORRECT("correct"),
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

  /** Where the pictures' bytes are. */
  public enum Images {
    /** In the frames. */
    EMBED("embed"),
    /** Where they are, with address and hash: nothing is copied. */
    REFERENCE("reference");

    private final String key;

    Images(String key) {
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
