package dev.bevdrift.metrics.score;

import dev.bevdrift.metrics.box.TpError;
import java.util.Optional;

/** The figures that summarise a score: the two scores and the five mean errors. */
public enum Figure {
  MEAN_AP("mean_ap", null),
  ND_SCORE("nd_score", null),
  TRANS_ERR("trans_err", TpError.TRANS),
  SCALE_ERR("scale_err", TpError.SCALE),
  ORIENT_ERR("orient_err", TpError.ORIENT),
  VEL_ERR("vel_err", TpError.VEL),
  ATTR_ERR("attr_err", TpError.ATTR);

  private final String jsonName;
  private final TpError error;

  Figure(String jsonName, TpError error) {
    this.jsonName = jsonName;
    this.error = error;
  }

  /** The devkit's name. */
  public String jsonName() {
    return jsonName;
  }

  /** The error it is the mean of, for all but the two scores. */
  public Optional<TpError> error() {
    return Optional.ofNullable(error);
  }

  /** Its value. */
  public double of(DetectionScore score) {
    return switch (this) {
      case MEAN_AP -> score.meanAp();
      case ND_SCORE -> score.ndScore();
      default -> score.tpError(error);
    };
  }

  /** The place in the order of this enum, counted from 0. */
  @SuppressWarnings("EnumOrdinal")
  public int index() {
    return ordinal();
  }
}
