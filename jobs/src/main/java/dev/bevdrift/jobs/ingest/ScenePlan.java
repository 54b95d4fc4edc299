package dev.bevdrift.jobs.ingest;

import dev.bevdrift.jobs.table.DatasetInfo.LeftOut;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.udf.infer.Frame;
import java.io.Serializable;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * All that the tables say of one scene: its keyframes in time order, with the addresses of their
 * pictures in place of the pictures and without signals.
 *
 * <p>Held as bytes, in the encoding of the frames table: compact on the driver, cheap to send.
 */
final class ScenePlan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String sceneName;
  private final byte[] frames;
  private final ArrayList<String> lackingReasons;
  private final ArrayList<Integer> lackingFrames;

  private ScenePlan(String sceneName, byte[] frames, List<LeftOut> lacking) {
    this.sceneName = sceneName;
    this.frames = frames;
    lackingReasons = new ArrayList<>(lacking.stream().map(LeftOut::reason).toList());
    lackingFrames = new ArrayList<>(lacking.stream().map(LeftOut::frames).toList());
  }

  /**
   * @param frames in time order
   * @param lacking keyframes whose tables lack a camera or the LiDAR
   */
  static ScenePlan of(String sceneName, List<Frame> frames, List<LeftOut> lacking) {
    return new ScenePlan(sceneName, FramesTable.toBytes(frames), lacking);
  }

  String sceneName() {
    return sceneName;
  }

  List<Frame> frames() {
    return FramesTable.ofBytes(frames);
  }

  /** What the tables themselves lack. */
  List<LeftOut> lacking() {
    List<LeftOut> lacking = new ArrayList<>();
    for (int i = 0; i < lackingReasons.size(); i++) {
      lacking.add(new LeftOut(sceneName, lackingFrames.get(i), lackingReasons.get(i)));
    }
    return lacking;
  }

  /** Adds the plan to a fingerprint. */
  void into(MessageDigest digest) {
    digest.update(frames);
  }
}
