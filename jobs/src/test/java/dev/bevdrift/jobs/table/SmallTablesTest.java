package dev.bevdrift.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallTablesTest {
  private static final Storage STORAGE = Storage.local();

  /** The table without the fields that have a default: they came later. */
  private static final Schema SCHEMA_OF_OLD_DIFFERENCES = withoutDefaults(DiffTable.SPEC.schema());

  private static Schema withoutDefaults(Schema schema) {
    return switch (schema.getType()) {
      case ARRAY -> Schema.createArray(withoutDefaults(schema.getElementType()));
      case RECORD ->
          Schema.createRecord(
              schema.getName(),
              "",
              schema.getNamespace(),
              false,
              schema.getFields().stream()
                  .filter(field -> !field.hasDefaultValue())
                  .map(field -> new Schema.Field(field.name(), withoutDefaults(field.schema())))
                  .toList());
      default -> schema;
    };
  }

  @TempDir java.nio.file.Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = new Path(folder.toString(), "scene-1-0.parquet");
  }

  @Test
  void predictionsComeBackAsTheyWere() {
    List<PredictionRow> rows = List.of(prediction(0), prediction(1));
    write(PredictionsTable.writer(STORAGE, file), rows);
    assertThat(all(PredictionsTable.read(STORAGE, file))).isEqualTo(rows);
  }

  @Test
  void anEmptyTableIsATable() {
    write(PredictionsTable.writer(STORAGE, file), List.of());
    assertThat(all(PredictionsTable.read(STORAGE, file))).isEmpty();
  }

  @Test
  void differencesComeBackAsTheyWere() {
    TensorSums sums =
        new TensorSums(
            "bev_embed",
            TensorSums.WHOLE,
            12,
            0.5,
            7,
            1.25,
            0.75,
            -1,
            2,
            3,
            1,
            1,
            4,
            List.of(1, 3));
    DiffRow row =
        new DiffRow(
            "recipe",
            "nontemporal",
            "s",
            0,
            "t",
            4,
            List.of(sums, new TensorSums("x", 2, 0, 0, -1, 0, 0, 0, 0, 0, 9, 9, 0, List.of())),
            new BoxCounts(1, 2, 3, 4, 5, 6, 7),
            3,
            List.of(new ShiftSums("centre_m", 2, 0.5, 0.25)),
            List.of(new Sketch("bev_embed", TensorSums.WHOLE, List.of(0, 700), List.of(9L, 2L))),
            List.of(new BoxSlice("class/car", new BoxCounts(1, 0, 0, 0, 0, 0, 0))));
    write(DiffTable.writer(STORAGE, file), List.of(row));
    assertThat(all(DiffTable.read(STORAGE, file))).containsExactly(row);
  }

  @Test
  void differencesOfAnOlderVersionLackWhatCameLater() {
    GenericRecord row = new GenericData.Record(SCHEMA_OF_OLD_DIFFERENCES);
    for (String text : List.of("rung", "baseline", "scene_token", "sample_token")) {
      row.put(text, text);
    }
    row.put("sequence", 0);
    row.put("sample_index", 4L);
    GenericRecord sums =
        new GenericData.Record(Records.elementOf(SCHEMA_OF_OLD_DIFFERENCES, "tensors"));
    sums.put("name", "bev_embed");
    sums.put("layer", -1);
    for (String count : List.of("elements", "worst_index", "non_finite")) {
      sums.put(count, 2L);
    }
    for (String sum :
        List.of("max_abs", "sum_abs", "sum_squared", "dot", "squared_rung", "squared_baseline")) {
      sums.put(sum, 0.5);
    }
    row.put("tensors", List.of(sums));
    GenericRecord boxes =
        new GenericData.Record(SCHEMA_OF_OLD_DIFFERENCES.getField("boxes").schema());
    for (String count : List.of("kept", "lost", "gained", "moved", "reranked", "flipped")) {
      boxes.put(count, 1);
    }
    row.put("boxes", boxes);
    TableSpec old = new TableSpec("diff", 1, SCHEMA_OF_OLD_DIFFERENCES, 1 << 20, List.of());
    write(TableWriter.open(STORAGE, file, old, (GenericRecord r) -> r), List.of(row));
    DiffRow read = all(DiffTable.read(STORAGE, file)).get(0);
    assertThat(read.frameInScene()).isEqualTo(DiffRow.UNKNOWN);
    assertThat(read.shifts()).isEmpty();
    assertThat(read.sketches()).isEmpty();
    assertThat(read.slices()).isEmpty();
    assertThat(read.boxes()).isEqualTo(new BoxCounts(1, 1, 1, 1, 1, 1, BoxCounts.UNKNOWN));
    assertThat(read.tensors().get(0).nan()).isEqualTo(TensorSums.UNKNOWN);
    assertThat(read.tensors().get(0).beyond()).isEqualTo(TensorSums.UNKNOWN);
    assertThat(read.tensors().get(0).worstElement()).isEmpty();
    assertThat(read.tensors().get(0).sumAbs()).isEqualTo(0.5);
  }

  @Test
  void theIndexComesBackAsItWas() {
    IndexRow row =
        new IndexRow(
            "t", "scene-1", 0, "scene-1-0.parquet", 8, 1234, 5, 6, "here", "n008", "", "d");
    IndexTable.write(STORAGE, new Path(folder.toString()), List.of(row));
    assertThat(IndexTable.read(STORAGE, new Path(folder.toString()))).containsExactly(row);
  }

  @Test
  void anIndexThatPointsOutsideItsFolderIsRefused() {
    IndexRow row = new IndexRow("t", "s", 0, "../x.parquet", 8, 1234, 5, 6, "", "", "", "");
    Path here = new Path(folder.toString());
    IndexTable.write(STORAGE, here, List.of(row));
    assertThatThrownBy(() -> IndexTable.read(STORAGE, here))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read "
                + new Path(here, IndexTable.FILE)
                + ": row 0, file is ../x.parquet, expected a file name within the folder");
  }

  @Test
  void referenceRowsGatherByFrame() {
    write(
        ReferenceTable.writer(STORAGE, file),
        List.of(
            reference("a", "nontemporal", "all_cls_scores", 1),
            reference("a", "temporal", "all_cls_scores", 2),
            reference("a", "temporal", "bev_embed", 3),
            reference("b", "temporal", "all_cls_scores", 4)));
    List<ReferenceFrame> frames = all(ReferenceTable.read(STORAGE, file));
    assertThat(frames).extracting(ReferenceFrame::sampleToken).containsExactly("a", "b");
    assertThat(frames.get(0).variants()).containsExactly("nontemporal", "temporal");
    Tensor bev = frames.get(0).tensor("temporal", "bev_embed").orElseThrow();
    assertThat(bev.shape()).containsExactly(2L, 3L);
    assertThat(bev.x(5)).isEqualTo(3.5f);
    assertThat(frames.get(1).tensor("temporal", "bev_embed")).isEmpty();
  }

  @Test
  void aFrameWhoseRowsStandApartIsRefused() {
    write(
        ReferenceTable.writer(STORAGE, file),
        List.of(
            reference("a", "temporal", "x", 1),
            reference("b", "temporal", "x", 2),
            reference("a", "temporal", "y", 3)));
    assertThatThrownBy(() -> all(ReferenceTable.read(STORAGE, file)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read "
                + file
                + ": sample a: its rows stand apart, expected the rows of a frame together");
  }

  @Test
  void aTensorThatComesTwiceIsRefused() {
    write(
        ReferenceTable.writer(STORAGE, file),
        List.of(reference("a", "temporal", "x", 1), reference("a", "temporal", "x", 2)));
    assertThatThrownBy(() -> all(ReferenceTable.read(STORAGE, file)))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("sample a: temporal has x twice, expected each tensor once");
  }

  @Test
  void bytesThatDoNotFillTheShapeAreNamed() {
    raw(ReferenceTable.SPEC, record -> record);
    assertThatThrownBy(() -> all(ReferenceTable.read(STORAGE, file)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read "
                + file
                + ": row 0, data has 8 bytes for shape [2, 3], expected 4 bytes for each element");
  }

  @Test
  void anotherElementTypeIsNamed() {
    raw(
        ReferenceTable.SPEC,
        record -> {
          record.put("dtype", "float16");
          return record;
        });
    assertThatThrownBy(() -> all(ReferenceTable.read(STORAGE, file)))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("row 0, dtype is float16, expected float32");
  }

  @Test
  void anUnknownVersionIsRefused() {
    TableSpec spec = ReferenceTable.SPEC;
    raw(
        new TableSpec(spec.name(), 2, spec.schema(), spec.rowGroupBytes(), spec.opaque()),
        record -> record);
    assertThatThrownBy(() -> ReferenceTable.read(STORAGE, file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot read "
                + file
                + ": has bevdrift.schema_version=2, expected bevdrift.schema_version=1");
  }

  @Test
  void aMissingColumnIsNamed() {
    TableSpec lacking =
        new TableSpec(
            "index",
            1,
            SchemaBuilder.record("r").fields().requiredString("scene_token").endRecord(),
            1 << 20,
            List.of());
    Path index = new Path(folder.toString(), IndexTable.FILE);
    GenericRecord record = new GenericData.Record(lacking.schema());
    record.put("scene_token", "t");
    write(TableWriter.open(STORAGE, index, lacking, row -> row), List.of(record));
    assertThatThrownBy(() -> IndexTable.read(STORAGE, new Path(folder.toString())))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read " + index + ": column scene_name is missing, expected it");
  }

  @Test
  void aTableFromBeforeTheLogColumnIsStillRead() {
    List<Schema.Field> fields =
        IndexTable.SPEC.schema().getFields().stream()
            .filter(field -> !field.name().equals("log"))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    Schema older = Schema.createRecord("IndexRow", "", "old", false, fields);
    TableSpec before = new TableSpec("index", 1, older, 1 << 20, List.of());
    GenericRecord record = new GenericData.Record(older);
    for (String text :
        List.of("scene_token", "scene_name", "file", "location", "vehicle", "description")) {
      record.put(text, text);
    }
    for (String number : List.of("sequence", "frames")) {
      record.put(number, 1);
    }
    for (String big : List.of("bytes", "first_sample_index", "first_timestamp_us")) {
      record.put(big, 2L);
    }
    Path index = new Path(folder.toString(), IndexTable.FILE);
    write(TableWriter.open(STORAGE, index, before, row -> row), List.of(record));
    assertThat(IndexTable.read(STORAGE, new Path(folder.toString())))
        .singleElement()
        .returns("", IndexRow::log)
        .returns("vehicle", IndexRow::vehicle);
  }

  private void raw(TableSpec spec, Function<GenericRecord, GenericRecord> change) {
    GenericRecord record = new GenericData.Record(spec.schema());
    record.put("scene_token", "s");
    record.put("sequence", 0);
    record.put("sample_token", "a");
    record.put("sample_index", 0L);
    record.put("variant", "temporal");
    record.put("tensor", "x");
    record.put("dtype", "float32");
    record.put("shape", List.of(2L, 3L));
    record.put("data", ByteBuffer.allocate(8));
    write(TableWriter.open(STORAGE, file, spec, change), List.of(record));
  }

  private static ReferenceRow reference(String sample, String variant, String name, float first) {
    float[] data = {first, first, first, first, first, first + 0.5f};
    return new ReferenceRow("s", 0, sample, 0, variant, name, Tensor.of(List.of(2L, 3L), data));
  }

  private static PredictionRow prediction(int ordinal) {
    return new PredictionRow(
        "faithful",
        "s",
        "t",
        3,
        ordinal,
        "car",
        0.1 + 0.2,
        new Vec3(1, 2, 3),
        new Vec3(4, 5, 6),
        Quaternion.aboutZ(0.3),
        -0.0,
        Double.MIN_VALUE,
        "");
  }

  private static <T> void write(TableWriter<T> open, List<T> rows) {
    try (TableWriter<T> writer = open) {
      rows.forEach(writer::write);
      writer.commit();
    }
  }

  private static <T> List<T> all(CloseableIterator<T> rows) {
    List<T> list = new ArrayList<>();
    try (rows) {
      rows.forEachRemaining(list::add);
    }
    return list;
  }
}
