package dev.bevdrift.udf.infer;

/** How a box's yaw comes from its regressed sine and cosine, in 32-bit floats. */
enum YawFormula {
  /** The original's. */
  ATAN2 {
    @Override
    float yawRad(float sin, float cos) {
      return (float) StrictMath.atan2(sin, cos);
    }
  },
  /**
   * The recipe's R11: {@code atan(sigmoid(sin / (cos + 1e-8))) + (1 - sign(cos)) / 2 * sign(sin) *
   * pi}, wrong for almost every box, kept as people have it.
   */
  RECIPE {
    @Override
    float yawRad(float sin, float cos) {
      float quotient = sin / (cos + 1e-8f);
      float turn = (1 - Math.signum(cos)) / 2 * Math.signum(sin) * (float) Math.PI;
      return (float) StrictMath.atan(BoxDecoder.sigmoid(quotient)) + turn;
    }
  };

  abstract float yawRad(float sin, float cos);
}
