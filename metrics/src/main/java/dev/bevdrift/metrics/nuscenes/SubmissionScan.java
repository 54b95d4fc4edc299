package dev.bevdrift.metrics.nuscenes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.scan.ByteScanner;
import dev.bevdrift.metrics.scan.FilePieces;
import dev.bevdrift.metrics.scan.OddInputException;
import dev.bevdrift.metrics.scan.TokenIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads submissions from bytes, by all cores; gives up at anything unusual, which {@link
 * SubmissionJson} then reads with care. The result is the same to the last bit.
 */
final class SubmissionScan {
  private static final byte[] RESULTS = ByteScanner.ascii("\"results\"");
  private static final byte[] META = ByteScanner.ascii("\"meta\"");

  private final TokenIndex samples;
  private final Split.Kind kind;
  private final int maxBoxesPerSample;

  private SubmissionScan(TokenIndex samples, Split.Kind kind, int maxBoxesPerSample) {
    this.samples = samples;
    this.kind = kind;
    this.maxBoxesPerSample = maxBoxesPerSample;
  }

  /**
   * Reads a file.
   *
   * @return the same as {@link SubmissionJson#readWithCare}
   * @throws OddInputException if the file is unusual or faulty
   */
  static Submission read(Path file, Samples samples, Split.Kind kind, int maxBoxesPerSample) {
    return read(file, samples, kind, maxBoxesPerSample, FilePieces.USUAL_BYTES);
  }

  /** The same in pieces of about {@code pieceBytes}. */
  static Submission read(
      Path file, Samples samples, Split.Kind kind, int maxBoxesPerSample, int pieceBytes) {
    SubmissionScan scan =
        new SubmissionScan(TokenIndex.of(samples.tokens()), kind, maxBoxesPerSample);
    return scan.joined(file, FilePieces.read(file, Boundaries::sample, scan::piece, pieceBytes));
  }

  /** What one piece of the file held. */
  private static final class Piece {
    private final DetectionBoxesBuilder boxes = DetectionBoxes.builder("piece");
    private final SampleRanges ranges = SampleRanges.empty();
    private Optional<JsonNode> meta = Optional.empty();
    private boolean closed;
  }

  private Piece piece(ByteScanner in, boolean first) {
    Piece piece = new Piece();
    if (!first) {
      samples(in, piece);
      return piece;
    }
    in.space();
    in.pass('{');
    boolean results = false;
    do {
      if (in.passName(RESULTS)) {
        if (results) {
          throw new OddInputException();
        }
        results = true;
        in.pass('{');
        if (!in.passIf('}')) {
          samples(in, piece);
          return piece;
        }
      } else {
        other(in, piece);
      }
    } while (in.another('}'));
    piece.closed = true;
    return piece;
  }

  /** Samples up to the end of the piece, or to the end of all and what follows them. */
  private void samples(ByteScanner in, Piece piece) {
    BoxScanner boxes = new BoxScanner(in, samples, piece.boxes);
    do {
      sample(in, boxes, piece);
      if (!in.passIf(',')) {
        in.pass('}');
        while (in.another('}')) {
          other(in, piece);
        }
        piece.closed = true;
        return;
      }
    } while (!in.atEnd());
  }

  private void sample(ByteScanner in, BoxScanner boxes, Piece piece) {
    in.name();
    int from = in.textFrom();
    int to = in.textTo();
    int sample = samples.find(in.bytes(), from, to);
    if (sample == TokenIndex.ABSENT) {
      if (kind == Split.Kind.PREDEFINED) {
        throw new OddInputException();
      }
      in.skip();
      return;
    }
    int first = piece.boxes.size();
    in.pass('[');
    if (!in.passIf(']')) {
      do {
        boxes.read(sample, from, to);
      } while (in.another(']'));
    }
    if (piece.boxes.size() - first > maxBoxesPerSample) {
      throw new OddInputException();
    }
    piece.ranges.add(sample, first, piece.boxes.size());
  }

  /** A field of the whole file beside the results. */
  private static void other(ByteScanner in, Piece piece) {
    if (in.passName(META)) {
      int from = in.position();
      in.skip();
      piece.meta = Optional.of(JsonCursor.tree(in.bytes(), from, in.position() - from));
    } else if (in.passName(RESULTS)) {
      throw new OddInputException();
    } else {
      in.skip();
    }
  }

  private Submission joined(Path file, List<Piece> pieces) {
    SampleRanges ranges = SampleRanges.empty();
    Optional<JsonNode> meta = Optional.empty();
    List<DetectionBoxesBuilder> boxes = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      if (piece.closed != (i == pieces.size() - 1)) {
        throw new OddInputException();
      }
      meta = piece.meta.isPresent() ? piece.meta : meta;
      ranges.addAll(piece.ranges, count);
      count += piece.boxes.size();
      boxes.add(piece.boxes);
    }
    if (meta.isEmpty() || !meta.get().isContainerNode() || ranges.size() != samples.size()) {
      throw new OddInputException();
    }
    if (ranges.hasRepeats(samples.size())) {
      throw new OddInputException();
    }
    DetectionBoxes joined = DetectionBoxes.joined(file.toString(), boxes);
    boolean inOrder = kind != Split.Kind.CUSTOM || ranges.ascending();
    return new Submission(
        inOrder ? joined : joined.reordered(ranges.bySample(samples.size(), count)), meta.get());
  }
}
