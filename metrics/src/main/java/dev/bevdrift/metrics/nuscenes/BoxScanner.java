package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.scan.ByteScanner;
import dev.bevdrift.metrics.scan.FieldNames;
import dev.bevdrift.metrics.scan.OddInputException;
import dev.bevdrift.metrics.scan.TokenIndex;
import java.util.List;

/**
 * Reads one box of a submission from bytes, as {@link BoxReader} reads it from tokens; what that
 * refuses, or takes by way of an exception, is odd here. Not thread-safe.
 */
final class BoxScanner {
  /** The required ones first, in the order of their bits. */
  private static final List<String> NAMES =
      List.of(
          "sample_token",
          "translation",
          "size",
          "rotation",
          "velocity",
          "detection_name",
          "attribute_name",
          "detection_score",
          "num_pts",
          "ego_translation");

  private static final int SAMPLE_TOKEN = 0;
  private static final int TRANSLATION = 1;
  private static final int SIZE = 2;
  private static final int ROTATION = 3;
  private static final int VELOCITY = 4;
  private static final int DETECTION_NAME = 5;
  private static final int ATTRIBUTE_NAME = 6;
  private static final int DETECTION_SCORE = 7;
  private static final int NUM_PTS = 8;
  private static final int EGO_TRANSLATION = 9;
  private static final int REQUIRED = 127;
  private static final TokenIndex CLASSES =
      TokenIndex.of(DetectionClass.all().stream().map(DetectionClass::jsonName).toList());
  private static final TokenIndex ATTRIBUTES =
      TokenIndex.of(Attribute.all().stream().map(Attribute::jsonName).toList());

  private final ByteScanner in;
  private final TokenIndex samples;
  private final DetectionBoxesBuilder boxes;
  private final double[] numbers = new double[4];

  private final FieldNames names = FieldNames.of(NAMES);

  /**
   * @param samples the tokens of the split; their numbers are the samples' indices
   */
  BoxScanner(ByteScanner in, TokenIndex samples, DetectionBoxesBuilder boxes) {
    this.in = in;
    this.samples = samples;
    this.boxes = boxes;
  }

  /**
   * Reads the object at which the scanner stands and appends it.
   *
   * @param sample under which it is filed
   * @param tokenFrom where the token of that sample begins in the scanner's bytes
   * @param tokenTo one past its end
   */
  void read(int sample, int tokenFrom, int tokenTo) {
    boxes.sample(sample);
    in.pass('{');
    int seen = 0;
    int place = 0;
    do {
      int field = names.next(in, place++);
      if (field >= SAMPLE_TOKEN && field <= ATTRIBUTE_NAME) {
        seen |= 1 << field;
      }
      value(field, sample, tokenFrom, tokenTo);
    } while (in.another('}'));
    if (seen != REQUIRED) {
      throw new OddInputException();
    }
    boxes.add();
  }

  private void value(int field, int sample, int tokenFrom, int tokenTo) {
    switch (field) {
      case SAMPLE_TOKEN -> {
        if (in.passString(tokenFrom, tokenTo)) {
          boxes.matchSample(sample);
        } else {
          in.string();
          int other = samples.find(in.bytes(), in.textFrom(), in.textTo());
          boxes.matchSample(other == TokenIndex.ABSENT ? DetectionBoxes.NO_SAMPLE : other);
        }
      }
      case TRANSLATION -> {
        in.numbers(numbers, 3);
        boxes.translation(numbers[0], numbers[1], numbers[2]);
      }
      case SIZE -> {
        in.numbers(numbers, 3);
        boxes.size(numbers[0], numbers[1], numbers[2]);
      }
      case ROTATION -> {
        in.numbers(numbers, 4);
        boxes.rotation(numbers[0], numbers[1], numbers[2], numbers[3]);
      }
      case VELOCITY -> {
        in.pass('[');
        double vx = in.number();
        in.pass(',');
        boxes.velocity(vx, in.number());
        in.pass(']');
      }
      case DETECTION_NAME -> boxes.detectionClass(DetectionClass.all().get(known(CLASSES)));
      case ATTRIBUTE_NAME -> boxes.attribute(Attribute.all().get(known(ATTRIBUTES)));
      case DETECTION_SCORE -> boxes.score(notNaN(in.number()));
      case NUM_PTS -> boxes.numPts(points(in.whole()));
      case EGO_TRANSLATION -> in.numbers(numbers, 3);
      default -> in.skip();
    }
  }

  private int known(TokenIndex names) {
    in.string();
    int index = names.find(in.bytes(), in.textFrom(), in.textTo());
    if (index == TokenIndex.ABSENT) {
      throw new OddInputException();
    }
    return index;
  }

  private static int points(long count) {
    if (count != (int) count) {
      throw new OddInputException();
    }
    return (int) count;
  }

  private static double notNaN(double value) {
    if (Double.isNaN(value)) {
      throw new OddInputException();
    }
    return value;
  }
}
