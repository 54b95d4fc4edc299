package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.BikeRacks;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.scan.OddInputException;
import dev.bevdrift.metrics.scan.TokenIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The ground truth out of columns of annotations; the same as {@link NuScenesTables} makes. */
final class TruthScan {
  private static final int FIRST_SIZE = 3;
  private static final int FIRST_ROTATION = 6;

  private final SplitSamples split;
  private final List<AnnotationRows> pieces;

  /** Where the rows of each piece begin in the numbering of all. */
  private final int[] start;

  private final TokenIndex tokens = new TokenIndex();

  /** By number of the token: the last row that has it. */
  private final int[] rowOf;

  private TruthScan(SplitSamples split, List<AnnotationRows> pieces) {
    this.split = split;
    this.pieces = pieces;
    start = new int[pieces.size() + 1];
    for (int p = 0; p < pieces.size(); p++) {
      start[p + 1] = start[p] + pieces.get(p).size();
    }
    rowOf = new int[start[pieces.size()]];
    for (int p = 0; p < pieces.size(); p++) {
      for (int i = 0; i < pieces.get(p).size(); i++) {
        rowOf[pieces.get(p).addTo(tokens, i, AnnotationRows.TOKEN)] = start[p] + i;
      }
    }
  }

  /**
   * Reads {@code instance.json} and {@code sample_annotation.json}.
   *
   * @param categories token to name
   * @param attributes token to name
   * @throws OddInputException if they are unusual or faulty
   */
  static GroundTruth read(
      Path folder,
      SplitSamples split,
      Map<String, String> categories,
      Map<String, String> attributes) {
    TokenIndex samples = TokenIndex.of(split.samples().tokens());
    InstanceKinds instances = InstanceKinds.read(folder, categories);
    AttributeTokens attributeTokens = AttributeTokens.of(attributes);
    List<AnnotationRows> pieces =
        TableScan.read(
            folder,
            "sample_annotation",
            AnnotationRows.FIELDS,
            () -> new AnnotationRows(samples, instances, attributeTokens));
    return new TruthScan(split, pieces).build(folder.resolve("sample_annotation.json").toString());
  }

  private GroundTruth build(String source) {
    Samples samples = split.samples();
    DetectionBoxesBuilder boxes = DetectionBoxes.builder(source);
    BikeRacks.Builder racks = BikeRacks.builder();
    for (int row : bySample(samples.size())) {
      AnnotationRows rows = pieces.get(pieceOf(row));
      int i = row - start[pieceOf(row)];
      Vec3 translation = new Vec3(rows.number(i, 0), rows.number(i, 1), rows.number(i, 2));
      Vec3 size = vector(rows, i, FIRST_SIZE);
      Quaternion rotation =
          new Quaternion(
              rows.number(i, FIRST_ROTATION),
              rows.number(i, FIRST_ROTATION + 1),
              rows.number(i, FIRST_ROTATION + 2),
              rows.number(i, FIRST_ROTATION + 3));
      if (rows.kind(i) == InstanceKinds.RACK) {
        racks.add(rows.sample(i), translation, size, rotation);
      } else {
        boxes
            .sample(rows.sample(i))
            .detectionClass(DetectionClass.all().get(rows.kind(i)))
            .translation(translation)
            .size(size.x(), size.y(), size.z())
            .rotation(rotation)
            .attribute(Attribute.all().get(rows.attribute(i)))
            .numPts(rows.numPts(i));
        addVelocity(boxes, rows, i, row);
        boxes.add();
      }
    }
    return new GroundTruth(samples, boxes.build(), racks.build());
  }

  private static Vec3 vector(AnnotationRows rows, int i, int first) {
    return new Vec3(rows.number(i, first), rows.number(i, first + 1), rows.number(i, first + 2));
  }

  private void addVelocity(DetectionBoxesBuilder boxes, AnnotationRows rows, int i, int row) {
    boolean hasPrev = rows.hasText(i, AnnotationRows.PREV);
    boolean hasNext = rows.hasText(i, AnnotationRows.NEXT);
    int first = hasPrev ? neighbour(rows, i, AnnotationRows.PREV) : row;
    int last = hasNext ? neighbour(rows, i, AnnotationRows.NEXT) : row;
    AnnotationRows from = pieces.get(pieceOf(first));
    AnnotationRows to = pieces.get(pieceOf(last));
    int a = first - start[pieceOf(first)];
    int b = last - start[pieceOf(last)];
    Annotations.Velocity velocity =
        Annotations.velocity(
            hasPrev,
            hasNext,
            split.timestampUs(from.sample(a)),
            split.timestampUs(to.sample(b)),
            to.number(b, 0) - from.number(a, 0),
            to.number(b, 1) - from.number(a, 1));
    boxes.velocity(velocity.x(), velocity.y());
  }

  private int neighbour(AnnotationRows rows, int i, int column) {
    int number = rows.find(tokens, i, column);
    if (number == TokenIndex.ABSENT) {
      throw new OddInputException();
    }
    return rowOf[number];
  }

  private int pieceOf(int row) {
    int low = 0;
    int high = pieces.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (start[middle + 1] <= row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** All rows sample by sample, in table order within one. */
  private int[] bySample(int samples) {
    int[] next = new int[samples + 1];
    for (AnnotationRows rows : pieces) {
      for (int i = 0; i < rows.size(); i++) {
        next[rows.sample(i) + 1]++;
      }
    }
    for (int s = 0; s < samples; s++) {
      next[s + 1] += next[s];
    }
    int[] order = new int[start[pieces.size()]];
    for (int p = 0; p < pieces.size(); p++) {
      for (int i = 0; i < pieces.get(p).size(); i++) {
        order[next[pieces.get(p).sample(i)]++] = start[p] + i;
      }
    }
    return order;
  }
}
