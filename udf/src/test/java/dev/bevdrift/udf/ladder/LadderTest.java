package dev.bevdrift.udf.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.golden.ToyLadder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LadderTest {
  @TempDir private Path temp;

  @Test
  void everyFieldIsRead() {
    Ladder ladder = Ladder.open(ToyLadder.source());

    assertThat(ladder.model())
        .isEqualTo(
            new ModelInfo(
                "toy", "0".repeat(64), "0".repeat(64), true, true, "toy graphs for tests"));
    assertThat(ladder.madeBy()).containsEntry("make_toy_onnx", "1");
    assertThat(ladder.preprocess())
        .isEqualTo(
            new Preprocess(
                0.5,
                List.of(123.675, 116.28, 103.53),
                List.of(58.395, 57.12, 57.375),
                Preprocess.ChannelOrder.RGB,
                4,
                new Preprocess.Size(8, 16),
                new Preprocess.Size(4, 8)));
    assertThat(ladder.cameras()).hasSize(6).startsWith("CAM_FRONT", "CAM_FRONT_RIGHT");
    assertThat(ladder.bev()).isEqualTo(new BevGrid(2, 3, 2));
    assertThat(ladder.pcRange()).isEqualTo(new Range3(-32, -32, -5, 32, 32, 3));
    assertThat(ladder.postCenterRange())
        .isEqualTo(new Range3(-38.25, -38.25, -10, 38.25, 38.25, 10));
    assertThat(ladder.rotateCenter()).containsExactly(1.0, 1.0);
    assertThat(ladder.classes()).containsExactly("car", "pedestrian");
    assertThat(ladder.classRangeM()).containsEntry("car", 30.0).containsEntry("pedestrian", 25.0);
    assertThat(ladder.maxNum()).isEqualTo(5);
    assertThat(ladder.manifestSha256()).hasSize(64);
    GraphRung temporal = (GraphRung) ladder.rung("temporal").orElseThrow();
    assertThat(temporal.state())
        .containsExactly(new StateLink("prev_bev", "bev_embed", "use_prev_bev"));
    assertThat(temporal.inputs()).containsEntry("use_prev_bev", Role.USE_PREV_BEV);
    assertThat(temporal.opset()).isEqualTo(17);
    assertThat(temporal.baseline()).isEqualTo(new Baseline(Baseline.Kind.VARIANT, "temporal"));
    assertThat(temporal.outputNamed(Role.BEV_EMBED)).contains("bev_embed");
    assertThat(temporal.inputNamed(Role.IMG_SHAPE)).isEmpty();
    GraphRung recipe = (GraphRung) ladder.rung("recipe-yaw").orElseThrow();
    assertThat(recipe.decoder()).isEqualTo(GraphRung.Decoder.RECIPE_YAW);
    assertThat(recipe.sameGraphAs()).isEqualTo("single");
    assertThat(recipe.baseline().text()).isEqualTo("rung:single");
    assertThat(ladder.rung("R99-x"))
        .contains(
            new MissingRung(
                "R99-x", List.of("R99-x"), Baseline.of("temporal"), "no such operator"));
    assertThat(ladder.rung("no-such")).isEmpty();
    assertThat(ladder.graphRungs()).hasSize(ladder.rungs().size() - 1);
  }

  @Test
  void boundAndPartsAreReadAndThePartsFilesChecked() throws IOException {
    ToyLadder toy = ToyLadder.in(temp);
    Files.copy(temp.resolve("temporal.onnx"), temp.resolve("prefix.onnx"));
    Files.copy(temp.resolve("single.onnx"), temp.resolve("head.onnx"));
    toy.editRung(
        "single",
        rung -> {
          rung.put("visible_bound", 96);
          ObjectNode prefix = rung.putObject("prefix");
          for (String key : List.of("files", "head")) {
            String name = key.equals("head") ? "head.onnx" : "prefix.onnx";
            prefix
                .putArray(key)
                .addObject()
                .put("path", name)
                .put("sha256", LadderFiles.sha256(temp.resolve(name)));
          }
          prefix.putArray("values").add("features.0");
        });

    Ladder ladder = Ladder.open(toy.folder());
    GraphRung rung = (GraphRung) ladder.rung("single").orElseThrow();
    assertThat(rung.visibleBound()).isEqualTo(96);
    assertThat(rung.parts().present()).isTrue();
    assertThat(rung.parts().prefix()).extracting(LadderFile::path).containsExactly("prefix.onnx");
    assertThat(rung.parts().head()).extracting(LadderFile::path).containsExactly("head.onnx");
    assertThat(rung.parts().values()).containsExactly("features.0");
    GraphRung whole = (GraphRung) ladder.rung("temporal").orElseThrow();
    assertThat(whole.parts()).isEqualTo(GraphParts.none());
    assertThat(whole.visibleBound()).isZero();

    for (String name : List.of("prefix.onnx", "head.onnx")) {
      byte[] good = Files.readAllBytes(temp.resolve(name));
      Files.write(temp.resolve(name), new byte[] {8, 8});
      assertThatThrownBy(() -> Ladder.open(toy.folder()))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Cannot use " + temp.resolve(name) + ": its sha256 is ");
      Files.delete(temp.resolve(name));
      assertRefused(
          toy.folder(),
          "Cannot read "
              + temp.resolve(name)
              + ": there is no such file, expected a file of the ladder");
      Files.write(temp.resolve(name), good);
    }
  }

  @Test
  void aSelectionKeepsTheOrderAndTakesBaselinesAlong() {
    Ladder ladder = Ladder.open(ToyLadder.source());

    assertThat(ladder.select(List.of("recipe-yaw", "single")).rungs())
        .extracting(Rung::id)
        .containsExactly("single", "recipe-yaw");
    assertThat(ladder.select(List.of("recipe-yaw")).rungs())
        .extracting(Rung::id)
        .containsExactly("single", "recipe-yaw");
    assertThatThrownBy(() -> ladder.select(List.of("faithfull")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot run rung 'faithfull': ")
        .hasMessageContaining("ladder.yaml does not have it, expected one of single, temporal,");
  }

  @Test
  void reopeningNeedsTheSameManifest() {
    Ladder ladder = Ladder.open(ToyLadder.source());

    assertThat(Ladder.reopen(ladder.folder(), ladder.manifestSha256()).rungs())
        .isEqualTo(ladder.rungs());
    assertThatThrownBy(() -> Ladder.reopen(ladder.folder(), "0".repeat(64)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "ladder.yaml: its sha256 is "
                + ladder.manifestSha256()
                + ", expected "
                + "0".repeat(64)
                + " as when the run started");
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    Path missing = temp.resolve("nowhere");
    assertRefused(
        missing,
        "Cannot read the ladder "
            + missing
            + ": there is no such folder, expected one with ladder.yaml");
    assertRefused(
        temp,
        "Cannot read "
            + temp.resolve("ladder.yaml")
            + ": there is no such file, expected the ladder's manifest");

    ToyLadder toy = ToyLadder.in(temp);
    Files.delete(temp.resolve("single.onnx"));
    assertRefused(
        toy.folder(),
        "Cannot read "
            + temp.resolve("single.onnx")
            + ": there is no such file, expected a file of the ladder");
  }

  @Test
  void anotherFilesBytesAreRefused() throws IOException {
    ToyLadder toy = ToyLadder.in(temp);
    Files.write(temp.resolve("single.onnx"), new byte[] {8, 8});

    assertThatThrownBy(() -> Ladder.open(toy.folder()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot use " + temp.resolve("single.onnx") + ": its sha256 is ")
        .hasMessageEndingWith(" as in the manifest");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    ToyLadder toy = ToyLadder.in(temp);
    Files.write(temp.resolve("single.onnx"), new byte[0]);

    assertRefused(
        toy.folder(),
        "Cannot read "
            + temp.resolve("single.onnx")
            + ": it has 0 bytes, expected 1 to "
            + (8L << 30));
  }

  @Test
  void whatIsNoOnnxIsRefusedHoweverItIsCut() throws IOException {
    ToyLadder toy = ToyLadder.in(temp);
    byte[] whole = Files.readAllBytes(temp.resolve("single.onnx"));
    byte[][] broken = {
      "<html>Not found</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8),
      new byte[] {8, 8},
      Arrays.copyOf(whole, whole.length / 2),
      {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8},
      {58, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1}
    };
    for (byte[] bytes : broken) {
      toy.replace("single.onnx", bytes);
      assertRefused(
          toy.folder(),
          "Cannot read "
              + temp.resolve("single.onnx")
              + ": it is not an ONNX model, expected a graph");
    }
  }

  @Test
  void aLinkOutOfTheFolderIsRefused(@TempDir Path elsewhere) throws IOException {
    ToyLadder toy = ToyLadder.in(temp);
    Path outside = elsewhere.resolve("single.onnx");
    Files.move(temp.resolve("single.onnx"), outside);
    Files.createSymbolicLink(temp.resolve("single.onnx"), outside);

    assertRefused(
        toy.folder(),
        "Cannot read "
            + temp.resolve("single.onnx")
            + ": it links to "
            + outside.toRealPath()
            + ", expected a file inside the ladder's folder");
  }

  @Test
  void aTwinMayDifferInMetadataOnly() throws IOException {
    ToyLadder toy = ToyLadder.in(temp);
    byte[] single = Files.readAllBytes(temp.resolve("single.onnx"));
    byte[] named = Arrays.copyOf(single, single.length + 8);
    System.arraycopy(new byte[] {114, 6, 10, 1, 'k', 18, 1, 'v'}, 0, named, single.length, 8);
    Files.write(temp.resolve("twin.onnx"), named);
    toy.editRung(
        "recipe-yaw", rung -> ((ObjectNode) rung.get("files").get(0)).put("path", "twin.onnx"));
    toy.replace("twin.onnx", named);
    assertThat(Ladder.open(toy.folder()).rung("recipe-yaw")).isPresent();

    toy.replace("twin.onnx", Files.readAllBytes(temp.resolve("throwing.onnx")));
    assertRefused(
        toy.folder(),
        "Cannot use "
            + temp.resolve("twin.onnx")
            + " as the same graph as "
            + temp.resolve("single.onnx")
            + ": they differ in more than metadata, expected equal graphs and weights for"
            + " same_graph_as of rung recipe-yaw");
  }

  @Test
  void weightsThatTheManifestDoesNotNameAreRefused() throws IOException {
    ToyLadder toy = ToyLadder.in(temp);
    byte[] entry = message(13, concat(text(1, "location"), text(2, "weights.bin")));
    byte[] tensor = message(5, concat(text(8, "w"), entry));
    byte[] inNode = message(1, message(5, message(5, entry)));
    for (byte[] graph : new byte[][] {message(7, tensor), message(7, inNode)}) {
      toy.replace("single.onnx", graph);
      assertRefused(
          toy.folder(),
          "Cannot use "
              + temp.resolve("single.onnx")
              + ": it reads 'weights.bin', which rung single does not name,"
              + " expected one of single.onnx");
    }

    toy.replace("single.onnx", message(7, message(5, message(13, text(1, "location")))));
    assertRefused(
        toy.folder(),
        "Cannot use "
            + temp.resolve("single.onnx")
            + ": it reads '', which rung single does not name, expected one of single.onnx");

    toy.replace("single.onnx", message(7, message(5, concat(entry, new byte[] {106, 99}))));
    assertRefused(
        toy.folder(),
        "Cannot read "
            + temp.resolve("single.onnx")
            + ": it is not an ONNX model, expected a graph");
  }

  private static byte[] text(int field, String text) {
    return message(field, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** A protobuf field of bytes; both numbers below 128. */
  private static byte[] message(int field, byte[] content) {
    return concat(new byte[] {(byte) (field << 3 | 2), (byte) content.length}, content);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static void assertRefused(Path folder, String message) {
    assertThatThrownBy(() -> Ladder.open(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}
