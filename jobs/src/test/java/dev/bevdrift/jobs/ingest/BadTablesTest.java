package dev.bevdrift.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadTablesTest {
  @TempDir Path folder;
  private TinyDataSet data;

  @BeforeEach
  void dataSet() throws IOException {
    data = TinyDataSet.in(folder);
  }

  @Test
  void anAbsentRootOrVersionIsNamed() {
    expect(
        () -> open(folder.resolve("none"), "v1.0"),
        "Cannot use --dataroot "
            + folder.resolve("none")
            + ": no such folder, expected a nuScenes data set");
    expect(
        () -> open(folder, "v9"),
        "Cannot use --version v9: no such folder in " + folder + ", expected the tables' folder");
  }

  @Test
  void anAbsentTableIsNamed() throws IOException {
    data.write();
    Files.delete(data.tableFile("ego_pose"));
    expect(
        this::plan, "Cannot read " + data.tableFile("ego_pose") + ": no such file, expected one");
  }

  @Test
  void aTruncatedTableNamesItsRow() throws IOException {
    data.write();
    String text = Files.readString(data.tableFile("sample"));
    Files.writeString(data.tableFile("sample"), text.substring(0, text.length() / 2));
    assertThatThrownBy(this::plan)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot read " + data.tableFile("sample") + ": row 4 is malformed");
  }

  @Test
  void somethingElseThanATableIsNamed() throws IOException {
    data.write();
    Files.writeString(data.tableFile("log"), "{}");
    expect(this::plan, "Cannot read " + data.tableFile("log") + ": no JSON array, expected one");
  }

  @Test
  void aDanglingTokenIsNamed() throws IOException {
    data.row("sample_data", "scene-a-1-CAM_BACK").put("calibrated_sensor_token", "nowhere");
    data.write();
    expect(
        this::plan,
        "Cannot read "
            + data.tableFile("sample_data")
            + ": row "
            + data.table("sample_data").indexOf(data.row("sample_data", "scene-a-1-CAM_BACK"))
            + ", token scene-a-1-CAM_BACK, calibrated_sensor_token is nowhere, expected a token of"
            + " calibrated_sensor.json");
  }

  @Test
  void aDanglingEgoPoseIsNamed() throws IOException {
    data.row("sample_data", "scene-a-1-CAM_BACK").put("ego_pose_token", "nowhere");
    data.write();
    expect(
        this::plan,
        "Cannot read sample_data.json: token scene-a-1-CAM_BACK, ego_pose_token is nowhere,"
            + " expected a token of ego_pose.json");
  }

  @Test
  void aMissingFieldIsNamed() throws IOException {
    data.row("sample", "scene-a-1").remove("timestamp");
    data.write();
    expect(
        this::plan,
        "Cannot read "
            + data.tableFile("sample")
            + ": row 4, token scene-a-1, timestamp is missing, expected a value");
  }

  @Test
  void timeThatRunsBackwardsIsNamed() throws IOException {
    data.row("sample", "scene-a-1").put("timestamp", 1);
    data.write();
    expect(
        this::plan,
        "Cannot read sample.json: row 4, token scene-a-1: time runs backwards, from 2000000000 at"
            + " prev scene-a-0 to 1, expected the keyframe before");
  }

  @Test
  void aQuaternionThatIsNotUnitIsNamed() throws IOException {
    ArrayNode rotation = (ArrayNode) data.row("ego_pose", "scene-a-1-CAM_BACK").get("rotation");
    rotation.removeAll().add(1).add(1).add(1).add(1);
    data.write();
    assertThatThrownBy(this::plan)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "token scene-a-1-CAM_BACK, rotation is a quaternion of length 2.0, expected a unit"
                + " quaternion");
  }

  @Test
  void anUnknownSplitListsTheKnownOnes() throws IOException {
    data.write();
    DataRoot root = open(folder, TinyDataSet.VERSION);
    expect(
        () -> Splits.scenes(root, "huge", List.of()),
        "Cannot use --split huge: expected one of mini_train, mini_val, rest, test, tiny, train,"
            + " train_detect, train_track, val");
    expect(
        () -> Splits.scenes(root, "tiny", List.of("scene-c")),
        "Cannot use --scenes scene-c: split tiny does not have it, expected some of its 2 scenes");
  }

  @Test
  void aSplitOfAnotherVersionIsRefused() throws IOException {
    data.write();
    expect(
        () -> Splits.scenes(open(folder, TinyDataSet.VERSION), "mini_val", List.of()),
        "Cannot use --split mini_val: the version is v1.0-tiny, expected one that ends with mini");
  }

  @Test
  void aSceneThatTheTablesLackIsNamed() throws IOException {
    data.write();
    expect(
        () -> Plans.read(open(folder, TinyDataSet.VERSION), java.util.Set.of("scene-0103")),
        "Cannot take scene scene-0103: scene.json of "
            + folder
            + " does not have it, expected one of its 3 scenes");
  }

  @Test
  void aPictureOutsideTheDataSetIsRefused() throws IOException {
    data.row("sample_data", "scene-a-1-CAM_BACK").put("filename", "../../secret.jpg");
    data.write();
    assertThatThrownBy(this::plan)
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("filename is ../../secret.jpg, expected a file within the data set");
  }

  private void plan() {
    DataRoot root = open(folder, TinyDataSet.VERSION);
    Plans.read(root, Splits.scenes(root, "tiny", List.of()));
  }

  private static DataRoot open(Path root, String version) {
    return DataRoot.open(Storage.local(), new org.apache.hadoop.fs.Path(root.toString()), version);
  }

  private static void expect(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessage(message);
  }
}
