package dev.bevdrift.metrics.box;

/**
 * Collects boxes one by one: set the fields, then {@link #add}. A field keeps its value from box to
 * box, apart from those that {@link #sample} resets. Not thread-safe.
 */
public final class DetectionBoxesBuilder {
  private final String source;
  private final BoxColumns c = BoxColumns.withCapacity(16);
  private int sample;
  private int matchSample;
  private int cls;
  private double x;
  private double y;
  private double z;
  private double width;
  private double length;
  private double height;
  private double qw;
  private double qx;
  private double qy;
  private double qz;
  private double vx;
  private double vy;
  private boolean velocityMissing;
  private double score;
  private int attribute;
  private int numPts;

  DetectionBoxesBuilder(String source) {
    this.source = source;
  }

  /**
   * Starts a box: its sample, for filters and matching; velocity unknown, {@link
   * DetectionBoxes#NO_SCORE}, no attribute, {@link DetectionBoxes#POINTS_UNKNOWN}.
   */
  public DetectionBoxesBuilder sample(int index) {
    sample = index;
    matchSample = index;
    vx = Double.NaN;
    vy = Double.NaN;
    velocityMissing = false;
    score = DetectionBoxes.NO_SCORE;
    attribute = Attribute.NONE.index();
    numPts = DetectionBoxes.POINTS_UNKNOWN;
    return this;
  }

  /** Another sample for the matching, or {@link DetectionBoxes#NO_SAMPLE}. */
  public DetectionBoxesBuilder matchSample(int index) {
    matchSample = index;
    return this;
  }

  public DetectionBoxesBuilder detectionClass(DetectionClass value) {
    cls = value.index();
    return this;
  }

  /** Centre of gravity, metres, global frame. */
  public DetectionBoxesBuilder translation(double xM, double yM, double zM) {
    x = xM;
    y = yM;
    z = zM;
    return this;
  }

  public DetectionBoxesBuilder translation(Vec3 centre) {
    return translation(centre.x(), centre.y(), centre.z());
  }

  /** Metres. */
  public DetectionBoxesBuilder size(double widthM, double lengthM, double heightM) {
    width = widthM;
    length = lengthM;
    height = heightM;
    return this;
  }

  /** Quaternion into the global frame. */
  public DetectionBoxesBuilder rotation(double w, double i, double j, double k) {
    qw = w;
    qx = i;
    qy = j;
    qz = k;
    return this;
  }

  public DetectionBoxesBuilder rotation(Quaternion q) {
    return rotation(q.w(), q.x(), q.y(), q.z());
  }

  /** Metres per second, global frame; NaN when unknown. */
  public DetectionBoxesBuilder velocity(double xMps, double yMps) {
    vx = xMps;
    vy = yMps;
    return this;
  }

  /** Records that the velocity was not a number at all: unknown, and refused in strict mode. */
  public DetectionBoxesBuilder velocityMissing() {
    vx = Double.NaN;
    vy = Double.NaN;
    velocityMissing = true;
    return this;
  }

  public DetectionBoxesBuilder score(double value) {
    score = value;
    return this;
  }

  public DetectionBoxesBuilder attribute(Attribute value) {
    attribute = value.index();
    return this;
  }

  public DetectionBoxesBuilder numPts(int count) {
    numPts = count;
    return this;
  }

  /** Appends the box. */
  public DetectionBoxesBuilder add() {
    c.ensure(c.size + 1);
    int i = c.size++;
    c.sample[i] = sample;
    c.matchSample[i] = matchSample;
    c.cls[i] = (byte) cls;
    c.x[i] = x;
    c.y[i] = y;
    c.z[i] = z;
    c.width[i] = width;
    c.length[i] = length;
    c.height[i] = height;
    c.qw[i] = qw;
    c.qx[i] = qx;
    c.qy[i] = qy;
    c.qz[i] = qz;
    c.vx[i] = vx;
    c.vy[i] = vy;
    c.velocityMissing[i] = velocityMissing;
    c.score[i] = score;
    c.attribute[i] = (byte) attribute;
    c.numPts[i] = numPts;
    return this;
  }

  /** Boxes added so far. */
  public int size() {
    return c.size;
  }

  BoxColumns columns() {
    return c;
  }

  /** The container; the builder must not be used afterwards. */
  public DetectionBoxes build() {
    return new DetectionBoxes(source, c);
  }
}
