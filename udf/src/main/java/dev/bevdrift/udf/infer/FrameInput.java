package dev.bevdrift.udf.infer;

import dev.bevdrift.udf.image.ImageException;
import dev.bevdrift.udf.image.Preprocessor;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.TensorShapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One frame's pictures and projections in direct buffers, filled once and read by every rung.
 *
 * <p>Buffers are allocated once and refilled for later frames. Not thread-safe.
 */
final class FrameInput {
  private final Ladder ladder;
  private final ImageSource images;
  private final Preprocessor preprocessor;
  private final FloatBuffer img;
  private final FloatBuffer lidar2img;
  private Frame frame;
  private FrameFault fault;

  private FrameInput(Ladder ladder, ImageSource images, Preprocessor preprocessor) {
    this.ladder = ladder;
    this.images = images;
    this.preprocessor = preprocessor;
    TensorShapes shapes = TensorShapes.of(ladder);
    img = Buffers.direct(shapes.size(Role.IMG));
    lidar2img = Buffers.direct(shapes.size(Role.LIDAR2IMG));
  }

  /** Buffers for one frame of this ladder. */
  static FrameInput of(Ladder ladder, ImageSource images, Preprocessor preprocessor) {
    return new FrameInput(ladder, images, preprocessor);
  }

  /** Takes another frame without its pictures, for where no graph runs. */
  void hold(Frame next) {
    frame = next;
    fault = null;
  }

  /** Prepares another frame; a picture that cannot be used becomes the fault. */
  void fill(Frame next) {
    hold(next);
    List<CameraView> views = new ArrayList<>();
    for (String channel : ladder.cameras()) {
      Optional<CameraView> view =
          next.cameras().stream().filter(v -> v.channel().equals(channel)).findFirst();
      if (view.isEmpty()) {
        fault = imageFault(channel, "there is no such camera in the frame");
        return;
      }
      views.add(view.get());
    }
    int size = preprocessor.size();
    for (int camera = 0; camera < views.size(); camera++) {
      CameraView view = views.get(camera);
      try {
        preprocessor.prepare(bytes(view), img, camera * size);
      } catch (ImageException | IOException e) {
        String message = String.valueOf(e.getMessage()).strip();
        message = message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
        fault = imageFault(view.channel(), message + place(view, message));
        return;
      }
    }
    Projections.write(next, views, ladder.preprocess().scale(), lidar2img);
  }

  /** The file of a picture that lies elsewhere, unless the message names it. */
  private static String place(CameraView view, String message) {
    return view.address()
        .map(ImageAddress::uri)
        .filter(uri -> view.jpeg().isEmpty() && !message.contains(uri))
        .map(uri -> " (" + uri + ")")
        .orElse("");
  }

  private FrameFault imageFault(String channel, String fact) {
    return new FrameFault(
        frame.sampleToken(),
        channel,
        FrameFault.Stage.IMAGE,
        "Cannot use the picture of " + channel + " in " + frame + ": " + fact);
  }

  private ByteBuffer bytes(CameraView view) throws IOException {
    Optional<ByteBuffer> embedded = view.jpeg();
    if (embedded.isPresent()) {
      return embedded.get();
    }
    ImageAddress address =
        view.address().orElseThrow(() -> new IOException("it has neither bytes nor an address"));
    ByteBuffer read = images.read(address);
    String expected = view.sha256();
    if (!expected.isEmpty() && !sha256(read).equals(expected)) {
      throw new IOException(
          "the sha256 of " + address.uri() + " is " + sha256(read) + ", expected " + expected);
    }
    return read;
  }

  private static String sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.duplicate());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: no SHA-256, expected a complete JDK", e);
    }
  }

  Frame frame() {
    return frame;
  }

  /** Why the frame cannot be run; empty when it can. */
  Optional<FrameFault> fault() {
    return Optional.ofNullable(fault);
  }

  /** [1,cameras,3,H,W], read by the rungs, never written by them. */
  FloatBuffer img() {
    return img;
  }

  /** [1,cameras,4,4]. */
  FloatBuffer lidar2img() {
    return lidar2img;
  }
}
