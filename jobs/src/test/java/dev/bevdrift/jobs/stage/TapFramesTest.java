package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TapsTable;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TapFramesTest {
  private static final Storage STORAGE = Storage.local();
  private static final Path SAMPLE = new Path(System.getProperty("bevdrift.root"), "sample");
  private static final Path FRAMES = new Path(SAMPLE, "frames");
  private static final Path REFERENCE = new Path(SAMPLE, "reference");

  @TempDir java.nio.file.Path folder;

  @Test
  void aFrameComesWithAndWithoutMemory() {
    TapFrames.Found found = TapFrames.read(STORAGE, FRAMES, REFERENCE).get(0);
    assertThat(found.frame().sampleToken()).isEqualTo(found.temporal().sampleToken());
    assertThat(found.of(true).prevBev()).isPresent();
    assertThat(found.of(false).prevBev()).isEmpty();
    // The pictures' features do not depend on memory; what comes after does.
    String features = "img_neck.0";
    assertThat(found.nontemporal().taps().get(features))
        .isSameAs(found.temporal().taps().get(features));
    String encoded = "pts_bbox_head.transformer.encoder.layers.0.norms.0";
    assertThat(found.nontemporal().taps().get(encoded).asBuffer())
        .isNotEqualTo(found.temporal().taps().get(encoded).asBuffer());
  }

  @Test
  void framesThatTheFolderDoesNotHaveAreLeftOut() {
    List<String> tapped =
        TapsTable.read(STORAGE, REFERENCE).stream().map(TapsTable.TapRows::sceneToken).toList();
    Path part = new Path(folder.toString());
    IndexTable.write(
        STORAGE,
        part,
        IndexTable.read(STORAGE, FRAMES).stream()
            .filter(row -> !tapped.contains(row.sceneToken()))
            .toList());
    assertThat(TapFrames.read(STORAGE, part, REFERENCE)).isEmpty();
  }
}
