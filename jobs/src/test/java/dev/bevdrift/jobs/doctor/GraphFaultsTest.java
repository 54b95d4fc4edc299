package dev.bevdrift.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.bevdrift.jobs.table.CloseableIterator;
import dev.bevdrift.jobs.table.FramesTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ImageSource;
import dev.bevdrift.udf.infer.PreparedFrame;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.RuntimeOptions;
import dev.bevdrift.udf.probe.InputProbe;
import dev.bevdrift.udf.probe.Response;
import dev.bevdrift.udf.tap.Divergence;
import dev.bevdrift.udf.tap.DivergenceSearch;
import dev.bevdrift.udf.tap.TapDifference;
import dev.bevdrift.udf.tap.TapFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults are made inside the sample's graphs, alone and two at once; the first value that parts
 * from the sound graph's must be the one that the fault reaches first. Two rungs are compared with
 * each other: no PyTorch outputs are needed.
 */
class GraphFaultsTest {
  private static final Path SAMPLE =
      Path.of(System.getProperty("bevdrift.root"), "sample", "ladder");
  private static final String MASK_AND_LAYER = "mask-and-layer";
  private static final String RENAMED = "renamed";
  private static final String RENAMED_FAULT = "renamed-fault";
  private static final String OTHER_NAME = "_of_another_exporter";

  /** Half precision is off by less, a fault by more. */
  private static final double TOLERANCE = 0.1;

  @TempDir static Path folder;
  private static Ladder ladder;
  private static List<Frame> frames;
  private static DivergenceSearch search;
  private static TapFrame sound;

  @BeforeAll
  static void inject() throws IOException {
    ObjectNode manifest =
        (ObjectNode)
            new ObjectMapper(new YAMLFactory()).readTree(SAMPLE.resolve("ladder.yaml").toFile());
    ArrayNode all = (ArrayNode) manifest.remove("rungs");
    ArrayNode rungs = manifest.putArray("rungs");
    for (String id : List.of("faithful", "fp16", "int8-dynamic", "R03a-bake-can-bus")) {
      ObjectNode rung = rung(all, id);
      rung.remove("prefix");
      rungs.add(rung);
      for (var file : rung.get("files")) {
        String name = file.get("path").textValue();
        if (!Files.exists(folder.resolve(name))) {
          Files.copy(SAMPLE.resolve(name), folder.resolve(name));
        }
      }
    }
    for (GraphFault fault : GraphFault.values()) {
      add(rungs, fault.rung(), fault.name(), fault.in(model(fault.rung() + ".onnx")));
    }
    add(
        rungs,
        "faithful",
        MASK_AND_LAYER,
        GraphFault.DECODER_LAYER_OFF_BY_ONE.in(GraphFault.DROPPED_MASK.in(model("faithful.onnx"))));
    add(rungs, "faithful", RENAMED, renamed(model("faithful.onnx")));
    add(
        rungs,
        "faithful",
        RENAMED_FAULT,
        renamed(GraphFault.DROPPED_MASK.in(model("faithful.onnx"))));
    for (String id : List.of(RENAMED, RENAMED_FAULT)) {
      ObjectNode taps = (ObjectNode) rung(rungs, id).get("taps");
      for (String tap : List.copyOf(names(taps))) {
        taps.put(tap, taps.get(tap).textValue() + OTHER_NAME);
      }
    }
    new ObjectMapper(new YAMLFactory())
        .writeValue(folder.resolve(Ladder.MANIFEST).toFile(), manifest);
    ladder = Ladder.open(folder);
    frames = new ArrayList<>();
    var file =
        new org.apache.hadoop.fs.Path(
            System.getProperty("bevdrift.root") + "/sample/frames/scene-7012-0.parquet");
    try (CloseableIterator<Frame> rows = FramesTable.read(Storage.local(), file)) {
      frames.add(rows.next());
      frames.add(rows.next());
    }
    search = DivergenceSearch.of(ladder, TOLERANCE);
    sound = search.taps(rung("faithful"), prepared(0), prepared(1));
  }

  private static ObjectNode rung(ArrayNode all, String id) {
    for (var rung : all) {
      if (rung.get("id").textValue().equals(id)) {
        return (ObjectNode) rung;
      }
    }
    throw new AssertionError(id);
  }

  private static ModelProto model(String file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(SAMPLE.resolve(file)));
  }

  private static List<String> names(ObjectNode of) {
    List<String> names = new ArrayList<>();
    of.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The same graph, every inner value of it called otherwise. */
  private static ModelProto renamed(ModelProto model) {
    ModelProto.Builder to = model.toBuilder();
    Set<String> kept = new HashSet<>();
    model.getGraph().getOutputList().forEach(output -> kept.add(output.getName()));
    Set<String> inner = new HashSet<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      node.getOutputList().stream().filter(name -> !kept.contains(name)).forEach(inner::add);
    }
    for (NodeProto.Builder node : to.getGraphBuilder().getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        String name = node.getInput(i);
        node.setInput(i, inner.contains(name) ? name + OTHER_NAME : name);
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        String name = node.getOutput(i);
        node.setOutput(i, inner.contains(name) ? name + OTHER_NAME : name);
      }
    }
    to.getGraphBuilder().clearValueInfo();
    return to.build();
  }

  private static void add(ArrayNode rungs, String like, String id, ModelProto model)
      throws IOException {
    byte[] bytes = model.toByteArray();
    Files.write(folder.resolve(id + ".onnx"), bytes);
    ObjectNode rung = rung(rungs, like).deepCopy();
    rung.put("id", id);
    ((ObjectNode) rung.get("files").get(0)).put("path", id + ".onnx").put("sha256", sha256(bytes));
    rungs.add(rung);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static GraphRung rung(String id) {
    return (GraphRung) ladder.rung(id).orElseThrow();
  }

  private static PreparedFrame prepared(int number) {
    return PreparedFrame.first(ladder, frames.get(number), ImageSource.localFiles());
  }

  private static Divergence divergence(String id) {
    return search.of(rung(id), prepared(1), sound).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void theFirstValueThatAFaultReachesIsNamed(GraphFault fault) {
    Divergence found = divergence(fault.name());
    assertThat(found.first().map(TapDifference::tap)).contains(fault.firstTap());
    assertThat(found.between()).isNotEmpty();
  }

  @Test
  void ofTwoFaultsTheEarlierIsNamed() {
    assertThat(divergence(MASK_AND_LAYER).first().map(TapDifference::tap))
        .contains(GraphFault.DROPPED_MASK.firstTap());
  }

  @Test
  void graphsWhoseNamesDifferAreComparedValueByValue() {
    Divergence same = divergence(RENAMED);
    assertThat(same.first()).isEmpty();
    assertThat(same.differences()).hasSize(sound.taps().size());
    assertThat(same.differences())
        .allSatisfy(difference -> assertThat(difference.value()).endsWith(OTHER_NAME));
    assertThat(divergence(RENAMED_FAULT).first().map(TapDifference::tap))
        .contains(GraphFault.DROPPED_MASK.firstTap());
  }

  @Test
  void theNodesBeforeItHoldTheFault() {
    assertThat(divergence(GraphFault.HALF_PRECISION_OVERFLOW.name()).between())
        .contains("Mul injected Mul", "Div injected Div");
  }

  @ParameterizedTest
  @ValueSource(strings = {"faithful", "fp16"})
  void aSoundGraphIsNotBlamed(String id) {
    assertThat(divergence(id).first()).isEmpty();
  }

  private static List<Response.Word> words(String id) {
    InputProbe probe =
        InputProbe.of(
            ladder,
            rung("faithful"),
            frames.get(0),
            frames.get(1),
            RuntimeOptions.of(RuntimeOptions.Provider.CPU).withIntraOpThreads(1),
            ImageSource.localFiles());
    return probe.responses(rung(id)).stream().map(Response::word).toList();
  }

  /** Lower precisions listen to every input. */
  @ParameterizedTest
  @ValueSource(strings = {"faithful", "fp16", "int8-dynamic"})
  void noInputOfASoundGraphIsBlamed(String id) {
    assertThat(words(id)).containsOnly(Response.Word.ALIKE);
  }

  @Test
  void aFrozenInputIsStillFound() {
    assertThat(words("R03a-bake-can-bus")).contains(Response.Word.IGNORED);
  }
}
