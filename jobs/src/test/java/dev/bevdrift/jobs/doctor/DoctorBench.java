package dev.bevdrift.jobs.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.doctor.Patient.Against;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.udf.finding.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the doctor says of boxes with known faults, on material that no threshold was chosen on:
 * {@code bin/bench doctor}.
 *
 * <p>Each fault is injected alone and with each fault of another part, and healthy boxes are shaken
 * as a lower precision shakes them. Arguments: first scene of the sample, scenes a group, groups,
 * seed, and the JSON file or {@code -}.
 */
public final class DoctorBench {
  private static final int SHAKEN = 20;
  private static final double MOST_M = 0.08;
  private static final double MOST_RAD = 0.05;

  /** What may be said of a patient. */
  private enum Said {
    /** Every fault, and nothing else. */
    NAMED,
    /** One of two faults, and nothing else. */
    ONE_OF_TWO,
    /** That it is unknown. */
    UNKNOWN,
    NOTHING,
    /** Something that is not so. */
    FALSE
  }

  private final Map<String, Map<Said, Integer>> counts = new TreeMap<>();
  private final Map<String, Integer> lies = new TreeMap<>();

  private DoctorBench() {}

  /** Runs the bench. */
  public static void main(String[] args) throws IOException {
    int first = Integer.parseInt(args[0]);
    int scenes = Integer.parseInt(args[1]);
    DoctorBench bench = new DoctorBench();
    for (int group = 0; group < Integer.parseInt(args[2]); group++) {
      bench.examine("sample", SampleMaterial.of(first + group * scenes, scenes), args[3]);
    }
    if (RealMaterial.isHere()) {
      for (String detector : List.of("fastbev", "trelpy")) {
        bench.examine("real " + detector, RealMaterial.of(detector), args[3]);
      }
    } else {
      System.out.println("real frames: not here, left out");
    }
    bench.print();
    if (!args[4].equals("-")) {
      Files.writeString(
          Path.of(args[4]),
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(bench.json())
              + "\n");
    }
  }

  private void examine(String name, Material m, String seed) {
    for (BoxFault one : BoxFault.values()) {
      count(name + ", one fault", m, one.of(m, m.boxes()), Set.of(one.rule()), one.name());
      for (BoxFault two : BoxFault.values()) {
        if (two.part().compareTo(one.part()) > 0) {
          boolean both = one == BoxFault.SIZE_LWH && two == BoxFault.YAW_MIRRORED;
          Set<String> expected = both ? Set.of("mmdet3d-1x-boxes") : Set.of(one.rule(), two.rule());
          DetectionBoxes faulty = one.of(m, two.of(m, m.boxes()));
          count(name + ", two faults", m, faulty, expected, one + " with " + two);
        }
      }
    }
    SplittableRandom random = new SplittableRandom(Long.parseLong(seed));
    for (int i = 0; i < SHAKEN; i++) {
      count(name + ", healthy", m, shaken(m, random), Set.of(), "shaken " + i);
    }
  }

  /** Boxes as a lower precision leaves them. */
  private static DetectionBoxes shaken(Material m, SplittableRandom random) {
    double metres = MOST_M * random.nextDouble();
    double radians = MOST_RAD * random.nextDouble();
    BoxEdit edit =
        (b, i, to) ->
            to.translation(
                    b.x(i) + metres * noise(random),
                    b.y(i) + metres * noise(random),
                    b.z(i) + metres * noise(random))
                .rotation(Quaternion.aboutZ(b.yawRad(i) + radians * noise(random)))
                .velocity(b.vx(i) + metres * noise(random), b.vy(i) + metres * noise(random))
                .score(Math.min(1, Math.max(0, b.score(i) + 0.1 * metres * noise(random))));
    return edit.of(m.boxes());
  }

  /** Of variance 1, bell-shaped. */
  private static double noise(SplittableRandom random) {
    return 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble()) - 3;
  }

  private void count(
      String kind, Material m, DetectionBoxes faulty, Set<String> expected, String what) {
    Set<String> said =
        Doctor.examine(m.against(Against.ORIGINAL, faulty)).stream()
            .map(Finding::rule)
            .collect(Collectors.toSet());
    Said word = word(said, expected);
    counts.computeIfAbsent(kind, any -> new TreeMap<>()).merge(word, 1, Integer::sum);
    if (word == Said.FALSE) {
      lies.merge(kind + ": " + what + " called " + said, 1, Integer::sum);
    }
  }

  private static Said word(Set<String> said, Set<String> expected) {
    if (said.equals(expected)) {
      return Said.NAMED;
    }
    if (said.isEmpty()) {
      return Said.NOTHING;
    }
    if (said.equals(Set.of(Doctor.UNKNOWN))) {
      return Said.UNKNOWN;
    }
    return expected.containsAll(said) ? Said.ONE_OF_TWO : Said.FALSE;
  }

  private void print() {
    counts.forEach(
        (kind, said) -> {
          List<String> words = new ArrayList<>();
          for (Said word : Said.values()) {
            words.add(
                word.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + " "
                    + said.getOrDefault(word, 0));
          }
          System.out.println(kind + ": " + String.join(", ", words));
        });
    lies.forEach((what, times) -> System.out.println(times + " x " + what));
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("bench", "doctor");
    ArrayNode rows = json.putArray("rows");
    counts.forEach(
        (kind, said) -> {
          ObjectNode row = rows.addObject().put("kind", kind);
          for (Said word : Said.values()) {
            row.put(word.name().toLowerCase(Locale.ROOT), said.getOrDefault(word, 0));
          }
        });
    ObjectNode wrong = json.putObject("wrong");
    lies.forEach(wrong::put);
    return json;
  }
}
