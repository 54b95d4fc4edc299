package dev.bevdrift.udf.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.golden.ToyLadder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestTest {
  @TempDir private Path temp;

  private record Bent(String message, boolean schemaSees, Consumer<ObjectNode> change) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static Bent bent(String message, Consumer<ObjectNode> change) {
    return new Bent(message, true, change);
  }

  /** A fault between values, which a JSON Schema cannot state. */
  private static Bent crossed(String message, Consumer<ObjectNode> change) {
    return new Bent(message, false, change);
  }

  static Stream<Bent> bentManifests() {
    return Stream.of(
        bent("schema_version: it is 2, expected [1, 1]", root -> root.put("schema_version", 2)),
        bent("pc_range: it is missing, expected a value", root -> root.remove("pc_range")),
        bent(
            "model.config_sha256: it is 'abc', expected 64 hex digits in lower case",
            root -> object(root, "model").put("config_sha256", "abc")),
        bent(
            "model.synthetic: it is 'yes', expected true or false",
            root -> object(root, "model").put("synthetic", "yes")),
        bent(
            "preprocess.scale: it is 0.0, expected above 0, at most 1",
            root -> object(root, "preprocess").put("scale", 0.0)),
        bent(
            "preprocess.channel_order: it is 'bgra', expected rgb or bgr",
            root -> object(root, "preprocess").put("channel_order", "bgra")),
        bent(
            "preprocess.mean: it has 1 entries, expected 3",
            root -> object(root, "preprocess").putArray("mean").add(1)),
        bent(
            "preprocess.std: it is [1.0, 0.0, 1.0], expected three numbers above 0",
            root -> object(root, "preprocess").putArray("std").add(1.0).add(0.0).add(1.0)),
        bent(
            "preprocess.image_size[0]: it is '8.5', expected a whole number",
            root -> object(root, "preprocess").putArray("image_size").add(8.5).add(16)),
        crossed(
            "preprocess.network_size: it is [8, 8], expected [4, 8],"
                + " which is image_size times scale, padded to pad_divisor",
            root -> object(root, "preprocess").putArray("network_size").add(8).add(8)),
        bent("cameras: it is a mapping, expected a list", root -> root.putObject("cameras")),
        bent(
            "classes: it is [car, car], expected names, each once",
            root -> root.putArray("classes").add("car").add("car")),
        crossed(
            "class_range: unknown key 'bus', expected one of car, pedestrian",
            root -> object(root, "class_range").put("bus", 3)),
        crossed(
            "class_range.pedestrian: it is missing, expected a value",
            root -> object(root, "class_range").remove("pedestrian")),
        bent(
            "class_range.car: it is -1.0, expected metres above 0",
            root -> object(root, "class_range").put("car", -1.0)),
        crossed(
            "pc_range: it is [1.0, 2.0, 3.0, 1.0, 5.0, 6.0],"
                + " expected three minima, then three larger maxima",
            root -> root.putArray("pc_range").add(1.).add(2.).add(3.).add(1.).add(5.).add(6.)),
        bent("max_num: it is 0, expected [1, 100000]", root -> root.put("max_num", 0)),
        bent("rungs: it is empty, expected at least one rung", root -> root.putArray("rungs")),
        bent(
            "rungs[0].id: it is '../x', expected letters, digits, '.', '_' and '-',"
                + " and none of original, original-nontemporal",
            root -> rung(root, 0).put("id", "../x")),
        bent(
            "rungs[0].id: it is 'original', expected letters, digits, '.', '_' and '-',"
                + " and none of original, original-nontemporal",
            root -> rung(root, 0).put("id", "original")),
        crossed(
            "rungs: two rungs are called 'single', expected each id once",
            root -> rung(root, 1).put("id", "single")),
        bent(
            "rungs[0].files: it is empty, expected the graph's file first",
            root -> rung(root, 0).putArray("files")),
        bent(
            "rungs[0].visible_bound: it is 0, expected [1, 16777216]",
            root -> rung(root, 0).put("visible_bound", 0)),
        bent(
            "rungs[0].prefix: unknown key 'cut', expected one of files, head, values",
            root -> prefix(rung(root, 0)).put("cut", 1)),
        bent(
            "rungs[0].prefix.values: it is [], expected names, each once",
            root -> prefix(rung(root, 0)).putArray("values")),
        bent(
            "rungs[0].prefix.head: it is empty, expected the graph's file first",
            root -> prefix(rung(root, 0)).putArray("head")),
        crossed(
            "rungs[0].prefix.files[0].path: it is '../p.onnx',"
                + " expected the plain name of a file in the ladder's folder",
            root ->
                ((ObjectNode) prefix(rung(root, 0)).get("files").get(0)).put("path", "../p.onnx")),
        bent(
            "rungs[0].outputs: it is 'cooked', expected raw or decoded",
            root -> rung(root, 0).put("outputs", "cooked")),
        crossed(
            "rungs[0].decoder: it is 'bevformer-boxes', expected bevformer or recipe-yaw,"
                + " since outputs is raw",
            root -> rung(root, 0).put("decoder", "bevformer-boxes")),
        crossed(
            "rungs[2].decoder: it is 'bevformer', expected bevformer-boxes,"
                + " since outputs is decoded",
            root -> rung(root, 2).put("decoder", "bevformer")),
        bent(
            "rungs[0].baseline: it is 'best', expected temporal, nontemporal, rewrite:ID"
                + " or rung:ID",
            root -> rung(root, 0).put("baseline", "best")),
        crossed(
            "rungs: rung 'single' has the baseline rung:ghost, expected another rung of this file",
            root -> rung(root, 0).put("baseline", "rung:ghost")),
        bent(
            "rungs[0].inputs.can_bus: it is 'can', expected one of img, can_bus, lidar2img,"
                + " img_shape, prev_bev, use_prev_bev",
            root -> object(rung(root, 0), "inputs").put("can_bus", "can")),
        crossed(
            "rungs[0].inputs.can_bus: a second img, expected each role once",
            root -> object(rung(root, 0), "inputs").put("can_bus", "img")),
        crossed(
            "rungs[0].inputs: no input has the role img, expected one",
            root -> object(rung(root, 0), "inputs").remove("img")),
        crossed(
            "rungs[0].outputs_map: no output has the role all_cls_scores, expected one",
            root -> object(rung(root, 0), "outputs_map").remove("all_cls_scores")),
        crossed(
            "rungs[0].state: it has 0 entries, expected at least one, since temporal is true",
            root -> rung(root, 0).put("temporal", true)),
        crossed(
            "rungs[1].state: '@' does not have the role prev_bev, expected a name that has",
            root -> ((ObjectNode) rung(root, 1).get("state").get(0)).put("in", "@")),
        crossed(
            "rungs[1].inputs: it has a previous BEV, expected none, since temporal is false",
            root -> rung(root, 1).put("temporal", false).putArray("state")),
        crossed(
            "rungs: rung 'recipe-yaw' has same_graph_as temporal, expected another rung with equal"
                + " inputs, outputs_map and state, and no twin itself",
            root -> rung(root, 9).put("same_graph_as", "temporal")),
        bent(
            "rungs[10]: unknown key 'opset', expected one of id, rewrites, baseline,"
                + " not_exportable",
            root -> rung(root, 10).put("opset", 17)),
        bent(
            "rungs[10].not_exportable: it is 'a / b', expected one non-empty line",
            root -> rung(root, 10).put("not_exportable", "a\nb")));
  }

  private static ObjectNode object(JsonNode parent, String key) {
    return (ObjectNode) parent.get(key);
  }

  /** Gives the rung parts: itself twice. */
  private static ObjectNode prefix(ObjectNode rung) {
    ObjectNode prefix = rung.putObject("prefix");
    prefix.set("files", rung.get("files").deepCopy());
    prefix.set("head", rung.get("files").deepCopy());
    prefix.putArray("values").add("features.0");
    return prefix;
  }

  private static ObjectNode rung(JsonNode root, int index) {
    return (ObjectNode) ((ArrayNode) root.get("rungs")).get(index);
  }

  @ParameterizedTest
  @MethodSource("bentManifests")
  void aBentManifestIsRefusedWithItsKey(Bent bent) throws IOException {
    ToyLadder toy = ToyLadder.in(temp).edit(bent.change());

    assertThatThrownBy(() -> Ladder.open(toy.folder()))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read " + temp.resolve("ladder.yaml") + ", " + bent.message());
    assertThat(schema().validate(toy.manifest()).isEmpty())
        .as("the schema sees what stands in one value")
        .isEqualTo(!bent.schemaSees());
  }

  @Test
  void anEmptyManifestIsCalledEmpty() throws IOException {
    ToyLadder toy = ToyLadder.in(temp);
    Files.writeString(temp.resolve("ladder.yaml"), "");
    assertThatThrownBy(() -> Ladder.open(toy.folder()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read " + temp.resolve("ladder.yaml") + ": it is empty, expected a mapping");
  }

  @Test
  void unknownKeysAreNamedEverywhere() throws IOException {
    ToyLadder toy = ToyLadder.in(temp).edit(root -> root.put("weights", "x"));
    assertThatThrownBy(() -> Ladder.open(toy.folder()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "Cannot read "
                + temp.resolve("ladder.yaml")
                + ": unknown key 'weights', expected one of schema_version, model, made_by,");
    assertThat(schema().validate(toy.manifest())).isNotEmpty();

    toy.edit(root -> root.remove("weights"))
        .editRung("single", rung -> ((ObjectNode) rung.get("files").get(0)).put("url", "x"));
    assertThatThrownBy(() -> Ladder.open(toy.folder()))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            ", rungs[0].files[0]: unknown key 'url', expected one of path, sha256");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {"/etc/passwd", "../single.onnx", "..", "a/b.onnx", "a\\b.onnx", "C:x", ".hidden"})
  void aPathOutOfTheFolderIsRefused(String path) {
    ToyLadder toy =
        ToyLadder.in(temp)
            .editRung("single", rung -> ((ObjectNode) rung.get("files").get(0)).put("path", path));

    assertThatThrownBy(() -> Ladder.open(toy.folder()))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            ", rungs[0].files[0].path: it is '"
                + path
                + "', expected the plain name of a file in the ladder's folder");
  }

  @Test
  void brokenYamlIsRefusedInOneLine() throws IOException {
    Path file = temp.resolve("ladder.yaml");
    String[] broken = {
      "a: [1, 2", "{", "\t- x", "a: 1\na: 2", "- 1\n- 2", "", "just text", "&a [*a, *b]"
    };
    for (String text : broken) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> Ladder.open(temp))
          .as(text)
          .isInstanceOf(InputException.class)
          .message()
          .startsWith("Cannot read " + file)
          .doesNotContain("\n");
    }
  }

  @Test
  void aHugeManifestIsRefusedUnread() throws IOException {
    Path file = temp.resolve("ladder.yaml");
    Files.write(file, new byte[(1 << 20) + 1]);

    assertThatThrownBy(() -> Ladder.open(temp))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read " + file + ": it has 1048577 bytes, expected at most 1048576");
  }

  @Test
  void theToyLadderFollowsTheSchema() throws IOException {
    assertThat(schema().validate(ToyLadder.in(temp).manifest())).isEmpty();
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream in =
        Ladder.class.getResourceAsStream("/dev/bevdrift/udf/schema/ladder.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }
}
