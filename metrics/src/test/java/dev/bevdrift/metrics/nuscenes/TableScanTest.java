package dev.bevdrift.metrics.nuscenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.GroundTruth;
import dev.bevdrift.metrics.box.SameBoxes;
import dev.bevdrift.metrics.box.Samples;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.scan.OddInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables read from bytes and read with care say the same, damaged or not. */
final class TableScanTest {
  private static final int SAMPLES = 6;
  private static final int ROUNDS = 600;
  private static final Map<String, String> CATEGORIES =
      Map.of(
          "c0",
          "vehicle.car",
          "c1",
          "vehicle.bicycle",
          "c2",
          "animal",
          "c3",
          "static_object.bicycle_rack");
  private static final Map<String, String> ATTRIBUTES =
      Map.of("t0", "vehicle.parked", "t1", "no.name");
  private static final String SPLICES = "{}[]\",:\\ \n-+.eE019NaIn\u00e9tru";

  @TempDir Path root;

  private static SplitSamples split() {
    Samples.Builder samples = Samples.builder();
    for (int i = 0; i < SAMPLES; i++) {
      samples.add("s" + i, "scene", new Vec3(0, 0, 0));
    }
    return SplitSamples.of(
        samples.build(), List.of(0L, 500_000L, 1_000_000L, 2_600_000L, 4_200_000L, 7_500_000L));
  }

  private static String annotations(Random r) {
    StringBuilder text = new StringBuilder("[\n");
    int n = 1 + r.nextInt(30);
    // Strange ones have samples of other splits, animals, unknown attributes, lost neighbours.
    boolean strange = r.nextInt(4) == 0;
    for (int i = 0; i < n; i++) {
      String attributes =
          r.nextInt(3) == 0 ? "" : strange && r.nextInt(40) == 0 ? "\"t1\"" : "\"t0\"";
      int neighbours = strange && r.nextInt(200) == 0 ? n + 5 : n;
      text.append(i == 0 ? "{" : r.nextBoolean() ? "},\n{" : "}, {");
      text.append("\"token\": \"a").append(i).append("\", \"sample_token\": \"s");
      text.append(r.nextInt(strange ? SAMPLES + 2 : SAMPLES)).append("\", \"instance_token\": \"i");
      text.append(r.nextInt(strange ? 8 : 2))
          .append("\", \"visibility_token\": \"\", \"attribute_tokens\": [");
      text.append(attributes).append("], \"translation\": [").append(r.nextGaussian() * 900);
      text.append(", ").append(r.nextInt(9)).append(", 1e-3], \"size\": [1, 2.5, 3],");
      text.append("\"rotation\": [").append(r.nextDouble()).append(", 0, 0.0, -0.1], \"prev\": \"");
      text.append(r.nextBoolean() ? "" : "a" + r.nextInt(neighbours)).append("\", \"next\": \"");
      text.append(r.nextBoolean() ? "" : "a" + r.nextInt(neighbours));
      text.append("\", \"num_lidar_pts\": ").append(r.nextInt(4)).append(", \"num_radar_pts\": 0");
    }
    return text.append("}]").toString();
  }

  private static String damaged(Random r, String text) {
    int at = r.nextInt(text.length());
    char splice = SPLICES.charAt(r.nextInt(SPLICES.length()));
    return switch (r.nextInt(4)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + splice + text.substring(at);
      case 2 -> text.substring(0, at) + text.substring(at + 1);
      default -> text.substring(0, at) + splice + text.substring(at + 1);
    };
  }

  private void write(String table, String text) throws IOException {
    Path folder = Files.createDirectories(root.resolve("v1.0-mini"));
    Files.write(folder.resolve(table + ".json"), text.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> Optional<T> unlessOdd(Supplier<T> fast) {
    try {
      return Optional.of(fast.get());
    } catch (OddInputException e) {
      return Optional.empty();
    }
  }

  private static Object outcome(Supplier<?> reading) {
    try {
      return reading.get();
    } catch (InputException e) {
      return e.getMessage();
    }
  }

  @Test
  void trueBoxesAreTheSame() throws IOException {
    long seed = System.nanoTime();
    System.out.println("TableScanTest true boxes: seed " + seed);
    Random random = new Random(seed);
    StringBuilder instances = new StringBuilder("[");
    for (int i = 0; i < 8; i++) {
      instances.append(i == 0 ? "" : ",\n");
      instances.append(
          "{\"token\": \"i" + i + "\", \"category_token\": \"c" + (i < 2 ? i : i % 4) + "\"}");
    }
    write("instance", instances.append("]").toString());
    NuScenesTables tables = NuScenesTables.open(root, "v1.0-mini");
    int fast = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String text = annotations(random);
      write("sample_annotation", i % 2 == 0 ? text : damaged(random, text));
      Optional<GroundTruth> scanned =
          unlessOdd(
              () -> TruthScan.read(root.resolve("v1.0-mini"), split(), CATEGORIES, ATTRIBUTES));
      fast += scanned.isPresent() ? 1 : 0;
      if (scanned.isPresent()) {
        String as = "seed " + seed + ", round " + i;
        GroundTruth careful = tables.groundTruthWithCare(split(), CATEGORIES, ATTRIBUTES);
        SameBoxes.assertSame(as, scanned.get().boxes(), careful.boxes());
        for (int s = 0; s < SAMPLES; s++) {
          assertThat(scanned.get().racks().count(s)).as(as).isEqualTo(careful.racks().count(s));
        }
      }
    }
    assertThat(fast).as("read fast, seed " + seed).isGreaterThan(ROUNDS / 4);
  }

  @Test
  void posesAreTheSame() throws IOException {
    long seed = System.nanoTime();
    System.out.println("TableScanTest poses: seed " + seed);
    Random r = new Random(seed);
    Set<String> samples = Set.of("s0", "s1", "s2");
    Path folder = root.resolve("v1.0-mini");
    int fast = 0;
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder data = new StringBuilder("[");
      StringBuilder poses = new StringBuilder("[");
      for (int k = 0; k < 5; k++) {
        data.append(k == 0 ? "" : ", ").append("{\"token\": \"d").append(k);
        data.append("\", \"sample_token\": \"s")
            .append(r.nextInt(4))
            .append("\", \"filename\": \"x");
        data.append("\", \"ego_pose_token\": \"p")
            .append(k)
            .append("\", \"calibrated_sensor_token\"");
        data.append(": \"l").append(r.nextInt(2)).append("\", \"is_key_frame\": ");
        data.append(r.nextInt(3) > 0).append("}");
        poses.append(k == 0 ? "" : ",\n").append("{\"token\": \"p").append(k);
        poses.append("\", \"timestamp\": 5, \"translation\": [1.5, ").append(r.nextGaussian());
        poses.append(", 0]}");
      }
      write("sample_data", i % 2 == 0 ? data + "]" : damaged(r, data + "]"));
      write("ego_pose", i % 2 == 0 ? poses + "]" : damaged(r, poses + "]"));
      String as = "seed " + seed + ", round " + i;
      Optional<Map<String, String>> scanned =
          unlessOdd(() -> EgoPoseScan.poses(folder, samples, Set.of("l1")));
      scanned.ifPresent(
          p ->
              assertThat((Object) p)
                  .as(as)
                  .isEqualTo(outcome(() -> EgoPoses.posesWithCare(folder, samples, Set.of("l1")))));
      Set<String> wanted = Set.of("p0", "p3", "p9");
      Optional<Map<String, Vec3>> places =
          unlessOdd(() -> EgoPoseScan.translations(folder, wanted));
      places.ifPresent(
          p ->
              assertThat((Object) p)
                  .as(as)
                  .isEqualTo(outcome(() -> EgoPoses.translationsWithCare(folder, wanted))));
      fast += scanned.isPresent() && places.isPresent() ? 1 : 0;
    }
    assertThat(fast).as("read fast, seed " + seed).isGreaterThanOrEqualTo(ROUNDS / 2);
  }

  @Test
  void namesAreTheSame() throws IOException {
    write("scene", "[{\"token\": \"a\", \"name\": \"x\"}, {\"name\": \"y\", \"token\": \"b\"}]");
    Path folder = root.resolve("v1.0-mini");
    assertThat(TableScan.names(folder, "scene", "name"))
        .isEqualTo(new HashMap<>(Map.of("a", "x", "b", "y")))
        .isEqualTo(TableReader.names(folder, "scene", "name"));
    write("scene", "[]");
    assertThat(TableScan.names(folder, "scene", "name")).isEmpty();
  }
}
