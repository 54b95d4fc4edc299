package dev.bevdrift.udf.model;

import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Preprocess;
import dev.bevdrift.udf.ladder.Role;

/** The shape that each role has for one frame of a ladder. */
public final class TensorShapes {
  /** A side that the ladder leaves open. */
  public static final long ANY = -1;

  private static final int PLANES = 3;
  private static final int SIGNALS = 18;
  private static final int BOX_CODE = 10;
  private static final int BOX_NUMBERS = 9;

  private final Ladder ladder;

  private TensorShapes(Ladder ladder) {
    this.ladder = ladder;
  }

  /** The shapes of this ladder's tensors. */
  public static TensorShapes of(Ladder ladder) {
    return new TensorShapes(ladder);
  }

  /**
   * The sides of one role's tensor, {@link #ANY} where the ladder does not say.
   *
   * @return a new array
   */
  public long[] of(Role role) {
    long cameras = ladder.cameras().size();
    long classes = ladder.classes().size();
    Preprocess.Size network = ladder.preprocess().networkSize();
    return switch (role) {
      case IMG -> new long[] {1, cameras, PLANES, network.height(), network.width()};
      case CAN_BUS -> new long[] {SIGNALS};
      case LIDAR2IMG -> new long[] {1, cameras, 4, 4};
      case IMG_SHAPE -> new long[] {1, 2};
      case PREV_BEV, BEV_EMBED -> new long[] {ladder.bev().cells(), 1, ladder.bev().channels()};
      case USE_PREV_BEV -> new long[] {1};
      case ALL_CLS_SCORES -> new long[] {ANY, 1, ANY, classes};
      case ALL_BBOX_PREDS -> new long[] {ANY, 1, ANY, BOX_CODE};
      case BOXES -> new long[] {ANY, BOX_NUMBERS};
      case SCORES, LABELS -> new long[] {ANY};
    };
  }

  /** How many numbers one frame's input of that role has. */
  public int size(Role input) {
    long size = 1;
    for (long side : of(input)) {
      size *= side;
    }
    return Math.toIntExact(size);
  }

  /** Whether a shape is the role's, where an open side on either hand fits anything. */
  boolean fits(Role role, long[] shape) {
    long[] expected = of(role);
    if (shape.length != expected.length) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] != ANY && expected[i] != ANY && shape[i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
