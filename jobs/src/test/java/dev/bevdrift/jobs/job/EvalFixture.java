package dev.bevdrift.jobs.job;

import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.ReferenceRow;
import dev.bevdrift.jobs.table.ReferenceTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TableWriter;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.Annotation;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Detections;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.FrameOutcome;
import dev.bevdrift.udf.infer.InferenceOptions;
import dev.bevdrift.udf.infer.SceneInference;
import dev.bevdrift.udf.infer.Tensor;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Frames, reference and ladder of toy graphs: five scenes of three frames. The reference is what
 * the toys {@code temporal} and {@code single} give, and the true boxes are those of single, so
 * that the right verdicts are known.
 */
final class EvalFixture {
  static final int SCENES = 5;
  static final int FRAMES = 3;
  static final List<String> CHANNELS =
      List.of(
          "CAM_FRONT",
          "CAM_FRONT_RIGHT",
          "CAM_FRONT_LEFT",
          "CAM_BACK",
          "CAM_BACK_LEFT",
          "CAM_BACK_RIGHT");
  private static final Pose HERE = new Pose(new Vec3(0, 0, 0), new Quaternion(1, 0, 0, 0));

  final Path frames;
  final Path ladder;
  final Path reference;
  private final Storage storage = Storage.local();

  /** What a command said. */
  record Said(int code, String out, String err) {}

  /** A frame's outputs, by variant. */
  private record Made(Frame frame, Map<String, Map<String, Tensor>> tensors) {}

  private EvalFixture(Path root) {
    frames = root.resolve("frames");
    ladder = root.resolve("ladder");
    reference = root.resolve("reference");
  }

  static EvalFixture in(Path root) throws IOException {
    return in(root, "toy");
  }

  /** The same with graphs that come in two parts, too. */
  static EvalFixture withParts(Path root) throws IOException {
    return in(root, "toy-parts");
  }

  private static EvalFixture in(Path root, String toyFolder) throws IOException {
    EvalFixture fixture = new EvalFixture(root);
    Files.createDirectories(fixture.ladder);
    Path toys =
        Path.of(System.getProperty("bevdrift.root"), "udf", "src", "test", "resources", toyFolder);
    try (Stream<Path> files = Files.list(toys)) {
      for (Path file : files.toList()) {
        Files.copy(file, fixture.ladder.resolve(file.getFileName().toString()));
      }
    }
    fixture.editLadder("random_weights: true", "random_weights: false");
    fixture.makeScenes();
    fixture.certificate("");
    return fixture;
  }

  /** Replaces text in the manifest, which must be there. */
  void editLadder(String from, String to) throws IOException {
    Path file = ladder.resolve("ladder.yaml");
    String text = Files.readString(file);
    if (!text.contains(from)) {
      throw new AssertionError("ladder.yaml has no " + from);
    }
    Files.writeString(file, text.replace(from, to));
  }

  /** Writes reference.json; {@code more} are further members, with a comma first. */
  void certificate(String more) throws IOException {
    String zeros = "0".repeat(64);
    Files.writeString(
        reference.resolve("reference.json"),
        "{\"schema_version\": 1, \"made_by\": \"bevexport\", \"config_sha256\": \""
            + zeros
            + "\", \"checkpoint_sha256\": \""
            + zeros
            + "\", \"random_weights\": false, \"variants\": [\"nontemporal\", "
            + "\"rewrite:decoded\", \"rewrite:elsewhere\", \"temporal\"]"
            + more
            + "}");
  }

  private void makeScenes() {
    List<IndexRow> index = new ArrayList<>();
    Ladder toys = Ladder.open(ladder).select(List.of("temporal", "single"));
    RuntimeOptions runtime = RuntimeOptions.of(RuntimeOptions.Provider.CPU);
    List<BevModel> models =
        toys.graphRungs().stream().map(rung -> BevModel.open(toys, rung, runtime)).toList();
    for (int scene = 0; scene < SCENES; scene++) {
      SceneInference inference = SceneInference.of(models, toys, InferenceOptions.defaults());
      List<Frame> bare = new ArrayList<>();
      for (int i = 0; i < FRAMES; i++) {
        bare.add(frame(scene, i, List.of()));
      }
      List<Made> made = new ArrayList<>();
      for (Iterator<FrameOutcome> all = inference.run(bare.iterator()); all.hasNext(); ) {
        made.add(made(scene, made.size(), all.next()));
      }
      index.add(write(scene, made));
    }
    models.forEach(BevModel::close);
    new DatasetInfo(
            1,
            "toys",
            "v1.0-toy",
            "all",
            true,
            "Toys <made up>",
            true,
            "original",
            "embed",
            1000,
            "0",
            new DatasetInfo.Taken(SCENES, SCENES * FRAMES),
            List.of(),
            List.of())
        .write(storage, folder(frames));
    IndexTable.write(storage, folder(frames), index);
  }

  private static Made made(int scene, int i, FrameOutcome outcome) {
    Map<String, Map<String, Tensor>> tensors = new TreeMap<>();
    List<Annotation> truth = new ArrayList<>();
    outcome
        .rungs()
        .forEach(
            rung -> {
              String variant = rung.rung().equals("single") ? "nontemporal" : "temporal";
              tensors.put(variant, new TreeMap<>(rung.outputs()));
              if (variant.equals("nontemporal")) {
                tensors.put("rewrite:decoded", new TreeMap<>(rung.outputs()));
                tensors.put("rewrite:elsewhere", new TreeMap<>(rung.outputs()));
                truth.addAll(truth(rung.detections()));
              }
            });
    return new Made(frame(scene, i, truth), tensors);
  }

  private static List<Annotation> truth(Detections from) {
    List<Annotation> boxes = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      boxes.add(
          new Annotation(
              "instance-" + i,
              from.className(i).equals("car") ? "vehicle.car" : "human.pedestrian.adult",
              from.className(i),
              from.translation(i),
              from.boxSize(i),
              from.rotation(i),
              from.velocityX(i),
              from.velocityY(i),
              List.of(from.attribute(i)),
              5,
              0,
              ""));
    }
    return boxes;
  }

  private IndexRow write(int scene, List<Made> made) {
    String file = FramesTable.fileName("scene-" + scene, 0);
    long bytes;
    try (TableWriter<Frame> writer = FramesTable.writer(storage, folder(frames.resolve(file)));
        TableWriter<ReferenceRow> outputs =
            ReferenceTable.writer(storage, folder(reference.resolve(file)))) {
      for (Made one : made) {
        writer.write(one.frame());
        one.tensors()
            .forEach(
                (variant, tensors) ->
                    tensors.forEach(
                        (name, tensor) -> outputs.write(row(one, variant, name, tensor))));
      }
      bytes = writer.commit();
      outputs.commit();
    }
    Frame first = made.get(0).frame();
    return new IndexRow(
        first.sceneToken(),
        first.sceneName(),
        0,
        file,
        made.size(),
        bytes,
        first.sampleIndex(),
        first.timestampUs(),
        "",
        "",
        "",
        "");
  }

  private static ReferenceRow row(Made made, String variant, String name, Tensor tensor) {
    Frame frame = made.frame();
    return new ReferenceRow(
        frame.sceneToken(), 0, frame.sampleToken(), frame.sampleIndex(), variant, name, tensor);
  }

  static org.apache.hadoop.fs.Path folder(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }

  /** Scenes alternate in sample.json, so that the metric's order is not that of the files. */
  static Frame frame(int scene, int i, List<Annotation> boxes) {
    List<CameraView> cameras = new ArrayList<>();
    for (String channel : CHANNELS) {
      cameras.add(
          CameraView.of(channel, "sd-" + scene + "-" + i + channel)
              .timestampUs(500_000L * i)
              .jpeg(ByteBuffer.wrap(jpeg(scene, i, cameras.size())))
              .sha256("")
              .size(16, 8)
              .intrinsics(new double[] {10, 0, 8, 0, 10, 4, 0, 0, 1})
              .sensor2ego(HERE)
              .ego2global(HERE)
              .build());
    }
    return frame(scene, i, boxes, cameras);
  }

  static Frame frame(int scene, int i, List<Annotation> boxes, List<CameraView> cameras) {
    double[] canBus = new double[Frame.CAN_BUS_SIZE];
    canBus[0] = scene + 0.5 * i;
    Frame.Builder frame =
        Frame.of("scene-token-" + scene, "scene-" + scene, token(scene, i))
            .sequence(0)
            .sampleIndex((long) i * SCENES + scene)
            .timestampUs(500_000L * i)
            .location("")
            .vehicle("")
            .description("")
            .cameras(cameras)
            .lidar2ego(HERE)
            .ego2global(HERE)
            .canBus(canBus)
            .annotations(boxes);
    if (i > 0) {
      frame.prevSampleToken(token(scene, i - 1));
    }
    return frame.build();
  }

  static String token(int scene, int i) {
    return "sample-" + scene + "-" + i;
  }

  private static byte[] jpeg(int scene, int i, int camera) {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 16; x++) {
      for (int y = 0; y < 8; y++) {
        image.setRGB(x, y, ((40 * scene + x) << 16) + ((60 * i + y) << 8) + 20 * camera);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Runs the command on these inputs. */
  Said eval(Path out, String... more) {
    return evalWith(Map.of(), out, more);
  }

  /** The same with settings of Spark, such as another master than local[2]. */
  Said evalWith(Map<String, String> settings, Path out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--frames",
                frames.toString(),
                "--ladder",
                ladder.toString(),
                "--reference",
                reference.toString(),
                "--out",
                out.toString(),
                "--provider",
                "cpu"));
    args.addAll(List.of(more));
    return runWith(settings, args.toArray(String[]::new));
  }

  /** Runs the command with exactly these arguments. */
  static Said run(String... args) {
    return runWith(Map.of(), args);
  }

  /** The same with settings of Spark. */
  static Said runWith(Map<String, String> settings, String... args) {
    Map<String, String> all =
        new TreeMap<>(Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"));
    all.putAll(settings);
    all.forEach(System::setProperty);
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code = CommandLines.run(new EvalMain(), args);
      return new Said(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
      all.keySet().forEach(System::clearProperty);
    }
  }
}
