package dev.bevdrift.udf.image;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.Preprocess;
import java.util.Locale;

/** How pictures are decoded. */
public enum Decoding {
  /** As the original does: whole, then scaled. */
  EXACT,

  /**
   * At half the size, from the lower frequencies only, as cv2's IMREAD_REDUCED_COLOR_2 does:
   * faster, and other pixels than those of a whole picture that is halved.
   */
  HALF;

  /** What {@link #HALF} needs on the class path, as Maven and Spark's packages name it. */
  public static final String HALF_ARTIFACT = "org.bytedeco:leptonica-platform:1.87.0-1.5.13";

  private static final double ONE_HALF = 0.5;

  /** The name in settings. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Checks that pictures can be decoded so for a model.
   *
   * @throws InputException when its preprocessing does not halve them, or when what decodes them is
   *     not there
   */
  public void check(Preprocess settings) {
    if (this == EXACT) {
      return;
    }
    Preprocess.Size size = settings.imageSize();
    if (settings.scale() != ONE_HALF || size.width() % 2 != 0 || size.height() % 2 != 0) {
      throw new InputException(
          "Cannot decode pictures at half size: the model's are "
              + size.width()
              + "x"
              + size.height()
              + " and scaled by "
              + settings.scale()
              + ", expected even sides and a scale of 0.5");
    }
    library();
  }

  /**
   * What decodes, with the versions that decide the pixels.
   *
   * @throws InputException when it is not there
   */
  public String library() {
    return this == EXACT ? "java.desktop " + Runtime.version() : HalfDecoder.library();
  }

  /** A decoder of the pictures of these settings; its pixels have {@link #size}. */
  PictureDecoder decoder(Preprocess settings) {
    Preprocess.Size in = settings.imageSize();
    if (this == EXACT) {
      return JpegDecoder.of(in.width(), in.height());
    }
    check(settings);
    return HalfDecoder.of(in.width(), in.height());
  }

  /** Sides of a decoded picture. */
  Preprocess.Size size(Preprocess settings) {
    return this == EXACT ? settings.imageSize() : settings.scaledSize();
  }
}
