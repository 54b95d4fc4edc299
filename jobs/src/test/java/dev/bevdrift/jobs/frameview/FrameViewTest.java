package dev.bevdrift.jobs.frameview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.jobs.job.CommandLines;
import dev.bevdrift.jobs.job.ShowFrameMain;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.CameraView;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameViewTest {
  /** A camera that looks along the vehicle's x: its z is ahead, its x to the right. */
  private static final Pose AHEAD =
      new Pose(new Vec3(0, 0, 0), new Quaternion(0.5, -0.5, 0.5, -0.5));

  private static final Pose EGO = new Pose(new Vec3(100, 50, 0), Quaternion.aboutZ(Math.PI / 2));

  @TempDir Path folder;

  @Test
  void aBoxAheadIsDrawnWhereThePinholeSeesIt() {
    CameraPicture picture = CameraPicture.of(camera(), 800);
    // Ten metres ahead of a vehicle that looks along global y; 2 m wide, long and high.
    SolidBox box = box(new Vec3(100, 60, 0));
    assertThat(picture.lines(box)).hasSize(12);
    Rectangle2D seen = picture.lines(box).get(0).getBounds2D();
    for (Line2D line : picture.lines(box)) {
      seen = seen.createUnion(line.getBounds2D());
    }
    // The near face is 9 m away: 1 m off the axis is 1000 / 9 pixels, drawn at half size.
    assertThat(seen.getMinX()).isCloseTo(400 - 500.0 / 9, within(1e-9));
    assertThat(seen.getMaxX()).isCloseTo(400 + 500.0 / 9, within(1e-9));
    assertThat(seen.getMinY()).isCloseTo(225 - 500.0 / 9, within(1e-9));
  }

  @Test
  void whatIsBehindOrFarAwayIsNotDrawnAndABoxAroundTheCameraIsCut() {
    CameraPicture picture = CameraPicture.of(camera(), 800);
    assertThat(picture.lines(box(new Vec3(100, 40, 0)))).isEmpty();
    assertThat(picture.lines(box(new Vec3(100, 150, 0)))).isEmpty();
    assertThat(picture.lines(box(new Vec3(100, 50.5, 0)))).isNotEmpty().hasSizeLessThan(12);
  }

  @Test
  void fromAboveAheadIsUpAndLeftIsLeft() {
    BirdView view = BirdView.of(EGO, 1000, 50);
    Rectangle2D ahead = view.outline(box(new Vec3(100, 60, 0))).getBounds2D();
    assertThat(ahead.getCenterX()).isCloseTo(500, within(1e-9));
    assertThat(ahead.getCenterY()).isCloseTo(400, within(1e-9));
    // The vehicle looks along global y, so its left is global -x.
    assertThat(view.outline(box(new Vec3(90, 50, 0))).getBounds2D().getCenterX())
        .isCloseTo(400, within(1e-9));
  }

  @Test
  void aFrameOfTheSampleBecomesAPictureAndAPage() throws IOException {
    Path png = folder.resolve("frame.png");
    assertThat(show("--scene", "scene-7000", "--number", "5", "--out", png.toString())).isZero();
    BufferedImage sheet = ImageIO.read(png.toFile());
    assertThat(sheet.getWidth()).isEqualTo(3 * 560 + 5 * 8 + 2 * 315 + 8);
    long green = 0;
    for (int y = 0; y < sheet.getHeight(); y++) {
      for (int x = 0; x < sheet.getWidth(); x++) {
        green += (sheet.getRGB(x, y) & 0xFFFFFF) == 0x35D04F ? 1 : 0;
      }
    }
    assertThat(green).as("pixels in the colour of true boxes").isGreaterThan(100);

    Path page = folder.resolve("frame.html");
    assertThat(show("--scene", "scene-7000", "--out", page.toString())).isZero();
    assertThat(Files.readString(page)).contains("data:image/png;base64,").contains("ground truth");
  }

  @Test
  void whatIsNotThereIsRefused() {
    String out = folder.resolve("x.png").toString();
    assertThat(show("--scene", "scene-7000", "--number", "99999", "--out", out)).isEqualTo(2);
    assertThat(show("--sample", "nowhere", "--out", out)).isEqualTo(2);
    assertThat(show("--out", out)).isEqualTo(2);
    assertThat(show("--scene", "scene-7000", "--rungs", "faithful", "--out", out)).isEqualTo(2);
    assertThat(show("--scene", "scene-7000", "--out", "x.gif")).isEqualTo(2);
    assertThat(Path.of(out)).doesNotExist();
  }

  private static int show(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "--frames";
    all[1] = System.getProperty("bevdrift.root", ".") + "/sample/frames";
    System.arraycopy(args, 0, all, 2, args.length);
    return CommandLines.run(new ShowFrameMain(), all);
  }

  private static SolidBox box(Vec3 centre) {
    return new SolidBox(centre, new Vec3(2, 2, 2), Quaternion.aboutZ(Math.PI / 2), "car", 1);
  }

  private static CameraView camera() {
    return CameraView.of("CAM_FRONT", "token")
        .size(1600, 900)
        .intrinsics(new double[] {1000, 0, 800, 0, 1000, 450, 0, 0, 1})
        .sensor2ego(AHEAD)
        .ego2global(EGO)
        .build();
  }
}
