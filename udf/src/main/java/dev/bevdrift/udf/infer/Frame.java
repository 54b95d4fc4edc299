package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.box.Pose;
import java.util.List;
import java.util.Optional;

/**
 * One keyframe: six pictures with their poses, the vehicle's pose and signals, the annotations.
 *
 * <p>Cameras stand in the order of the table: FRONT, FRONT_RIGHT, FRONT_LEFT, BACK, BACK_LEFT,
 * BACK_RIGHT. Immutable.
 */
public final class Frame {
  /** Numbers of the vehicle's signal vector. */
  public static final int CAN_BUS_SIZE = 18;

  private final Builder from;

  private Frame(Builder from) {
    this.from = from;
  }

  /** Starts a frame of the scene {@code sceneName}. */
  public static Builder of(String sceneToken, String sceneName, String sampleToken) {
    return new Builder(sceneToken, sceneName, sampleToken);
  }

  /** A builder that holds all of this frame, to make one that differs in some of it. */
  public Builder changed() {
    Builder copy =
        of(sceneToken(), sceneName(), sampleToken())
            .sequence(sequence())
            .sampleIndex(sampleIndex())
            .timestampUs(timestampUs())
            .location(location())
            .vehicle(vehicle())
            .log(log())
            .description(description())
            .cameras(cameras())
            .lidar2ego(lidar2ego())
            .ego2global(ego2global())
            .canBus(canBusCopy())
            .annotations(annotations());
    prevSampleToken().ifPresent(copy::prevSampleToken);
    return copy;
  }

  public String sceneToken() {
    return from.sceneToken;
  }

  public String sceneName() {
    return from.sceneName;
  }

  /** Number of the piece of a long scene; 0 where nothing was cut. */
  public int sequence() {
    return from.sequence;
  }

  public String sampleToken() {
    return from.sampleToken;
  }

  /** The keyframe before this one in the data set; empty at a scene's start. */
  public Optional<String> prevSampleToken() {
    return Optional.ofNullable(from.prevSampleToken);
  }

  /** Position in the data set's sample table. */
  public long sampleIndex() {
    return from.sampleIndex;
  }

  /** Microseconds since the epoch. */
  public long timestampUs() {
    return from.timestampUs;
  }

  public String location() {
    return from.location;
  }

  public String vehicle() {
    return from.vehicle;
  }

  /** The drive that the scene was cut out of; empty where the data set doesn't say. */
  public String log() {
    return from.log;
  }

  /** The scene's description, in the data set's words. */
  public String description() {
    return from.description;
  }

  public List<CameraView> cameras() {
    return from.cameras;
  }

  /** From the lidar, the frame of the network's boxes, into the vehicle. */
  public Pose lidar2ego() {
    return from.lidar2ego;
  }

  /** From the vehicle into the world at the keyframe's lidar time. */
  public Pose ego2global() {
    return from.ego2global;
  }

  /**
   * One number of the raw, absolute signal vector: position m, quaternion part, acceleration,
   * rotation rate, velocity, yaw rad at 16, yaw degrees in [0, 360) at 17.
   *
   * @param i index in [0, {@value #CAN_BUS_SIZE})
   */
  public double canBus(int i) {
    return from.canBus[i];
  }

  public double[] canBusCopy() {
    return from.canBus.clone();
  }

  /** In the data set's order; empty when the projection left them out. */
  public List<Annotation> annotations() {
    return from.annotations;
  }

  /** Whether {@code other} belongs to the same scene and the same piece of it. */
  public boolean sameSequence(Frame other) {
    return from.sequence == other.from.sequence && from.sceneToken.equals(other.from.sceneToken);
  }

  @Override
  public String toString() {
    return "frame " + from.sampleToken + " of " + from.sceneName;
  }

  /** Collects a frame's parts. */
  public static final class Builder {
    private final String sceneToken;
    private final String sceneName;
    private final String sampleToken;
    private int sequence;
    private String prevSampleToken;
    private long sampleIndex;
    private long timestampUs;
    private String location = "";
    private String vehicle = "";
    private String log = "";
    private String description = "";
    private List<CameraView> cameras = List.of();
    private Pose lidar2ego;
    private Pose ego2global;
    private double[] canBus = new double[0];
    private List<Annotation> annotations = List.of();

    private Builder(String sceneToken, String sceneName, String sampleToken) {
      this.sceneToken = sceneToken;
      this.sceneName = sceneName;
      this.sampleToken = sampleToken;
    }

    public Builder sequence(int number) {
      sequence = number;
      return this;
    }

    public Builder prevSampleToken(String token) {
      prevSampleToken = token;
      return this;
    }

    public Builder sampleIndex(long index) {
      sampleIndex = index;
      return this;
    }

    public Builder timestampUs(long us) {
      timestampUs = us;
      return this;
    }

    public Builder location(String name) {
      location = name;
      return this;
    }

    public Builder vehicle(String name) {
      vehicle = name;
      return this;
    }

    public Builder log(String drive) {
      log = drive;
      return this;
    }

    public Builder description(String text) {
      description = text;
      return this;
    }

    public Builder cameras(List<CameraView> views) {
      cameras = List.copyOf(views);
      return this;
    }

    public Builder lidar2ego(Pose pose) {
      lidar2ego = pose;
      return this;
    }

    public Builder ego2global(Pose pose) {
      ego2global = pose;
      return this;
    }

    /**
     * The vehicle's signals.
     *
     * @param raw the absolute vector of {@value Frame#CAN_BUS_SIZE} numbers, copied
     */
    public Builder canBus(double[] raw) {
      canBus = raw.clone();
      return this;
    }

    public Builder annotations(List<Annotation> boxes) {
      annotations = List.copyOf(boxes);
      return this;
    }

    /**
     * Makes the frame.
     *
     * @throws IllegalArgumentException when a pose is missing or the signals have another length
     */
    public Frame build() {
      if (lidar2ego == null || ego2global == null || canBus.length != CAN_BUS_SIZE) {
        throw new IllegalArgumentException(
            "Cannot make frame "
                + sampleToken
                + ": "
                + (lidar2ego == null ? "no lidar2ego, " : "")
                + (ego2global == null ? "no ego2global, " : "")
                + canBus.length
                + " signals, expected both poses and "
                + CAN_BUS_SIZE
                + " signals");
      }
      return new Frame(this);
    }
  }
}
