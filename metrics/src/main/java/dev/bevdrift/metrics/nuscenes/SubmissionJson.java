package dev.bevdrift.metrics.nuscenes;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionBoxesBuilder;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.scan.OddInputException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads submissions, streamed.
 *
 * <p>A file of the usual shape is read by {@link SubmissionScan}, from bytes and by all cores.
 * Anything unusual is read again here, with care, which also words the faults. The result is the
 * same.
 *
 * <p>What nuScenes devkit 1.2.0 refuses is refused, with file, sample token, box index and field.
 * As there: fields nobody knows are ignored, of equal keys the last value counts at the first one's
 * place, NaN and Infinity are read. The order of the boxes is the file's for a predefined split and
 * that of the samples for a custom one, which decides ties.
 */
public final class SubmissionJson {
  private final JsonCursor json;
  private final Path file;
  private final Samples samples;
  private final Split.Kind kind;
  private final int maxBoxesPerSample;

  private String sampleToken = "";
  private int boxIndex = -1;

  /** The first sample that is not in the split. */
  private String foreignToken = "";

  /** Where the boxes of each sample lie in the builder: from, to. By first appearance. */
  private final Map<Integer, int[]> rangeOf = new LinkedHashMap<>();

  private SubmissionJson(
      JsonCursor json, Path file, Samples samples, Split.Kind kind, int maxBoxesPerSample) {
    this.json = json;
    this.file = file;
    this.samples = samples;
    this.kind = kind;
    this.maxBoxesPerSample = maxBoxesPerSample;
  }

  /**
   * Reads a file.
   *
   * @param file the results
   * @param samples those of the split: each must be there, and no other for a predefined split
   * @param kind of the split; further samples are skipped for a custom one
   * @param maxBoxesPerSample most boxes of one sample, counted before any filter
   * @throws InputException naming file, sample token, box and field
   */
  public static Submission read(
      Path file, Samples samples, Split.Kind kind, int maxBoxesPerSample) {
    try {
      return SubmissionScan.read(file, samples, kind, maxBoxesPerSample);
    } catch (OddInputException | UncheckedIOException e) {
      return readWithCare(file, samples, kind, maxBoxesPerSample);
    }
  }

  /** Reads a file of any shape, by one core. */
  static Submission readWithCare(
      Path file, Samples samples, Split.Kind kind, int maxBoxesPerSample) {
    try (JsonCursor json = JsonCursor.open(file)) {
      SubmissionJson reader = new SubmissionJson(json, file, samples, kind, maxBoxesPerSample);
      json.place(reader::place);
      return reader.readAll();
    }
  }

  private String place() {
    return (sampleToken.isEmpty() ? "" : ", sample " + sampleToken)
        + (boxIndex < 0 ? "" : ", box " + boxIndex);
  }

  private Submission readAll() {
    json.expectNext(JsonToken.START_OBJECT, "an object with results and meta");
    Optional<DetectionBoxesBuilder> boxes = Optional.empty();
    JsonNode meta = JsonNodeFactory.instance.missingNode();
    while (json.nextField()) {
      String name = json.name();
      json.next();
      switch (name) {
        case "results" -> boxes = Optional.of(results());
        case "meta" -> meta = json.tree();
        default -> json.skip();
      }
    }
    if (json.current() != JsonToken.END_OBJECT) {
      throw json.bad(json.describe(), "the end of the object");
    }
    json.expectNext(JsonToken.NOT_AVAILABLE, "the end of the file");
    if (boxes.isEmpty()) {
      throw json.bad("without results", "an object with results and meta");
    }
    if (!meta.isContainerNode()) {
      throw json.bad(
          meta.isMissingNode() ? "without meta" : "with a meta that is no object",
          "an object with results and meta");
    }
    requireTheSplit();
    return new Submission(inOrder(boxes.get().build()), meta);
  }

  private DetectionBoxesBuilder results() {
    rangeOf.clear();
    foreignToken = "";
    DetectionBoxesBuilder boxes = DetectionBoxes.builder(file.toString());
    BoxReader reader = new BoxReader(json, samples, boxes);
    if (json.current() != JsonToken.START_OBJECT) {
      throw json.bad("with results that are " + json.describe(), "boxes by sample token");
    }
    while (json.nextField()) {
      sampleToken = json.name();
      int sample = samples.indexOf(sampleToken).orElse(DetectionBoxes.NO_SAMPLE);
      json.next();
      if (sample != DetectionBoxes.NO_SAMPLE) {
        int from = boxes.size();
        sampleBoxes(reader, sample);
        rangeOf.put(sample, new int[] {from, boxes.size()});
      } else {
        foreignToken = foreignToken.isEmpty() ? sampleToken : foreignToken;
        json.skip();
      }
      sampleToken = "";
    }
    return boxes;
  }

  private void sampleBoxes(BoxReader reader, int sample) {
    if (isEmptyOtherwise()) {
      return;
    }
    if (json.current() != JsonToken.START_ARRAY) {
      throw json.bad(json.describe(), "an array of boxes");
    }
    boxIndex = 0;
    while (json.next() != JsonToken.END_ARRAY) {
      if (boxIndex == maxBoxesPerSample) {
        boxIndex = -1;
        throw json.bad("too long", "at most " + maxBoxesPerSample + " boxes");
      }
      if (json.current() != JsonToken.START_OBJECT) {
        throw json.bad(json.describe(), "an object");
      }
      reader.read(sample, sampleToken);
      boxIndex++;
    }
    boxIndex = -1;
  }

  /** An empty object or text holds no box either: the devkit takes both. */
  private boolean isEmptyOtherwise() {
    if (json.current() == JsonToken.START_OBJECT) {
      if (json.next() != JsonToken.END_OBJECT) {
        throw json.bad("an object", "an array of boxes");
      }
      return true;
    }
    return json.current() == JsonToken.VALUE_STRING && json.text().isEmpty();
  }

  private void requireTheSplit() {
    if (kind == Split.Kind.PREDEFINED && !foreignToken.isEmpty()) {
      throw new InputException(
          "Cannot read "
              + file
              + ", sample "
              + foreignToken
              + ": it is not in the split, expected the split's samples only");
    }
    if (rangeOf.size() == samples.size()) {
      return;
    }
    int missing = samples.size() - rangeOf.size();
    for (int s = 0; s < samples.size(); s++) {
      if (!rangeOf.containsKey(s)) {
        throw new InputException(
            "Cannot read "
                + file
                + ": results lack sample "
                + samples.token(s)
                + (missing == 1 ? "" : " and " + (missing - 1) + " others")
                + ", expected all "
                + samples.size()
                + " of the split");
      }
    }
  }

  /** Drops what a later equal key replaced, and brings a custom split into sample order. */
  private DetectionBoxes inOrder(DetectionBoxes boxes) {
    int[] order = new int[boxes.size()];
    int count = 0;
    int[] sampleOrder = rangeOf.keySet().stream().mapToInt(Integer::intValue).toArray();
    if (kind == Split.Kind.CUSTOM) {
      Arrays.sort(sampleOrder);
    }
    boolean asRead = true;
    for (int sample : sampleOrder) {
      int[] range = rangeOf.get(sample);
      for (int i = range[0]; i < range[1]; i++) {
        asRead &= i == count;
        order[count++] = i;
      }
    }
    return asRead && count == boxes.size() ? boxes : boxes.reordered(Arrays.copyOf(order, count));
  }
}
