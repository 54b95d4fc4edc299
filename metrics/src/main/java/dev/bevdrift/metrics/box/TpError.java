package dev.bevdrift.metrics.box;

/** The five errors of a true positive, in the order of every table. */
public enum TpError {
  /** Distance of the centres in the ground plane, metres. */
  TRANS("trans_err", "mATE"),
  /** 1 - IoU of the boxes laid upon each other with equal centre and heading. */
  SCALE("scale_err", "mASE"),
  /** Smallest difference of the headings, radians. */
  ORIENT("orient_err", "mAOE"),
  /** Length of the difference of the velocities in the ground plane, metres per second. */
  VEL("vel_err", "mAVE"),
  /** 1 - accuracy of the attribute. */
  ATTR("attr_err", "mAAE");

  private final String jsonName;
  private final String meanName;

  TpError(String jsonName, String meanName) {
    this.jsonName = jsonName;
    this.meanName = meanName;
  }

  /** The devkit's name, such as {@code trans_err}. */
  public String jsonName() {
    return jsonName;
  }

  /** The name of the mean over classes, such as {@code mATE}. */
  public String meanName() {
    return meanName;
  }

  /** The place in the order of this enum, counted from 0: the index of every array by it. */
  @SuppressWarnings("EnumOrdinal")
  public int index() {
    return ordinal();
  }
}
