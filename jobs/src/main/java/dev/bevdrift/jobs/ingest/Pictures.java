package dev.bevdrift.jobs.ingest;

import dev.bevdrift.metrics.Sha256;
import dev.bevdrift.udf.image.ImageException;
import dev.bevdrift.udf.image.PictureCheck;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ImageAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Reads and checks the pictures of planned keyframes, to the last pixel. Not thread-safe: reuses
 * its decoders.
 */
final class Pictures {
  private final DataRoot root;
  private final IngestSettings.Images images;
  private final Map<Size, PictureCheck> checks = new HashMap<>();

  Pictures(DataRoot root, IngestSettings.Images images) {
    this.root = root;
    this.images = images;
  }

  /**
   * A keyframe with its pictures, or why it must be left out.
   *
   * @param cameras with pictures; empty if the keyframe is left out
   * @param fault what is wrong, the same words for like faults; "" if nothing is
   * @param where table, token and field that name the picture at fault, and what more is known
   */
  record Taken(List<CameraView> cameras, String fault, String where) {
    Taken {
      cameras = List.copyOf(cameras);
    }
  }

  /** Pixels across and down. */
  private record Size(int width, int height) {}

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
        return fault(view, "is not there", "");
      }
      byte[] jpeg = root.storage().readBytes(file);
      Optional<String> fault = JpegHeader.fault(jpeg, view.width(), view.height());
      if (fault.isPresent()) {
        return fault(view, fault.orElseThrow(), "");
      }
      try {
        checks
            .computeIfAbsent(
                new Size(view.width(), view.height()),
                size -> PictureCheck.of(size.width(), size.height()))
            .check(ByteBuffer.wrap(jpeg));
      } catch (ImageException e) {
        return fault(view, "does not decode", ": " + e.getMessage());
      }
      cameras.add(complete(view, file, jpeg));
    }
    return new Taken(cameras, "", "");
  }

  private static Taken fault(CameraView view, String fact, String more) {
    String where =
        "sample_data.json, token " + view.sampleDataToken() + ", filename " + name(view) + more;
    return new Taken(List.of(), view.channel() + " picture " + fact, where);
  }

  /** Adds the lengths of a planned keyframe's pictures to a fingerprint; -1 for an absent one. */
  void into(MessageDigest digest, Frame planned) {
    for (CameraView view : planned.cameras()) {
      Path file = root.file(name(view));
      long bytes = root.storage().exists(file) ? root.storage().lengthBytes(file) : -1;
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes).array());
    }
  }

  /** The view with its picture, or with the picture's address, as was asked for. */
  private CameraView complete(CameraView view, Path file, byte[] jpeg) {
    CameraView.Builder whole = view.changed().sha256(Sha256.of(jpeg));
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
