package dev.bevdrift.udf.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.udf.golden.ToyLadder;
import dev.bevdrift.udf.image.Decoding;
import dev.bevdrift.udf.image.Preprocessor;
import dev.bevdrift.udf.ladder.Baseline;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.BevModel;
import dev.bevdrift.udf.model.RuntimeOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of one graph that see the same pictures decoded in two ways. The toys sum their input. */
class DecodingsTest {
  private static final RuntimeOptions CPU = RuntimeOptions.of(RuntimeOptions.Provider.CPU);
  private static final String HALF = "single-half";
  private static final int FRAMES = 5;

  private final Ladder ladder = Ladder.open(ToyLadder.source());
  private final List<BevModel> models = new ArrayList<>();

  @AfterEach
  void close() {
    models.forEach(BevModel::close);
  }

  private List<FrameOutcome> run(int chunkFrames, List<Frame> frames) {
    GraphRung rung = (GraphRung) ladder.rung("single").orElseThrow();
    models.add(BevModel.open(ladder, rung, CPU));
    models.add(
        BevModel.open(ladder, rung.withId(HALF, new Baseline(Baseline.Kind.RUNG, "single")), CPU));
    List<FrameOutcome> outcomes = new ArrayList<>();
    SceneInference.of(
            models,
            ladder,
            InferenceOptions.defaults()
                .withChunkFrames(chunkFrames)
                .withDecodings(Map.of(HALF, Decoding.HALF)))
        .run(frames.iterator())
        .forEachRemaining(outcomes::add);
    return outcomes;
  }

  private static List<Frame> frames() throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (int i = 1; i <= FRAMES; i++) {
      byte[] jpeg = checks(i);
      frames.add(
          ToyFrames.builder("a", i)
              .cameras(
                  ToyFrames.CAMERAS.stream().map(camera -> ToyFrames.view(camera, jpeg)).toList())
              .build());
    }
    return frames;
  }

  /** Sharp edges, so that half the frequencies give other pixels than half the pixels. */
  private static byte[] checks(int number) throws IOException {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 16; x++) {
        image.setRGB(x, y, (x * number / 3 + y) % 2 == 0 ? 0xFFFF00 : 0x0000FF >> number);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);
    return out.toByteArray();
  }

  private double mean(Frame frame, Decoding decoding) {
    FrameInput input =
        FrameInput.of(
            ladder,
            ImageSource.localFiles(),
            Map.of(decoding, Preprocessor.of(ladder.preprocess(), decoding)));
    input.fill(frame);
    FloatBuffer img = input.img(decoding);
    double sum = 0;
    for (int i = 0; i < img.capacity(); i++) {
      sum += img.get(i);
    }
    return sum / img.capacity();
  }

  private static double scalarOf(RungOutcome outcome) {
    return outcome.output("bev_embed").orElseThrow().x(11) / 0.11;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 9})
  void eachRunSeesItsOwnPixelsWhateverTheChunk(int chunkFrames) throws IOException {
    List<Frame> frames = frames();
    List<FrameOutcome> outcomes = run(chunkFrames, frames);

    assertThat(outcomes).hasSize(FRAMES);
    for (int i = 0; i < FRAMES; i++) {
      double between = mean(frames.get(i), Decoding.HALF) - mean(frames.get(i), Decoding.EXACT);
      RungOutcome exact = outcomes.get(i).rungs().get(0);
      RungOutcome half = outcomes.get(i).rungs().get(1);
      assertThat(Math.abs(between)).as("frame %d tells them apart", i).isGreaterThan(1e-3);
      assertThat(scalarOf(half) - scalarOf(exact))
          .as("frame %d; tolerance: 32-bit sums of 576 numbers", i)
          .isCloseTo(between, within(4e-5));
    }
  }

  @Test
  void aPictureThatCannotBeUsedFailsBoth() throws IOException {
    byte[] cut = Arrays.copyOf(checks(1), checks(1).length - 20);
    Frame frame =
        ToyFrames.builder("a", 1)
            .cameras(ToyFrames.CAMERAS.stream().map(camera -> ToyFrames.view(camera, cut)).toList())
            .build();

    List<RungOutcome> rungs = run(4, List.of(frame)).get(0).rungs();

    for (RungOutcome rung : rungs) {
      assertThat(rung.fault().orElseThrow().message())
          .startsWith("Cannot use the picture of CAM_FRONT in")
          .contains("corrupt JPEG");
    }
  }
}
