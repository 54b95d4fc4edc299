package dev.bevdrift.udf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.udf.golden.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real nuScenes pictures, where they are at hand: every bit of the prepared planes is OpenCV's. */
class RealPicturesTest {
  private static final JsonNode HASHES = Golden.read("real_pictures.json");
  private static final int WIDTH = 1600;
  private static final int HEIGHT = 900;

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "small", "base"})
  void planesAreThoseOfOpenCv(String pipeline)
      throws IOException, ImageException, NoSuchAlgorithmException {
    Path dataroot =
        Path.of(System.getProperty("bevdrift.root", "."), "../shared/data/nuscenes-mini-val");
    assumeTrue(Files.isDirectory(dataroot), "skipped: no real frames here");
    Preprocessor preprocessor =
        Preprocessor.of(
            PreprocessorTest.settings(HASHES.get("pipelines").get(pipeline), HEIGHT, WIDTH));
    ByteBuffer planes =
        ByteBuffer.allocateDirect(preprocessor.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    for (Map.Entry<String, JsonNode> picture : HASHES.get("pictures").properties()) {
      byte[] jpeg = Files.readAllBytes(dataroot.resolve(picture.getKey()));
      preprocessor.prepare(ByteBuffer.wrap(jpeg), planes.asFloatBuffer(), 0);

      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(planes.duplicate());
      assertThat(HexFormat.of().formatHex(digest.digest()))
          .as("%s; tolerance 0", picture.getKey())
          .isEqualTo(picture.getValue().get(pipeline).textValue());
    }
  }
}
