package dev.bevdrift.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoded rows joined to one file: all of them, in order, each part to be read alone. */
final class TablePartTest {
  private static final Storage STORAGE = Storage.local();
  private static final int BOXES = 700; // of a part: more than a page check takes in at once

  @TempDir java.nio.file.Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = new Path(folder.toString(), "scene-1-0.parquet");
  }

  private static List<PredictionRow> rows(String rung) {
    List<PredictionRow> rows = new ArrayList<>();
    for (int i = 0; i < BOXES; i++) {
      rows.add(
          new PredictionRow(
              rung,
              "scene",
              "sample-" + i / 100,
              i / 100,
              i % 100,
              "car",
              1.0 / (i + 1),
              new Vec3(i, -i, 0.5 * rung.length()),
              new Vec3(1, 2, 3),
              new Quaternion(1, 0, 0, 0),
              i,
              Double.NaN,
              ""));
    }
    return rows;
  }

  private static TablePart part(String rung) {
    return PredictionsTable.part(STORAGE, rows(rung));
  }

  private static TablePart nothing() {
    return PredictionsTable.part(STORAGE, List.of());
  }

  private static List<PredictionRow> all(CloseableIterator<PredictionRow> rows) {
    List<PredictionRow> list = new ArrayList<>();
    try (rows) {
      rows.forEachRemaining(list::add);
    }
    return list;
  }

  @Test
  void allRowsComeInOrder() {
    TablePart.join(STORAGE, file, List.of(part("b"), nothing(), part("a"), part("c")));
    assertThat(all(PredictionsTable.read(STORAGE, file)))
        .isEqualTo(Stream.of("b", "a", "c").flatMap(rung -> rows(rung).stream()).toList());
  }

  @Test
  void someRungsAreReadWithoutTheOthers() {
    TablePart.join(STORAGE, file, List.of(part("b"), part("a"), part("c")));
    assertThat(all(PredictionsTable.read(STORAGE, file, Set.of("a")))).isEqualTo(rows("a"));
    assertThat(all(PredictionsTable.read(STORAGE, file, Set.of("b", "c"))))
        .isEqualTo(Stream.of("b", "c").flatMap(rung -> rows(rung).stream()).toList());
    assertThat(all(PredictionsTable.read(STORAGE, file, Set.of("none")))).isEmpty();
  }

  @Test
  void aFileOfOnePieceGivesWhatWasAskedForAmongAll() {
    List<PredictionRow> both = Stream.concat(rows("a").stream(), rows("b").stream()).toList();
    PredictionsTable.part(STORAGE, both).write(STORAGE, file);
    assertThat(all(PredictionsTable.read(STORAGE, file, Set.of("b")))).isEqualTo(both);
  }

  @Test
  void nothingJoinedIsAnEmptyTable() {
    TablePart.join(STORAGE, file, List.of(nothing(), nothing()));
    assertThat(all(PredictionsTable.read(STORAGE, file))).isEmpty();
    assertThat(all(PredictionsTable.read(STORAGE, file, Set.of("a")))).isEmpty();
  }

  @Test
  void thePartsOfAFileAndOfMemoryGiveTheSameBytes() throws IOException {
    Path kept = new Path(folder.toString(), "kept.parquet");
    part("a").write(STORAGE, kept);
    TablePart again = TablePart.read(STORAGE, kept);
    assertThat(again.sha256()).isEqualTo(part("a").sha256()).isEqualTo(STORAGE.sha256(kept));
    TablePart.join(STORAGE, file, List.of(part("b"), part("a")));
    byte[] expected = Files.readAllBytes(java.nio.file.Path.of(file.toString()));
    TablePart.join(STORAGE, file, List.of(part("b"), again));
    assertThat(Files.readAllBytes(java.nio.file.Path.of(file.toString()))).isEqualTo(expected);
  }

  @Test
  void aDamagedPartIsRefusedAndNothingWritten() throws IOException {
    java.nio.file.Path kept = folder.resolve("kept.parquet");
    part("a").write(STORAGE, new Path(kept.toString()));
    byte[] bytes = Files.readAllBytes(kept);
    Files.write(kept, java.util.Arrays.copyOf(bytes, bytes.length - 20));
    TablePart damaged = TablePart.read(STORAGE, new Path(kept.toString()));
    assertThatThrownBy(() -> TablePart.join(STORAGE, file, List.of(part("b"), damaged)))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot write " + file + ": a part of it is damaged, expected whole Parquet");
    assertThat(folder.resolve("scene-1-0.parquet")).doesNotExist();
  }
}
