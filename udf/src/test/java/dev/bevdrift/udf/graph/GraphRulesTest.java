package dev.bevdrift.udf.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.ladder.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphRulesTest {
  @TempDir Path folder;

  private SmallGraph graph(long opset) {
    return SmallGraph.in(folder, opset);
  }

  private SmallGraph allInputs() {
    return graph(17)
        .input("img", Role.IMG)
        .input("can_bus", Role.CAN_BUS)
        .input("lidar2img", Role.LIDAR2IMG);
  }

  @Test
  void aGraphThatReadsEveryInputHasNothingFrozen() {
    SmallGraph whole =
        allInputs()
            .node("Add", List.of("img", "can_bus"), "a")
            .node("Mul", List.of("a", "lidar2img"), "out")
            .output("out");
    assertThat(whole.seenBy(new FrozenInputs())).isEmpty();
  }

  @Test
  void anInputThatIsNotThereIsFrozen() {
    SmallGraph lacking =
        graph(17)
            .input("img", Role.IMG)
            .input("lidar2img", Role.LIDAR2IMG)
            .node("Add", List.of("img", "lidar2img"), "out")
            .output("out");
    assertThat(lacking.seenBy(new FrozenInputs()))
        .singleElement()
        .returns("input-missing", Finding::rule)
        .returns("can_bus", Finding::subject)
        .returns(Finding.Severity.ERROR, Finding::severity);
  }

  @Test
  void anInputThatLeadsNowhereIsFrozen() {
    SmallGraph deaf =
        allInputs()
            .node("Add", List.of("img", "lidar2img"), "out")
            .node("Neg", List.of("can_bus"), "unused")
            .output("out");
    assertThat(deaf.seenBy(new FrozenInputs()))
        .singleElement()
        .returns("input-without-path", Finding::rule)
        .returns("can_bus", Finding::subject);
  }

  @Test
  void anOutputThatAnInputDoesNotReachIsNamed() {
    SmallGraph split =
        allInputs()
            .node("Add", List.of("img", "can_bus"), "a")
            .node("Mul", List.of("a", "lidar2img"), "boxes")
            .node("Neg", List.of("a"), "bev")
            .output("boxes")
            .output("bev");
    assertThat(split.seenBy(new FrozenInputs()))
        .singleElement()
        .returns("output-without-path", Finding::rule)
        .returns("no path leads from it to bev", Finding::evidence);
  }

  @Test
  void signalsWithTheSameNumberFourTimesAreAFramesOwn() {
    float[] signals = new float[18];
    signals[0] = 3.5f;
    for (int i = 3; i < 7; i++) {
      signals[i] = 0.82f;
    }
    assertThat(graph(17).reals("v", signals).seenBy(new FrozenConstants()))
        .singleElement()
        .returns("constant-signals", Finding::rule)
        .returns("v", Finding::subject);
    signals[5] = 0.81f;
    assertThat(graph(17).reals("v", signals).seenBy(new FrozenConstants())).isEmpty();
    assertThat(graph(17).reals("v", new float[18]).seenBy(new FrozenConstants()))
        .as("zeros are a bias")
        .isEmpty();
  }

  @Test
  void cellsWithGapsUsedAsIndicesAreAFramesOwn() {
    long[] seen = {3, 4, 5, 9, 10, 40, 41, 42, 1, 2, 3, 50, 51, 52, 53, 99};
    SmallGraph baked =
        graph(17)
            .wholes("index", List.of(2L, 8L), seen)
            .node("Unsqueeze", List.of("index"), "wide")
            .node("Gather", List.of("x", "wide"), "out");
    assertThat(baked.seenBy(new FrozenConstants()))
        .singleElement()
        .returns("constant-visibility", Finding::rule)
        .returns("a constant of 16 BEV cells, used as indices", Finding::evidence);
  }

  @Test
  void indicesOfAllCellsInOrderAreNobodysOwn() {
    long[] inOrder = {0, 1, 2, 3, 4, 5, 6, 7};
    long[] twice = {0, 1, 2, 3, 3, 5, 9, 7};
    long[] beyond = {0, 1, 2, 3, 4, 9, 50, 100};
    for (long[] harmless : List.of(inOrder, twice, beyond)) {
      SmallGraph live =
          graph(17)
              .wholes("index", List.of(8L), harmless)
              .node("Gather", List.of("x", "index"), "out");
      assertThat(live.seenBy(new FrozenConstants())).isEmpty();
    }
    SmallGraph noIndices =
        graph(17)
            .wholes("shape", List.of(8L), 1, 2, 4, 8, 16, 32, 33, 64)
            .node("Reshape", List.of("x", "shape"), "out");
    assertThat(noIndices.seenBy(new FrozenConstants())).as("not used as indices").isEmpty();
  }

  @Test
  void anExpandAfterADataDependentShapeIsFragile() {
    SmallGraph fragile =
        graph(17)
            .node("NonZero", List.of("mask"), "where")
            .node("Transpose", List.of("where"), "turned")
            .wholes("shape", List.of(2L), 40, 2)
            .node("Expand", List.of("turned", "shape"), "out");
    assertThat(fragile.seenBy(new ShapeRules()))
        .extracting(Finding::rule)
        .containsExactly("data-dependent-shape", "fragile-expand");
    SmallGraph firm =
        graph(17).wholes("shape", List.of(2L), 40, 2).node("Expand", List.of("x", "shape"), "out");
    assertThat(firm.seenBy(new ShapeRules())).isEmpty();
  }

  @Test
  void aTopKOfAConstantCountHasAFixedShape() {
    SmallGraph fixed =
        graph(17).wholes("k", List.of(1L), 5).node("TopK", List.of("x", "k"), "values");
    assertThat(fixed.seenBy(new ShapeRules())).isEmpty();
    SmallGraph counted = graph(17).node("TopK", List.of("x", "count"), "values");
    assertThat(counted.seenBy(new ShapeRules()))
        .extracting(Finding::rule)
        .containsExactly("data-dependent-shape");
  }

  @Test
  void aClipOfWholeNumbersBeforeOpset12IsRefusedByRuntimes() {
    assertThat(clip(11).seenBy(new ShapeRules()))
        .singleElement()
        .returns("integer-clip", Finding::rule);
    assertThat(clip(12).seenBy(new ShapeRules())).isEmpty();
  }

  private SmallGraph clip(long opset) {
    return graph(opset)
        .node("Shape", List.of("x"), "size")
        .node("Gather", List.of("size", "i"), "one")
        .node("Clip", List.of("one"), "out");
  }

  @Test
  void truthValuesAreRankedByTies() {
    SmallGraph ties =
        graph(17)
            .node("Greater", List.of("x", "y"), "seen")
            .node("Cast", List.of("seen"), "number", SmallGraph.whole("to", DataType.FLOAT_VALUE))
            .node("TopK", List.of("number", "k"), "values");
    assertThat(ties.seenBy(new TieRules())).singleElement().returns("topk-ties", Finding::rule);
  }

  @Test
  void anIndexThatIsWrittenTwiceHasNoDefinedWinner() {
    assertThat(scatter(1, 2, 1).seenBy(new TieRules()))
        .singleElement()
        .returns("duplicate-scatter", Finding::rule)
        .returns("1 of 3 constant indices occur twice, without a reduction", Finding::evidence);
    assertThat(scatter(1, 2, 3).seenBy(new TieRules())).isEmpty();
  }

  private SmallGraph scatter(long... rows) {
    return graph(17)
        .wholes("index", List.of((long) rows.length, 1L), rows)
        .node("ScatterND", List.of("x", "index", "updates"), "out");
  }

  @Test
  void aNumberBeyondHalfPrecisionIsNoted() {
    assertThat(graph(17).reals("far", 1, -70_000).seenBy(new HalfPrecisionRules()))
        .singleElement()
        .returns("half-overflow", Finding::rule)
        .returns("its largest magnitude is 70000.0", Finding::evidence);
    assertThat(graph(17).reals("near", 1, -65_504).seenBy(new HalfPrecisionRules())).isEmpty();
  }

  @Test
  void weightsThatAreInputsAndAnotherOpsetAreNoted() {
    SmallGraph loose =
        graph(11)
            .manifestOpset(17)
            .bareInput("w")
            .reals("w", 1, 2)
            .node("Add", List.of("x", "w"), "out");
    assertThat(loose.seenBy(new PortabilityRules()))
        .extracting(Finding::rule)
        .containsExactly("opset-differs", "initializers-as-inputs", "size");
  }

  @Test
  void aFileThatIsNoModelIsRefusedInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("no.onnx"), "no model at all");
    assertThatThrownBy(() -> OnnxGraph.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot read " + file + ": ")
        .hasMessageEndingWith(", expected an ONNX model");
  }
}
