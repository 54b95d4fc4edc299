package dev.bevdrift.jobs.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture made small enough to travel inside a page. */
final class Thumbnail {
  /** Pixels across, at most. */
  static final int WIDTH = 480;

  private static final float QUALITY = 0.72f;

  private Thumbnail() {}

  /** Pixels across of the thumbnail of a picture {@code width} pixels wide. */
  static int width(int width) {
    return Math.min(WIDTH, width);
  }

  /**
   * A JPEG at most {@value #WIDTH} pixels wide, of the same shape as {@code picture}.
   *
   * @throws IOException when it cannot be encoded
   */
  static byte[] jpeg(BufferedImage picture) throws IOException {
    BufferedImage small = picture;
    int width = width(picture.getWidth());
    int height = Math.max(1, Math.round(picture.getHeight() * (width / (float) small.getWidth())));
    // Bilinear reads 2x2 pixels: halving first, so that no pixel is skipped.
    while (small.getWidth() >= 2 * width) {
      small = drawn(small, (small.getWidth() + 1) / 2, (small.getHeight() + 1) / 2);
    }
    return encoded(drawn(small, width, height));
  }

  private static BufferedImage drawn(BufferedImage from, int width, int height) {
    BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = to.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(from, 0, 0, width, height, null);
    graphics.dispose();
    return to;
  }

  private static byte[] encoded(BufferedImage picture) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
