package dev.bevdrift.jobs.frameview;

import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Six pictures around the vehicle, the view from above beside them, a line of title, a legend. */
public final class FrameSheet {
  private static final List<List<String>> ROWS =
      List.of(
          List.of("CAM_FRONT_LEFT", "CAM_FRONT", "CAM_FRONT_RIGHT"),
          List.of("CAM_BACK_LEFT", "CAM_BACK", "CAM_BACK_RIGHT"));
  private static final int CAMERA_PX = 560;
  private static final int GAP_PX = 8;
  private static final int LINE_PX = 30;
  private static final Color PAPER = new Color(0x101214);
  private static final Color INK = new Color(0xE6EAEE);

  private final Storage storage;
  private final double reachM;

  private FrameSheet(Storage storage, double reachM) {
    this.storage = storage;
    this.reachM = reachM;
  }

  /**
   * A way to draw frames.
   *
   * @param storage where pictures by address lie
   * @param reachM how far the view from above goes
   */
  public static FrameSheet of(Storage storage, double reachM) {
    return new FrameSheet(storage, reachM);
  }

  /**
   * Draws a frame.
   *
   * @param frame with its pictures; a camera that it lacks stays dark
   * @param layers drawn in this order, the last on top
   * @throws InputException when a picture cannot be read
   */
  public BufferedImage draw(Frame frame, List<BoxLayer> layers) {
    int rowPx =
        frame.cameras().stream()
            .mapToInt(view -> CameraPicture.of(view, CAMERA_PX).heightPx())
            .max()
            .orElse(CAMERA_PX);
    int birdPx = 2 * rowPx + GAP_PX;
    int width = 3 * CAMERA_PX + 4 * GAP_PX + birdPx + GAP_PX;
    int height = 2 * LINE_PX + birdPx + GAP_PX;
    BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D to = sheet.createGraphics();
    to.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    to.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    to.setColor(PAPER);
    to.fillRect(0, 0, width, height);
    to.setColor(INK);
    to.drawString(title(frame), GAP_PX, LINE_PX - 9);
    for (int row = 0; row < ROWS.size(); row++) {
      for (int column = 0; column < ROWS.get(row).size(); column++) {
        int x = GAP_PX + column * (CAMERA_PX + GAP_PX);
        int y = LINE_PX + row * (rowPx + GAP_PX);
        camera(at(to, x, y), frame, ROWS.get(row).get(column), layers);
      }
    }
    int birdX = GAP_PX + 3 * (CAMERA_PX + GAP_PX);
    BirdView.of(frame.ego2global(), birdPx, reachM).draw(at(to, birdX, LINE_PX), layers);
    legend(at(to, GAP_PX, LINE_PX + birdPx + GAP_PX), layers);
    to.dispose();
    return sheet;
  }

  /** The frame in one line. */
  public static String title(Frame frame) {
    return frame.sceneName()
        + ", sample "
        + frame.sampleToken()
        + ", "
        + frame.location()
        + ": "
        + frame.description();
  }

  private static Graphics2D at(Graphics2D to, int x, int y) {
    Graphics2D moved = (Graphics2D) to.create();
    moved.translate(x, y);
    return moved;
  }

  private void camera(Graphics2D to, Frame frame, String channel, List<BoxLayer> layers) {
    Optional<CameraView> found =
        frame.cameras().stream().filter(view -> view.channel().equals(channel)).findFirst();
    if (found.isPresent()) {
      CameraView view = found.orElseThrow();
      CameraPicture.of(view, CAMERA_PX).draw(to, bytes(frame, view), layers);
    }
    to.setColor(PAPER);
    to.fillRect(0, 0, to.getFontMetrics().stringWidth(channel) + 12, 22);
    to.setColor(INK);
    to.drawString(channel, 6, 16);
    to.dispose();
  }

  private ByteBuffer bytes(Frame frame, CameraView view) {
    try {
      return view.jpeg().isPresent()
          ? view.jpeg().orElseThrow()
          : StoredImages.in(storage).read(view.address().orElseThrow());
    } catch (IOException e) {
      throw new InputException(
          "Cannot read the picture of "
              + view.channel()
              + " in "
              + frame
              + ": "
              + e.getMessage()
              + ", expected it where the frames say",
          e);
    }
  }

  private static void legend(Graphics2D to, List<BoxLayer> layers) {
    int x = 0;
    for (BoxLayer layer : layers) {
      String text = layer.name() + " (" + layer.boxes().size() + ")";
      to.setColor(layer.color());
      to.fillRect(x, 4, 16, 14);
      to.setColor(INK);
      to.drawString(text, x + 22, 16);
      x += 22 + to.getFontMetrics().stringWidth(text) + 24;
    }
    to.dispose();
  }
}
