package dev.bevdrift.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.bevdrift.udf.golden.ToyLadder;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A graph that works in {@value #WIDE_MB} MB: they go back where many sessions are open. */
final class WorkingMemoryTest {
  private static final RuntimeOptions CPU = RuntimeOptions.of(RuntimeOptions.Provider.CPU);
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int WIDE_MB = 64;

  @TempDir private Path temp;

  @Test
  void sessionsAtRestHoldTheirWeightsOnlyWhereManyAreOpen() throws Exception {
    assumeTrue(Files.exists(STATUS), "skipped: this system does not say what a process holds");
    int many = SessionPool.KEEPING + 2;
    List<BevModel> models = wide(many);
    long before = heldMb();
    for (BevModel model : models) {
      run(model, AfterRun.KEEP_MEMORY);
    }
    assertThat(heldMb() - before).isGreaterThan(many * WIDE_MB * 3 / 4);
    for (BevModel model : models) {
      run(model, AfterRun.FREE_MEMORY);
    }
    assertThat(heldMb() - before).isLessThan(many * WIDE_MB / 4);
    models.forEach(BevModel::close);
  }

  @Test
  void aFewSessionsKeepIt() throws Exception {
    assumeTrue(Files.exists(STATUS), "skipped: this system does not say what a process holds");
    List<BevModel> models = wide(SessionPool.KEEPING);
    long before = heldMb();
    for (BevModel model : models) {
      run(model, AfterRun.FREE_MEMORY);
    }
    assertThat(heldMb() - before).isGreaterThan(SessionPool.KEEPING * WIDE_MB * 3 / 4);
    models.forEach(BevModel::close);
  }

  /** Sessions of one graph, each apart from the others. */
  private List<BevModel> wide(int count) throws IOException {
    ToyLadder toy = ToyLadder.in(temp.resolve("ladder-" + count));
    toy.replace("single.onnx", widened(Files.readAllBytes(toy.folder().resolve("single.onnx"))));
    Ladder ladder = Ladder.open(toy.folder());
    GraphRung rung = (GraphRung) ladder.rung("single").orElseThrow();
    List<BevModel> models = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      models.add(BevModel.openApart(ladder, rung, CPU, "wide-" + i));
    }
    return models;
  }

  /** The graph, its first output moved by the mean of a value that is {@value #WIDE_MB} MB wide. */
  private static byte[] widened(byte[] graph) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(graph).toBuilder();
    GraphProto.Builder nodes = model.getGraphBuilder();
    String output = nodes.getOutput(0).getName();
    for (NodeProto.Builder node : nodes.getNodeBuilderList()) {
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (node.getOutput(i).equals(output)) {
          node.setOutput(i, "narrow");
        }
      }
    }
    nodes.addInitializer(
        TensorProto.newBuilder()
            .setName("width")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(1)
            .addInt64Data(WIDE_MB * 1024L * 1024 / Float.BYTES));
    nodes.addNode(node("ReduceSum", List.of("can_bus"), "sum").addAttribute(scalar()));
    nodes.addNode(node("Expand", List.of("sum", "width"), "wide"));
    nodes.addNode(node("ReduceMean", List.of("wide"), "mean").addAttribute(scalar()));
    nodes.addNode(node("Add", List.of("narrow", "mean"), output));
    return model.build().toByteArray();
  }

  private static NodeProto.Builder node(String op, List<String> takes, String gives) {
    return NodeProto.newBuilder().setOpType(op).addAllInput(takes).addOutput(gives);
  }

  private static AttributeProto.Builder scalar() {
    return AttributeProto.newBuilder()
        .setName("keepdims")
        .setType(AttributeProto.AttributeType.INT)
        .setI(0);
  }

  private static void run(BevModel model, AfterRun afterwards) throws InferenceException {
    Map<String, FloatBuffer> feeds = new LinkedHashMap<>();
    TensorShapes shapes = TensorShapes.of(Ladder.open(ToyLadder.source()));
    model.rung().inputs().forEach((name, role) -> feeds.put(name, direct(shapes.size(role))));
    model.run(feeds, Optional.empty(), afterwards, (role, shape, data) -> {});
  }

  private static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Memory that the process holds and no file backs, MB. */
  private static long heldMb() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
