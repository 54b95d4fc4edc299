package dev.bevdrift.jobs.stage;

import dev.bevdrift.jobs.table.PredictionRow;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.match.PredictionOrder;
import org.apache.hadoop.fs.Path;

/**
 * Checks rows of a predictions table as a submission is checked, and collects their boxes. Not
 * thread-safe.
 */
final class PredictionRows {
  private final Path file;
  private final Samples samples;
  private final int maxBoxesPerSample;
  private final OrderedBoxes.Builder to;
  private final int[] boxesOf;

  PredictionRows(Path file, Samples samples, int maxBoxesPerSample, OrderedBoxes.Builder to) {
    this.file = file;
    this.samples = samples;
    this.maxBoxesPerSample = maxBoxesPerSample;
    this.to = to;
    this.boxesOf = new int[samples.size()];
  }

  /** Adds one row. */
  void add(long number, PredictionRow row) {
    int sample =
        samples
            .indexOf(row.sampleToken())
            .orElseThrow(
                () ->
                    fault(
                        number,
                        "sample_token is " + row.sampleToken() + ", which is not among the frames",
                        "a sample of the frames"));
    if (++boxesOf[sample] > maxBoxesPerSample) {
      throw fault(
          number,
          "sample " + row.sampleToken() + " has more boxes before it",
          "at most " + maxBoxesPerSample + " boxes of a sample");
    }
    Vec3 size = row.size();
    Quaternion turn = row.rotation();
    Vec3 centre = row.translation();
    demand(number, "detection_score", Double.isNaN(row.detectionScore()));
    demand(number, "translation", holdsNaN(centre));
    demand(number, "size", holdsNaN(size));
    demand(
        number,
        "rotation",
        Double.isNaN(turn.w())
            || Double.isNaN(turn.x())
            || Double.isNaN(turn.y())
            || Double.isNaN(turn.z()));
    to.next()
        .sample(sample)
        .detectionClass(
            DetectionClass.of(row.detectionName())
                .orElseThrow(
                    () ->
                        fault(
                            number,
                            "detection_name is " + row.detectionName(),
                            "a detection class")))
        .translation(centre)
        .size(size.x(), size.y(), size.z())
        .rotation(turn)
        .velocity(row.velocityX(), row.velocityY())
        .score(row.detectionScore())
        .attribute(
            Attribute.of(row.attributeName())
                .orElseThrow(
                    () ->
                        fault(
                            number,
                            "attribute_name is " + row.attributeName(),
                            "an attribute, or \"\"")));
    to.add(place(number, row));
  }

  private long place(long number, PredictionRow row) {
    try {
      return PredictionOrder.of(row.sampleIndex(), row.ordinal());
    } catch (IllegalArgumentException e) {
      throw fault(
          number,
          "sample_index is " + row.sampleIndex() + " and ordinal " + row.ordinal(),
          "places of a sample and of a box");
    }
  }

  private static boolean holdsNaN(Vec3 v) {
    return Double.isNaN(v.x()) || Double.isNaN(v.y()) || Double.isNaN(v.z());
  }

  private void demand(long number, String field, boolean holdsNaN) {
    if (holdsNaN) {
      throw fault(number, field + " holds NaN", "numbers");
    }
  }

  private InputException fault(long number, String fact, String expected) {
    return new InputException(
        "Cannot read " + file + ": row " + number + ", " + fact + ", expected " + expected);
  }
}
