package dev.bevdrift.jobs.ingest;

import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ImageAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Reads and checks the pictures of planned keyframes. */
final class Pictures {
  private final DataRoot root;
  private final IngestSettings.Images images;

  Pictures(DataRoot root, IngestSettings.Images images) {
    this.root = root;
    this.images = images;
  }

  /**
   * A keyframe with its pictures, or why it must be left out.
   *
   * @param cameras with pictures; empty if the keyframe is left out
   * @param fault what is wrong, the same words for like faults; "" if nothing is
   * @param file the picture at fault, relative to the data set's root
   */
  record Taken(List<CameraView> cameras, String fault, String file) {
    Taken {
      cameras = List.copyOf(cameras);
    }
  }

  /**
   * Reads the six pictures of a planned keyframe.
   *
   * @throws dev.bevdrift.metrics.InputException when a picture is there but cannot be read
   */
  Taken take(Frame planned) {
    List<CameraView> cameras = new ArrayList<>();
    for (CameraView view : planned.cameras()) {
      String name = name(view);
      Path file = root.file(name);
      if (!root.storage().exists(file)) {
        return new Taken(List.of(), view.channel() + " picture is not there", name);
      }
      byte[] jpeg = root.storage().readBytes(file);
      Optional<String> fault = JpegHeader.fault(jpeg, view.width(), view.height());
      if (fault.isPresent()) {
        return new Taken(List.of(), view.channel() + " picture " + fault.orElseThrow(), name);
      }
      cameras.add(complete(view, file, jpeg));
    }
    return new Taken(cameras, "", "");
  }

  /** Adds the lengths of a planned keyframe's pictures to a fingerprint; -1 for an absent one. */
  void into(MessageDigest digest, Frame planned) {
    for (CameraView view : planned.cameras()) {
      Path file = root.file(name(view));
      long bytes = root.storage().exists(file) ? root.storage().lengthBytes(file) : -1;
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes).array());
    }
  }

  /** SHA-256, which every Java has. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: this Java has no SHA-256", e);
    }
  }

  /** The view with its picture, or with the picture's address, as was asked for. */
  private CameraView complete(CameraView view, Path file, byte[] jpeg) {
    String sha256 = HexFormat.of().formatHex(sha256().digest(jpeg));
    CameraView.Builder whole = view.changed().sha256(sha256);
    if (images == IngestSettings.Images.REFERENCE) {
      String uri = root.storage().address(file);
      return whole.address(new ImageAddress(uri, 0, jpeg.length)).build();
    }
    return whole.embedded(ByteBuffer.wrap(jpeg)).build();
  }

  private static String name(CameraView view) {
    return view.address().orElseThrow().uri();
  }
}
