package dev.bevdrift.udf.infer;

import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.image.ImageException;
import dev.bevdrift.udf.image.Preprocessor;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Role;
import dev.bevdrift.udf.model.TensorShapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One frame's pictures, once for each way of decoding them, and projections in direct buffers,
 * filled once and read by every rung.
 *
 * <p>Buffers are allocated once and refilled for later frames. Not thread-safe.
 */
final class FrameInput {
  private final Ladder ladder;
  private final ImageSource images;
  private final Map<Decoding, Pictures> pictures = new EnumMap<>(Decoding.class);
  private final FloatBuffer lidar2img;
  private Frame frame;

  private FrameInput(Ladder ladder, ImageSource images, Map<Decoding, Preprocessor> preprocessors) {
    this.ladder = ladder;
    this.images = images;
    TensorShapes shapes = TensorShapes.of(ladder);
    preprocessors.forEach(
        (decoding, preprocessor) ->
            pictures.put(
                decoding, new Pictures(preprocessor, Buffers.direct(shapes.size(Role.IMG)))));
    lidar2img = Buffers.direct(shapes.size(Role.LIDAR2IMG));
  }

  /** Buffers for one frame of this ladder, with exact pictures. */
  static FrameInput of(Ladder ladder, ImageSource images, Preprocessor preprocessor) {
    return of(ladder, images, Map.of(Decoding.EXACT, preprocessor));
  }

  /**
   * Buffers for one frame of this ladder.
   *
   * @param preprocessors one for each way of decoding that a rung asks for
   */
  static FrameInput of(
      Ladder ladder, ImageSource images, Map<Decoding, Preprocessor> preprocessors) {
    return new FrameInput(ladder, images, preprocessors);
  }

  /** The network's input as one way of decoding gives it. */
  private static final class Pictures {
    private final Preprocessor preprocessor;
    private final FloatBuffer img;
    private FrameFault fault;

    private Pictures(Preprocessor preprocessor, FloatBuffer img) {
      this.preprocessor = preprocessor;
      this.img = img;
    }
  }

  /** Takes another frame without its pictures, for where no graph runs. */
  void hold(Frame next) {
    frame = next;
    fail(null);
  }

  private void fail(FrameFault fault) {
    pictures.values().forEach(made -> made.fault = fault);
  }

  /** Prepares another frame; a picture that cannot be used becomes the fault. */
  void fill(Frame next) {
    hold(next);
    List<CameraView> views = new ArrayList<>();
    for (String channel : ladder.cameras()) {
      Optional<CameraView> view =
          next.cameras().stream().filter(v -> v.channel().equals(channel)).findFirst();
      if (view.isEmpty()) {
        fail(imageFault(channel, "there is no such camera in the frame"));
        return;
      }
      views.add(view.get());
    }
    for (int camera = 0; camera < views.size(); camera++) {
      CameraView view = views.get(camera);
      try {
        ByteBuffer jpeg = bytes(view);
        for (Pictures made : pictures.values()) {
          prepare(view, jpeg, made, camera);
        }
      } catch (IOException e) {
        fail(imageFault(view, e));
        return;
      }
    }
    Projections.write(next, views, ladder.preprocess().scale(), lidar2img);
  }

  /** Unless a camera before could not be used, which is the fault then. */
  private void prepare(CameraView view, ByteBuffer jpeg, Pictures made, int camera) {
    if (made.fault != null) {
      return;
    }
    try {
      made.preprocessor.prepare(jpeg, made.img, camera * made.preprocessor.size());
    } catch (ImageException e) {
      made.fault = imageFault(view, e);
    }
  }

  private FrameFault imageFault(CameraView view, Exception unusable) {
    String message = String.valueOf(unusable.getMessage()).strip();
    message = message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    return imageFault(view.channel(), message + place(view, message));
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
    if (!expected.isEmpty() && !Sha256.of(read).equals(expected)) {
      throw new IOException(
          "the sha256 of " + address.uri() + " is " + Sha256.of(read) + ", expected " + expected);
    }
    return read;
  }

  Frame frame() {
    return frame;
  }

  /** Why the frame cannot be run with exact pictures; empty when it can. */
  Optional<FrameFault> fault() {
    return fault(Decoding.EXACT);
  }

  /** Why the frame cannot be run with pictures decoded so; empty when it can. */
  Optional<FrameFault> fault(Decoding decoding) {
    return Optional.ofNullable(pictures.get(decoding).fault);
  }

  /** Exact pictures, [1,cameras,3,H,W], read by the rungs, never written by them. */
  FloatBuffer img() {
    return img(Decoding.EXACT);
  }

  /** The same of pictures decoded so. */
  FloatBuffer img(Decoding decoding) {
    return pictures.get(decoding).img;
  }

  /** [1,cameras,4,4]. */
  FloatBuffer lidar2img() {
    return lidar2img;
  }
}
