package dev.bevdrift.metrics.nuscenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.SameBoxes;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.scan.FilePieces;
import dev.bevdrift.metrics.scan.OddInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fast reader and the careful one say the same of any bytes. */
final class SubmissionScanTest {
  private static final int SAMPLES = 12;
  private static final int MAX_BOXES = 40;
  private static final String[] NAMES = {"car", "bus", "traffic_cone", "pedestrian"};
  private static final String[] ATTRIBUTES = {"", "vehicle.parked", "pedestrian.standing"};
  private static final String SPLICES = "{}[]\",:\\ \n-+.eE0123456789NaInfity\u00e9tru";

  @TempDir Path folder;

  private static Samples samples() {
    Samples.Builder samples = Samples.builder();
    for (int i = 0; i < SAMPLES; i++) {
      samples.add("token" + i, "scene", new Vec3(0, 0, 0));
    }
    return samples.build();
  }

  private static String number(Random r) {
    return switch (r.nextInt(8)) {
      case 0 -> Integer.toString(r.nextInt(100) - 50);
      case 1 -> Double.toString(r.nextGaussian() * 1e-5);
      case 2 -> Double.toString((float) r.nextGaussian());
      case 3 -> "-0.0";
      default -> Double.toString(r.nextGaussian() * 700);
    };
  }

  private static String numbers(Random r, int count) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : r.nextInt(5) == 0 ? " ,\n" : ", ").append(number(r));
    }
    return text.append(']').toString();
  }

  private static String box(Random r, int sample) {
    StringBuilder text = new StringBuilder("{");
    boolean own = r.nextInt(20) > 0;
    text.append("\"sample_token\": \"token").append(own ? sample : r.nextInt(20)).append("\", ");
    text.append("\"translation\": ").append(numbers(r, 3)).append(", ");
    text.append("\"size\": ").append(numbers(r, 3)).append(", ");
    if (r.nextInt(9) == 0) {
      text.append("\"more\": {\"x\": [{}], \"size\": [1]}, \"ego_translation\": [1, 2, 3], ");
    }
    text.append("\"rotation\":").append(numbers(r, 4)).append(",");
    text.append("\"velocity\": ").append(r.nextInt(5) == 0 ? "[NaN, NaN]" : numbers(r, 2));
    if (r.nextInt(9) == 0) {
      text.append(", \"num_pts\": ").append(r.nextInt(7));
    }
    text.append(", \"detection_name\": \"").append(NAMES[r.nextInt(NAMES.length)]).append("\", ");
    if (r.nextInt(9) > 0) {
      text.append("\"detection_score\": ").append(r.nextDouble()).append(", ");
    }
    text.append("\"attribute_name\": \"").append(ATTRIBUTES[r.nextInt(ATTRIBUTES.length)]);
    return text.append("\"}").toString();
  }

  private static String submission(Random r) {
    StringBuilder text = new StringBuilder("{");
    String meta = "\"meta\": {\"use_camera\": true, \"a\": [{}], \"b\": \"c\"}";
    boolean metaFirst = r.nextBoolean();
    text.append(metaFirst ? meta + ", " : "").append("\"results\": {");
    int shift = r.nextInt(SAMPLES);
    for (int i = 0; i < SAMPLES; i++) {
      int sample = (i + shift) % SAMPLES;
      text.append(i == 0 ? "" : r.nextInt(4) == 0 ? "\n,\t" : ", ");
      text.append("\"token").append(sample).append("\": [");
      int boxes = r.nextInt(5);
      for (int b = 0; b < boxes; b++) {
        text.append(b == 0 ? "" : ", ").append(box(r, sample));
      }
      text.append(r.nextInt(4) == 0 ? " ]" : "]");
    }
    return text.append('}').append(metaFirst ? "" : ", " + meta).append("}\n").toString();
  }

  /** The submission, or the message of its fault. */
  private interface Reading {
    Submission read();
  }

  private static Object outcome(Reading reading) {
    try {
      return reading.read();
    } catch (InputException e) {
      return e.getMessage();
    }
  }

  private void assertSame(String as, Path file, Split.Kind kind) {
    Samples samples = samples();
    Object expected = outcome(() -> SubmissionJson.readWithCare(file, samples, kind, MAX_BOXES));
    Object whole = outcome(() -> SubmissionJson.read(file, samples, kind, MAX_BOXES));
    assertSame(as, whole, expected);
    for (int pieceBytes : new int[] {100, 1000}) {
      inPieces(file, kind, pieceBytes)
          .ifPresent(s -> assertSame(as + ", pieces of " + pieceBytes, s, expected));
    }
  }

  /** Empty where the fast reader leaves the file to the careful one. */
  private static Optional<Submission> inPieces(Path file, Split.Kind kind, int pieceBytes) {
    try {
      return Optional.of(SubmissionScan.read(file, samples(), kind, MAX_BOXES, pieceBytes));
    } catch (OddInputException e) {
      return Optional.empty();
    }
  }

  private static void assertSame(String as, Object actual, Object expected) {
    if (expected instanceof Submission submission && actual instanceof Submission other) {
      SameBoxes.assertSame(as, other.boxes(), submission.boxes());
      assertThat(other.meta()).as(as).isEqualTo(submission.meta());
    } else {
      assertThat(actual).as(as).isEqualTo(expected);
    }
  }

  @Test
  void usualFilesAreReadFastAndAlike() throws IOException {
    long seed = System.nanoTime();
    System.out.println("SubmissionScanTest usual: seed " + seed);
    Random random = new Random(seed);
    Path file = folder.resolve("r.json");
    for (int i = 0; i < 60; i++) {
      Files.writeString(file, submission(random));
      Split.Kind kind = i % 2 == 0 ? Split.Kind.PREDEFINED : Split.Kind.CUSTOM;
      assertSame("seed " + seed + ", round " + i, file, kind);
      // None of them is odd: otherwise nothing fast was tried.
      assertThat(SubmissionScan.read(file, samples(), kind, MAX_BOXES).boxes().size())
          .isEqualTo(SubmissionJson.readWithCare(file, samples(), kind, MAX_BOXES).boxes().size());
    }
  }

  @Test
  void damagedFilesGetTheSameAnswer() throws IOException {
    long seed = System.nanoTime();
    System.out.println("SubmissionScanTest damaged: seed " + seed);
    Random random = new Random(seed);
    Path file = folder.resolve("r.json");
    for (int i = 0; i < 3000; i++) {
      String text = submission(random);
      int at = random.nextInt(text.length());
      int length = random.nextInt(4);
      char splice = SPLICES.charAt(random.nextInt(SPLICES.length()));
      String damaged =
          switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + splice + text.substring(at);
            case 2 ->
                text.substring(0, at) + text.substring(Math.min(text.length(), at + length + 1));
            default -> text.substring(0, at) + splice + text.substring(at + 1);
          };
      Files.write(file, damaged.getBytes(StandardCharsets.UTF_8));
      Split.Kind kind = i % 2 == 0 ? Split.Kind.PREDEFINED : Split.Kind.CUSTOM;
      assertSame("seed " + seed + ", round " + i, file, kind);
    }
  }

  @Test
  void textThatLooksLikeABoundaryIsFoundOut() throws IOException {
    String box = box(new Random(1), 0);
    String trap = box.replace("{\"sample", "{\"trap\": [{}], \"x\": \"}], \\\"\", \"sample");
    StringBuilder text = new StringBuilder("{\"meta\": {}, \"results\": {");
    for (int s = 0; s < SAMPLES; s++) {
      text.append(s == 0 ? "" : ", ").append("\"token").append(s).append("\": [").append(trap);
      text.append(", ").append(trap).append("]");
    }
    Path file = Files.writeString(folder.resolve("r.json"), text.append("}}"));
    for (int pieceBytes : new int[] {50, 300, 1000, FilePieces.USUAL_BYTES}) {
      assertThatThrownBy(
              () ->
                  SubmissionScan.read(
                      file, samples(), Split.Kind.PREDEFINED, MAX_BOXES, pieceBytes))
          .isInstanceOf(OddInputException.class);
    }
    assertSame("trap", file, Split.Kind.PREDEFINED);
  }
}
