package dev.bevdrift.udf.ladder;

import java.util.List;

/**
 * How a picture becomes a network input.
 *
 * @param scale size factor after normalisation
 * @param mean by channel, in the network's channel order, subtracted first
 * @param std by channel, in the same order; multiplied by its inverse
 * @param channelOrder of the network
 * @param padDivisor sides are padded with zeros up to a multiple of it
 * @param imageSize of the JPEG
 * @param networkSize after scaling and padding
 */
public record Preprocess(
    double scale,
    List<Double> mean,
    List<Double> std,
    ChannelOrder channelOrder,
    int padDivisor,
    Size imageSize,
    Size networkSize) {

  /** Order of the colour planes. */
  public enum ChannelOrder {
    RGB,
    BGR
  }

  /**
   * Pixels.
   *
   * @param height rows
   * @param width columns
   */
  public record Size(int height, int width) {}

  public Preprocess {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /** The picture after scaling, before padding: each side times scale, rounded down. */
  public Size scaledSize() {
    return new Size((int) (imageSize.height() * scale), (int) (imageSize.width() * scale));
  }
}
