package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.jobs.ingest.TinyDataSet;
import dev.bevdrift.jobs.job.EvalFixture.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames whose pictures stayed where they are, from bin/ingest to the report. */
final class EvalReferencedTest {
  @TempDir Path folder;
  private TinyDataSet data;
  private Path ladder;

  @BeforeEach
  void makeInputs() throws IOException {
    ladder = EvalFixture.in(folder.resolve("toys")).ladder;
    data = TinyDataSet.in(folder.resolve("data"), 16, 8);
    data.write();
  }

  @Test
  void aRunIsTheSameToTheByteAsOverEmbeddedPictures() throws IOException {
    assertThat(eval("embed").code()).isZero();
    assertThat(eval("reference").code()).isZero();
    Map<String, byte[]> embedded = RunFiles.bytes(run("embed"));
    Map<String, byte[]> referenced = RunFiles.bytes(run("reference"));
    assertThat(referenced.keySet()).isEqualTo(embedded.keySet());
    embedded.forEach((name, bytes) -> assertThat(referenced.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void aPictureThatIsGoneIsNamedWithItsFrame() throws IOException {
    ingest("reference");
    Path gone = data.picture("scene-a", 1, "CAM_BACK");
    Files.delete(gone);
    failed("scene-a-1", "CAM_BACK", gone.toString());
  }

  @Test
  void aPictureOfOtherBytesIsNamedWithItsFrame() throws IOException {
    ingest("reference");
    Path changed = data.picture("scene-b", 2, "CAM_FRONT");
    byte[] bytes = Files.readAllBytes(changed);
    bytes[bytes.length - 20] ^= 1; // in the scan: it may well decode, but to another picture
    Files.write(changed, bytes);
    failed("scene-b-2", "CAM_FRONT", "the sha256 of file:" + changed + " is ");
  }

  @Test
  void aPictureThatIsCutOffIsNamedWithItsFrame() throws IOException {
    ingest("reference");
    Path cut = data.picture("scene-b", 0, "CAM_FRONT_LEFT");
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    failed("scene-b-0", "CAM_FRONT_LEFT", cut.toString());
  }

  /** The run is incomplete, and its error file and summary name frame, camera and file. */
  private void failed(String sample, String camera, String part) throws IOException {
    Said said = evaluate("reference");
    assertThat(said.code()).as(said.err()).isEqualTo(CommandLines.INCOMPLETE);
    JsonNode failure = EvalJobTest.summary(run("reference")).at("/failures/0");
    assertThat(failure.path("camera").asText()).isEqualTo(camera);
    assertThat(failure.path("stage").asText()).isEqualTo("image");
    String scene = sample.substring(0, sample.lastIndexOf('-'));
    assertThat(run("reference").resolve("errors/" + scene + "-0.json"))
        .content()
        .contains(sample, camera, part);
  }

  private Said eval(String images) {
    ingest(images);
    return evaluate(images);
  }

  private void ingest(String images) {
    System.setProperty("spark.master", "local[2]");
    try {
      int code =
          CommandLines.run(
              new IngestMain(),
              "--dataroot",
              data.root().toString(),
              "--version",
              TinyDataSet.VERSION,
              "--split",
              "tiny",
              "--images",
              images,
              "--out",
              frames(images).toString());
      assertThat(code).isZero();
    } finally {
      System.clearProperty("spark.master");
    }
  }

  private Said evaluate(String images) {
    return EvalFixture.run(
        "--frames",
        frames(images).toString(),
        "--ladder",
        ladder.toString(),
        "--reference",
        "rung:single",
        "--rungs",
        "single,temporal",
        "--provider",
        "cpu",
        "--out",
        run(images).toString());
  }

  private Path frames(String images) {
    return folder.resolve("frames-" + images);
  }

  private Path run(String images) {
    return folder.resolve("run-" + images);
  }
}
