package dev.bevdrift.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.golden.ToyLadder;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.LadderFile;
import dev.bevdrift.udf.ladder.Role;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BevModelTest {
  private static final RuntimeOptions CPU = RuntimeOptions.of(RuntimeOptions.Provider.CPU);

  @TempDir private Path temp;

  @AfterEach
  void noSessionIsLeftOpen() {
    assertThat(SessionPool.ofJvm().size()).isZero();
  }

  @Test
  void outputsComeByRoleInTheManifestsOrder() throws InferenceException {
    Ladder ladder = Ladder.open(ToyLadder.source());
    Map<Role, List<Long>> shapes = new LinkedHashMap<>();
    try (BevModel model = BevModel.open(ladder, rung(ladder, "single"), CPU)) {
      model.run(
          feeds(ladder, model.rung()),
          Optional.empty(),
          AfterRun.KEEP_MEMORY,
          (role, shape, data) -> shapes.put(role, shape));

      assertThat(model.device())
          .isEqualTo(new Device(RuntimeOptions.Provider.CPU, 0, "CPU, as asked"));
    }
    assertThat(shapes)
        .containsExactly(
            Map.entry(Role.BEV_EMBED, List.of(6L, 1L, 2L)),
            Map.entry(Role.ALL_CLS_SCORES, List.of(1L, 1L, 3L, 2L)),
            Map.entry(Role.ALL_BBOX_PREDS, List.of(1L, 1L, 3L, 10L)));
  }

  @Test
  void labelsBecomeFloats() throws InferenceException {
    Ladder ladder = Ladder.open(ToyLadder.source());
    Map<Role, float[]> outputs = new LinkedHashMap<>();
    try (BevModel model = BevModel.open(ladder, rung(ladder, "decoded"), CPU)) {
      model.run(
          feeds(ladder, model.rung()),
          Optional.empty(),
          AfterRun.KEEP_MEMORY,
          (role, shape, data) -> outputs.put(role, data));
    }
    assertThat(outputs.get(Role.LABELS)).containsExactly(1, 0);
    assertThat(outputs.get(Role.SCORES)).containsExactly(0.9f, 0.4f);
  }

  @Test
  void sessionsAreSharedCountedAndClosed() {
    Ladder ladder = Ladder.open(ToyLadder.source());
    SessionPool pool = SessionPool.ofJvm();
    BevModel first = BevModel.open(ladder, rung(ladder, "single"), CPU);
    BevModel second = BevModel.open(ladder, rung(ladder, "single"), CPU);
    BevModel twin = BevModel.open(ladder, rung(ladder, "recipe-yaw"), CPU);
    assertThat(pool.size()).isEqualTo(1);
    BevModel apart = BevModel.openApart(ladder, rung(ladder, "single"), CPU, "again");
    BevModel threads = BevModel.open(ladder, rung(ladder, "single"), CPU.withIntraOpThreads(2));
    assertThat(pool.size()).isEqualTo(3);

    first.close();
    first.close();
    assertThat(pool.size()).as("a second close must not take another's hold").isEqualTo(3);
    second.close();
    twin.close();
    assertThat(pool.size()).isEqualTo(2);
    apart.close();
    threads.close();
    assertThat(pool.size()).isZero();
    assertThatThrownBy(
            () ->
                first.run(
                    feeds(ladder, first.rung()),
                    Optional.empty(),
                    AfterRun.KEEP_MEMORY,
                    (role, shape, data) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use a session: its lease is closed, expected open");
  }

  @Test
  void aGraphThatNeedsMoreThanTheManifestSaysIsRefused() {
    assertRefused(
        "extra_input",
        "it needs the input 'phase_of_moon', which the manifest does not name,"
            + " expected inputs of rung extra_input: img, can_bus, lidar2img");
  }

  @Test
  void anotherShapeIsRefused() {
    assertRefused(
        "wrong_shape",
        "its input 'img' has the shape [1, 6, 3, 4, 9], expected [1, 6, 3, 4, 8] for img");
  }

  @Test
  void anotherTypeIsRefused() {
    assertRefused("wrong_type", "its input 'can_bus' holds DOUBLE, expected FLOAT");
  }

  private static void assertRefused(String id, String message) {
    Ladder ladder = Ladder.open(ToyLadder.source());
    assertThatThrownBy(() -> BevModel.open(ladder, rung(ladder, id), CPU))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot use " + ladder.folder().resolve(id + ".onnx") + ": " + message);
  }

  @Test
  void anInputThatTheGraphLacksIsRefused() {
    ToyLadder toy =
        ToyLadder.in(temp)
            .editRung(
                "single", rung -> ((ObjectNode) rung.get("inputs")).put("img_shape", "img_shape"));
    toy.edit(root -> ((com.fasterxml.jackson.databind.node.ArrayNode) root.get("rungs")).remove(9));
    Ladder ladder = Ladder.open(temp);

    assertThatThrownBy(() -> BevModel.open(ladder, rung(ladder, "single"), CPU))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot use "
                + temp.resolve("single.onnx")
                + ": it has no input 'img_shape', which the manifest names for img_shape,"
                + " expected one of img, can_bus, lidar2img");
  }

  @Test
  void aGraphTheRuntimeCannotReadIsOneLine() throws java.io.IOException {
    ToyLadder toy = ToyLadder.in(temp);
    byte[] bytes = Files.readAllBytes(temp.resolve("throwing.onnx"));
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    bytes[text.indexOf("Gather") + 1] = 'u'; // an operator that nobody knows
    toy.replace("throwing.onnx", bytes);
    Ladder ladder = Ladder.reopen(temp, Ladder.open(temp).manifestSha256());

    assertThatThrownBy(() -> BevModel.open(ladder, rung(ladder, "throwing"), CPU))
        .isInstanceOf(InputException.class)
        .message()
        .startsWith("Cannot open " + temp.resolve("throwing.onnx") + ": ")
        .endsWith(", expected a graph that ONNX Runtime " + BevModel.runtimeVersion() + " can run")
        .doesNotContain("\n");
  }

  @Test
  void filesAreHashedAgainWhenTheSessionOpens() throws java.io.IOException {
    ToyLadder.in(temp);
    Ladder ladder = Ladder.open(temp);
    Files.copy(
        temp.resolve("throwing.onnx"),
        temp.resolve("single.onnx"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> BevModel.open(ladder, rung(ladder, "single"), CPU))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot use " + temp.resolve("single.onnx") + ": its sha256 is ");
  }

  @Test
  void aFailureOfTheRuntimeIsOneLine() {
    Ladder ladder = Ladder.open(ToyLadder.source());
    try (BevModel model = BevModel.open(ladder, rung(ladder, "throwing"), CPU)) {
      assertThatThrownBy(
              () ->
                  model.run(
                      feeds(ladder, model.rung()),
                      Optional.empty(),
                      AfterRun.KEEP_MEMORY,
                      (role, shape, data) -> {}))
          .isInstanceOf(InferenceException.class)
          .message()
          .contains("indices element out of data bounds")
          .doesNotContain("\n");
    }
  }

  @Test
  void onlyDirectBuffersOfNativeOrderAndTheRightLengthAreFed() {
    Ladder ladder = Ladder.open(ToyLadder.source());
    try (BevModel model = BevModel.open(ladder, rung(ladder, "single"), CPU)) {
      FloatBuffer bigEndian =
          ByteBuffer.allocateDirect(18 * 4).order(ByteOrder.BIG_ENDIAN).asFloatBuffer();
      FloatBuffer shortOne =
          ByteBuffer.allocateDirect(17 * 4).order(ByteOrder.nativeOrder()).asFloatBuffer();
      for (FloatBuffer bad : new FloatBuffer[] {FloatBuffer.allocate(18), bigEndian, shortOne}) {
        Map<String, FloatBuffer> feeds = feeds(ladder, model.rung());
        feeds.put("can_bus", bad);
        assertThatThrownBy(
                () ->
                    model.run(
                        feeds, Optional.empty(), AfterRun.KEEP_MEMORY, (role, shape, data) -> {}))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("Cannot feed 'can_bus' of rung single: ")
            .hasMessageEndingWith(", expected a direct buffer of native order with 18 numbers");
      }
    }
  }

  @Test
  void askedForCudaThatIsNotThereSaysWhatIsMissingAndAutoSaysWhatItTook() {
    Ladder ladder = Ladder.open(ToyLadder.source());
    GraphRung rung = rung(ladder, "single");
    try (BevModel auto =
        BevModel.open(ladder, rung, CPU.on(RuntimeOptions.Provider.AUTO).onDevice(63))) {
      assertThat(auto.device().provider())
          .as("no machine has 64 GPUs")
          .isEqualTo(RuntimeOptions.Provider.CPU);
      assertThat(auto.device().note()).startsWith("CPU, because of CUDA: ").doesNotContain("\n");
    }
    assertThatThrownBy(
            () -> BevModel.open(ladder, rung, CPU.on(RuntimeOptions.Provider.CUDA).onDevice(63)))
        .isInstanceOf(InputException.class)
        .message()
        .startsWith("Cannot run on CUDA device 63: ")
        .endsWith(", expected an NVIDIA GPU with driver, CUDA 12 and cuDNN 9, or --provider cpu")
        .doesNotContain("\n");
  }

  @Test
  void ofAComplaintAboutALibraryOnlyTheLibraryIsSaid() {
    assertThat(
            OrtSessions.missing(
                "Error code - ORT_FAIL - message: /src/provider_bridge_ort.cc:1952 Get() FAIL :"
                    + " Failed to load library /tmp/java1/libonnxruntime_providers_cuda.so with"
                    + " error: libcublasLt.so.12: cannot open shared object file: No such file or"
                    + " directory"))
        .isEqualTo("this machine has no libcublasLt.so.12");
    assertThat(OrtSessions.missing("CUDA failure 100: no CUDA-capable device is detected"))
        .isEqualTo("CUDA failure 100: no CUDA-capable device is detected");
  }

  @Test
  void defaultsAreSpelledOutAndOptionNamesChecked() {
    assertThat(CPU)
        .isEqualTo(
            new RuntimeOptions(
                RuntimeOptions.Provider.CPU,
                0,
                1,
                RuntimeOptions.Tf32.OFF,
                RuntimeOptions.Optimization.ALL,
                0,
                new GpuOptions(0, GpuOptions.ConvSearch.DEFAULT, "", new TreeMap<>()),
                List.of()));
    assertRefusedOption(
        "use_tf33", "Cannot set the provider option 'use_tf33': expected one of arena_");
    assertRefusedOption(
        "trt_fp61_enable",
        "Cannot set the provider option 'trt_fp61_enable': expected one of trt_");
    assertThatThrownBy(() -> CPU.withMaxSessions(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot keep -1 sessions open: expected at least 0");
    assertThatThrownBy(() -> CPU.withIntraOpThreads(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot run on device 0 with 0 intra-op threads: expected at least 0 and at least 1");
  }

  private static void assertRefusedOption(String name, String message) {
    SortedMap<String, String> named = new TreeMap<>(Map.of(name, "1"));
    assertThatThrownBy(() -> new GpuOptions(0, GpuOptions.ConvSearch.DEFAULT, "", named))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void everyOptionReachesTheProvider() {
    SortedMap<String, String> named =
        new TreeMap<>(Map.of("prefer_nhwc", "1", "trt_fp16_enable", "1"));
    GpuOptions gpu = new GpuOptions(1 << 20, GpuOptions.ConvSearch.HEURISTIC, "engines", named);

    assertThat(gpu.cuda(RuntimeOptions.Tf32.ON))
        .containsExactly(
            Map.entry("cudnn_conv_algo_search", "HEURISTIC"),
            Map.entry("gpu_mem_limit", "1048576"),
            Map.entry("prefer_nhwc", "1"),
            Map.entry("use_tf32", "1"));
    assertThat(GpuOptions.defaults().cuda(RuntimeOptions.Tf32.OFF))
        .as("the runtime's own default is TF32")
        .containsExactly(
            Map.entry("cudnn_conv_algo_search", "DEFAULT"), Map.entry("use_tf32", "0"));
    assertThat(gpu.tensorrt("engines/of-this-graph"))
        .containsExactly(
            Map.entry("trt_engine_cache_enable", "1"),
            Map.entry("trt_engine_cache_path", "engines/of-this-graph"),
            Map.entry("trt_fp16_enable", "1"),
            Map.entry("trt_max_workspace_size", "1048576"));
    assertThat(GpuOptions.defaults().tensorrt(""))
        .containsExactly(Map.entry("trt_fp16_enable", "0"));
  }

  @Test
  void enginesAreKeptApartByGraphDeviceDriverVersionAndOptions() {
    LadderFile graph = new LadderFile("g.onnx", "aa");
    RuntimeOptions trt = CPU.on(RuntimeOptions.Provider.TENSORRT);
    Hardware gpu = new Hardware("H100", "550.1");
    SortedMap<String, String> half = new TreeMap<>(Map.of("trt_fp16_enable", "1"));
    List<String> names =
        List.of(
            EngineCache.name(graph, trt, gpu, "1.24.2"),
            EngineCache.name(new LadderFile("g.onnx", "bb"), trt, gpu, "1.24.2"),
            EngineCache.name(graph, trt, new Hardware("H200", "550.1"), "1.24.2"),
            EngineCache.name(graph, trt, new Hardware("H100", "560.1"), "1.24.2"),
            EngineCache.name(graph, trt, gpu, "1.25.0"),
            EngineCache.name(graph, trt.with(RuntimeOptions.Tf32.ON), gpu, "1.24.2"),
            EngineCache.name(
                graph,
                trt.with(new GpuOptions(0, GpuOptions.ConvSearch.DEFAULT, "", half)),
                gpu,
                "1.24.2"));

    assertThat(names).doesNotHaveDuplicates();
    assertThat(
            EngineCache.name(new LadderFile("renamed.onnx", "aa"), trt.onDevice(3), gpu, "1.24.2"))
        .as("neither a file's name nor a device's number makes another engine")
        .isEqualTo(names.get(0));
  }

  @Test
  void askedForTensorRtWithoutTf32NeedsTheDriversSwitch() {
    Ladder ladder = Ladder.open(ToyLadder.source());
    RuntimeOptions trt = CPU.on(RuntimeOptions.Provider.TENSORRT).onDevice(63);

    assertThatThrownBy(() -> BevModel.open(ladder, rung(ladder, "single"), trt))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot run on TensorRT device 63 without TF32: NVIDIA_TF32_OVERRIDE is not set,"
                + " expected 0 in the environment of every executor, or --tf32");
    assertThatThrownBy(
            () -> BevModel.open(ladder, rung(ladder, "single"), trt.with(RuntimeOptions.Tf32.ON)))
        .isInstanceOf(InputException.class)
        .message()
        .startsWith("Cannot run on TensorRT device 63: ")
        .endsWith(" and TensorRT 10, or --provider cpu");
  }

  private static GraphRung rung(Ladder ladder, String id) {
    return (GraphRung) ladder.rung(id).orElseThrow();
  }

  private static Map<String, FloatBuffer> feeds(Ladder ladder, GraphRung rung) {
    TensorShapes shapes = TensorShapes.of(ladder);
    Map<String, FloatBuffer> feeds = new LinkedHashMap<>();
    rung.inputs()
        .forEach(
            (name, role) ->
                feeds.put(
                    name,
                    ByteBuffer.allocateDirect(shapes.size(role) * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer()));
    return feeds;
  }
}
