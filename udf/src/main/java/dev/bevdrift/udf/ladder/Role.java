package dev.bevdrift.udf.ladder;

import java.util.Locale;
import java.util.Optional;

/** What a graph's input or output means. Shapes are those of one frame. */
public enum Role {
  /** Input [1,6,3,H,W]: prepared pictures. */
  IMG,
  /** Input [18]: vehicle signals, position and yaw as differences to the frame seen last. */
  CAN_BUS,
  /** Input [1,6,4,4]: from the lidar into each prepared picture. */
  LIDAR2IMG,
  /** Input [1,2]: height and width of the padded picture. */
  IMG_SHAPE,
  /** Input [HW,1,C]: the BEV features of the frame seen last; zeros at a scene's start. */
  PREV_BEV,
  /** Input [1]: 1 where there is a previous BEV, else 0. */
  USE_PREV_BEV,
  /** Output [HW,1,C]. */
  BEV_EMBED,
  /** Output [L,1,Q,classes]: logits by decoder layer. */
  ALL_CLS_SCORES,
  /** Output [L,1,Q,10]: cx, cy, log w, log l, cz, log h, sin, cos, vx, vy in the lidar frame. */
  ALL_BBOX_PREDS,
  /** Output [N,9]: x, y, z of the bottom, w, l, h, yaw, vx, vy in the lidar frame. */
  BOXES,
  /** Output [N]: in [0, 1], descending. */
  SCORES,
  /** Output [N], 64-bit integers: labels. */
  LABELS;

  /** The name used in the manifest and in tables. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a graph takes it; otherwise a graph gives it. */
  public boolean input() {
    return compareTo(BEV_EMBED) < 0;
  }

  /** The role of that manifest name, if there is one. */
  public static Optional<Role> of(String key) {
    for (Role role : values()) {
      if (role.key().equals(key)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
