package dev.bevdrift.udf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.golden.Golden;
import dev.bevdrift.udf.ladder.Preprocess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pictures decoded at half size are those of cv2's IMREAD_REDUCED_COLOR_2, normalised and padded.
 */
class HalfDecoderTest {
  private static final JsonNode VECTORS = Golden.read("images.json");
  private static final JsonNode REAL = Golden.read("real_pictures.json");

  static Stream<String> evenPictures() {
    return StreamSupport.stream(VECTORS.get("cases").spliterator(), false)
        .filter(picture -> picture.get("reduced_sha256").has("tiny"))
        .map(picture -> picture.get("name").textValue());
  }

  @ParameterizedTest
  @MethodSource("evenPictures")
  void planesAreThoseOfOpenCvsReducedPictures(String name) throws ImageException {
    JsonNode picture = JpegDecoderTest.named(name);
    Preprocess settings = tiny(picture);

    String first = planes(settings, Decoding.HALF, jpeg(picture));

    assertThat(first)
        .as("tolerance 0: the same library code")
        .isEqualTo(picture.get("reduced_sha256").get("tiny").textValue())
        .isNotEqualTo(planes(settings, Decoding.EXACT, jpeg(picture)));
  }

  @Test
  void theCasesCoverSubsamplingGreyProgressiveRestartsAndOrientation() {
    assertThat(evenPictures())
        .containsExactly(
            "420",
            "422",
            "444",
            "progressive",
            "restarts",
            "grey",
            "exif-turned",
            "profile",
            "rgb",
            "micro-420");
  }

  @Test
  void realPicturesAreOpenCvsToo() throws IOException, ImageException {
    Path dataroot =
        Path.of(System.getProperty("bevdrift.root", "."), "../shared/data/nuscenes-mini-val");
    assumeTrue(Files.isDirectory(dataroot), "skipped: no real frames here");
    Preprocess settings = PreprocessorTest.settings(REAL.get("pipelines").get("tiny"), 900, 1600);

    for (Map.Entry<String, JsonNode> picture : REAL.get("pictures").properties()) {
      ByteBuffer jpeg = ByteBuffer.wrap(Files.readAllBytes(dataroot.resolve(picture.getKey())));
      assertThat(planes(settings, Decoding.HALF, jpeg))
          .as("%s; tolerance 0", picture.getKey())
          .isEqualTo(picture.getValue().get("tiny-reduced").textValue());
    }
  }

  @Test
  void oneDecoderTakesPicturesInTurnWhereverTheirBytesLie() throws ImageException {
    Preprocessor preprocessor = Preprocessor.of(tiny("420"), Decoding.HALF);
    for (String name : new String[] {"444", "grey", "profile", "420"}) {
      byte[] bytes = Golden.bytes(JpegDecoderTest.named(name).get("jpeg"));
      ByteBuffer around = ByteBuffer.allocateDirect(bytes.length + 20).position(7).put(bytes);
      around.flip().position(7);

      assertThat(planes(preprocessor, around.asReadOnlyBuffer()))
          .isEqualTo(JpegDecoderTest.named(name).get("reduced_sha256").get("tiny").textValue());
      assertThat(around.position()).isEqualTo(7);
    }
  }

  @Test
  void everyTruncationIsRefusedAndTheDecoderLivesOn() throws ImageException {
    for (String name : new String[] {"420", "progressive", "grey"}) {
      Preprocessor preprocessor = Preprocessor.of(tiny(name), Decoding.HALF);
      byte[] whole = Golden.bytes(JpegDecoderTest.named(name).get("jpeg"));
      for (int length = 0; length < whole.length - 2; length += 37) {
        ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> planes(preprocessor, cut))
            .as(name + " cut to " + length)
            .isInstanceOf(ImageException.class);
      }
      assertThat(planes(preprocessor, ByteBuffer.wrap(whole)))
          .isEqualTo(JpegDecoderTest.named(name).get("reduced_sha256").get("tiny").textValue());
    }
  }

  @Test
  void aHoleCmykAndAnotherSizeAreRefused() {
    Preprocessor preprocessor = Preprocessor.of(tiny("restarts"), Decoding.HALF);
    byte[] hole = Golden.bytes(JpegDecoderTest.named("restarts").get("jpeg"));
    Arrays.fill(hole, hole.length / 2, hole.length / 2 + 60, (byte) 0);
    assertThatThrownBy(() -> planes(preprocessor, ByteBuffer.wrap(hole)))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("corrupt JPEG (");
    ByteBuffer cmyk = ByteBuffer.wrap(Golden.bytes(VECTORS.get("cmyk")));
    assertThatThrownBy(() -> planes(preprocessor, cmyk))
        .isInstanceOf(ImageException.class)
        .hasMessage("JPEG of 4 components, expected grey or colour (1 or 3)");
    assertThatThrownBy(() -> planes(preprocessor, jpeg(JpegDecoderTest.named("micro-420"))))
        .isInstanceOf(ImageException.class)
        .hasMessage("picture of 320x180 pixels, expected 60x40");
  }

  @Test
  void modelsThatDoNotHalveAreRefused() {
    JsonNode small = VECTORS.get("pipelines").get("small");
    assertThatThrownBy(() -> Decoding.HALF.check(PreprocessorTest.settings(small, 900, 1600)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot decode pictures at half size: the model's are 1600x900 and scaled by 0.8,"
                + " expected even sides and a scale of 0.5");
    assertThatThrownBy(() -> Decoding.HALF.check(tiny("420-odd")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("are 63x41 and scaled by 0.5, expected even sides");
  }

  @Test
  void withoutTheLibraryOneLineSaysWhatIsMissing() throws ReflectiveOperationException {
    Class<?> decoding =
        Class.forName("dev.bevdrift.udf.image.Decoding", true, new WithoutLeptonica());
    Object half = decoding.getField("HALF").get(null);

    assertThatThrownBy(() -> decoding.getMethod("library").invoke(half))
        .cause()
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "Cannot decode pictures at half size: Leptonica or its native library for \\S.* is not"
                + " on the class path, expected org.bytedeco:leptonica-platform:\\S+ among"
                + " spark.jars.packages");
  }

  @Test
  void theArtifactIsTheOneThatTheBuildTests() throws IOException {
    Path pom = Path.of(System.getProperty("bevdrift.root", "."), "pom.xml");
    String version = Decoding.HALF_ARTIFACT.substring(Decoding.HALF_ARTIFACT.lastIndexOf(':') + 1);

    assertThat(Files.readString(pom)).contains("<leptonica.version>" + version + "<");
    assertThat(Decoding.HALF.library())
        .startsWith("leptonica-" + version.substring(0, version.indexOf('-')))
        .contains("libjpeg-turbo");
  }

  /** Loads our classes as a JVM would that has them, and not the library. */
  private static final class WithoutLeptonica extends ClassLoader {
    private WithoutLeptonica() {
      super(HalfDecoderTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.bytedeco.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("dev.bevdrift.udf.image.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static Preprocess tiny(String name) {
    return tiny(JpegDecoderTest.named(name));
  }

  private static Preprocess tiny(JsonNode picture) {
    return PreprocessorTest.settings(
        VECTORS.get("pipelines").get("tiny"),
        picture.get("height").intValue(),
        picture.get("width").intValue());
  }

  private static ByteBuffer jpeg(JsonNode picture) {
    return ByteBuffer.wrap(Golden.bytes(picture.get("jpeg")));
  }

  private static String planes(Preprocess settings, Decoding decoding, ByteBuffer jpeg)
      throws ImageException {
    return planes(Preprocessor.of(settings, decoding), jpeg);
  }

  private static String planes(Preprocessor preprocessor, ByteBuffer jpeg) throws ImageException {
    ByteBuffer planes =
        ByteBuffer.allocateDirect(preprocessor.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    preprocessor.prepare(jpeg, planes.asFloatBuffer(), 0);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(planes);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
