package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.box.Pose;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One camera's picture of a keyframe with the calibration and pose at its own time.
 *
 * <p>The JPEG is either held here or named by address. Immutable, but for the embedded bytes, which
 * are shared and handed out read-only.
 */
public final class CameraView {
  private final Builder from;

  private CameraView(Builder from) {
    this.from = from;
  }

  /** Starts a view of {@code channel}, such as CAM_FRONT. */
  public static Builder of(String channel, String sampleDataToken) {
    return new Builder(channel, sampleDataToken);
  }

  /** A builder that holds all of this view, to make one that differs in some of it. */
  public Builder changed() {
    Builder copy =
        of(channel(), sampleDataToken())
            .timestampUs(timestampUs())
            .sha256(sha256())
            .size(width(), height())
            .intrinsics(from.intrinsics)
            .sensor2ego(sensor2ego())
            .ego2global(ego2global());
    jpeg().ifPresent(copy::jpeg);
    address().ifPresent(copy::address);
    return copy;
  }

  public String channel() {
    return from.channel;
  }

  public String sampleDataToken() {
    return from.sampleDataToken;
  }

  /** Microseconds since the epoch at which this camera fired. */
  public long timestampUs() {
    return from.timestampUs;
  }

  /**
   * The embedded JPEG, read-only, position 0; empty when by address or left out by a projection.
   */
  public Optional<ByteBuffer> jpeg() {
    return Optional.ofNullable(from.jpeg).map(ByteBuffer::asReadOnlyBuffer);
  }

  /** Where the JPEG lies; empty when embedded or left out by a projection. */
  public Optional<ImageAddress> address() {
    return Optional.ofNullable(from.address);
  }

  /** Hex digest of the JPEG's bytes, or "" when not recorded. */
  public String sha256() {
    return from.sha256;
  }

  /** Pixels across, as the tables say. */
  public int width() {
    return from.width;
  }

  /** Pixels down, as the tables say. */
  public int height() {
    return from.height;
  }

  /**
   * One entry of the camera matrix in pixels of the full picture.
   *
   * @param i row-major index in [0, 9)
   */
  public double intrinsic(int i) {
    return from.intrinsics[i];
  }

  /** From the camera into the vehicle. */
  public Pose sensor2ego() {
    return from.sensor2ego;
  }

  /** From the vehicle into the world at this camera's own time. */
  public Pose ego2global() {
    return from.ego2global;
  }

  /** Collects a view's parts; picture and address may stay unset. */
  public static final class Builder {
    private final String channel;
    private final String sampleDataToken;
    private long timestampUs;
    private ByteBuffer jpeg;
    private ImageAddress address;
    private String sha256 = "";
    private int width;
    private int height;
    private double[] intrinsics = new double[0];
    private Pose sensor2ego;
    private Pose ego2global;

    private Builder(String channel, String sampleDataToken) {
      this.channel = channel;
      this.sampleDataToken = sampleDataToken;
    }

    public Builder timestampUs(long us) {
      timestampUs = us;
      return this;
    }

    /**
     * Embeds the picture.
     *
     * @param bytes the JPEG from position to limit; not copied, so the caller must not change it
     */
    public Builder jpeg(ByteBuffer bytes) {
      jpeg = bytes.slice();
      return this;
    }

    /** Embeds the picture, as {@link #jpeg} does, in the place of an address. */
    public Builder embedded(ByteBuffer bytes) {
      address = null;
      return jpeg(bytes);
    }

    public Builder address(ImageAddress where) {
      address = where;
      return this;
    }

    public Builder sha256(String hex) {
      sha256 = hex;
      return this;
    }

    public Builder size(int widthPx, int heightPx) {
      width = widthPx;
      height = heightPx;
      return this;
    }

    /**
     * The camera matrix.
     *
     * @param rowMajor nine numbers, copied
     */
    public Builder intrinsics(double[] rowMajor) {
      intrinsics = rowMajor.clone();
      return this;
    }

    public Builder sensor2ego(Pose pose) {
      sensor2ego = pose;
      return this;
    }

    public Builder ego2global(Pose pose) {
      ego2global = pose;
      return this;
    }

    /**
     * Makes the view.
     *
     * @throws IllegalArgumentException when the calibration or a pose is missing
     */
    public CameraView build() {
      if (intrinsics.length != 9 || sensor2ego == null || ego2global == null) {
        throw new IllegalArgumentException(
            "Cannot make the view of "
                + channel
                + ": "
                + intrinsics.length
                + " intrinsics, "
                + (sensor2ego == null ? "no sensor2ego, " : "")
                + (ego2global == null ? "no ego2global, " : "")
                + "expected nine intrinsics and both poses");
      }
      if (width <= 0 || height <= 0) {
        throw new IllegalArgumentException(
            "Cannot make the view of "
                + channel
                + ": size "
                + width
                + "x"
                + height
                + ", expected positive pixels");
      }
      return new CameraView(this);
    }
  }
}
