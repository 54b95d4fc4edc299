package dev.bevdrift.jobs.table;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.Path;

/**
 * The table {@code diff}: one row a frame and rung, by rung, then frame in time order; one file a
 * scene sequence.
 */
public final class DiffTable {
  static final TableSpec SPEC = TableSpec.ofSmallRows("diff");
  private static final Schema TENSOR = Records.elementOf(SPEC.schema(), "tensors");
  private static final Schema BOXES = SPEC.schema().getField("boxes").schema();
  private static final Schema SHIFT = Records.elementOf(SPEC.schema(), "shifts");
  private static final Schema SLICE = Records.elementOf(SPEC.schema(), "slices");
  private static final Schema SKETCH = Records.elementOf(SPEC.schema(), "sketches");

  private DiffTable() {}

  /** Opens one file for writing; rows must come in the table's order. */
  public static TableWriter<DiffRow> writer(Storage storage, Path file) {
    return TableWriter.open(storage, file, SPEC, DiffTable::encode);
  }

  /** Streams the rows of one file, in file order. */
  public static CloseableIterator<DiffRow> read(Storage storage, Path file) {
    return TableReader.open(storage, file, SPEC, SPEC.schema(), DiffTable::decode);
  }

  /** Encodes some rows, to be joined with others. */
  public static TablePart part(Storage storage, List<DiffRow> rows) {
    return TablePart.of(storage, SPEC, rows, DiffTable::encode);
  }

  private static GenericRecord encode(DiffRow from) {
    GenericRecord row = new GenericData.Record(SPEC.schema());
    row.put("rung", from.rung());
    row.put("baseline", from.baseline());
    row.put("scene_token", from.sceneToken());
    row.put("sequence", from.sequence());
    row.put("sample_token", from.sampleToken());
    row.put("sample_index", from.sampleIndex());
    row.put("tensors", from.tensors().stream().map(DiffTable::encode).toList());
    row.put("boxes", encode(from.boxes()));
    row.put("frame_in_scene", from.frameInScene());
    row.put("shifts", from.shifts().stream().map(DiffTable::encode).toList());
    row.put("sketches", from.sketches().stream().map(DiffTable::encode).toList());
    row.put("slices", from.slices().stream().map(DiffTable::encode).toList());
    return row;
  }

  private static GenericRecord encode(BoxSlice from) {
    GenericRecord row = new GenericData.Record(SLICE);
    row.put("slice", from.slice());
    row.put("boxes", encode(from.boxes()));
    return row;
  }

  private static GenericRecord encode(ShiftSums from) {
    GenericRecord row = new GenericData.Record(SHIFT);
    row.put("name", from.name());
    row.put("count", from.count());
    row.put("sum", from.sum());
    row.put("max", from.max());
    return row;
  }

  private static GenericRecord encode(Sketch from) {
    GenericRecord row = new GenericData.Record(SKETCH);
    row.put("name", from.name());
    row.put("layer", from.layer());
    row.put("bins", from.bins());
    row.put("counts", from.counts());
    return row;
  }

  private static GenericRecord encode(TensorSums from) {
    GenericRecord row = new GenericData.Record(TENSOR);
    row.put("name", from.name());
    row.put("layer", from.layer());
    row.put("elements", from.elements());
    row.put("max_abs", from.maxAbs());
    row.put("worst_index", from.worstIndex());
    row.put("sum_abs", from.sumAbs());
    row.put("sum_squared", from.sumSquared());
    row.put("dot", from.dot());
    row.put("squared_rung", from.squaredRung());
    row.put("squared_baseline", from.squaredBaseline());
    row.put("non_finite", from.nonFinite());
    row.put("nan", from.nan());
    row.put("beyond", from.beyond());
    row.put("worst_element", from.worstElement());
    return row;
  }

  private static GenericRecord encode(BoxCounts from) {
    GenericRecord row = new GenericData.Record(BOXES);
    row.put("kept", from.kept());
    row.put("lost", from.lost());
    row.put("gained", from.gained());
    row.put("moved", from.moved());
    row.put("reranked", from.reranked());
    row.put("flipped", from.flipped());
    row.put("class_flipped", from.classFlipped());
    return row;
  }

  private static DiffRow decode(Row row) {
    return new DiffRow(
        row.text("rung"),
        row.text("baseline"),
        row.text("scene_token"),
        row.whole("sequence"),
        row.text("sample_token"),
        row.big("sample_index"),
        row.records("tensors").stream().map(DiffTable::sums).toList(),
        boxes(row.record("boxes")),
        row.has("frame_in_scene") ? row.whole("frame_in_scene") : DiffRow.UNKNOWN,
        later(row, "shifts").stream().map(DiffTable::shift).toList(),
        later(row, "sketches").stream().map(DiffTable::sketch).toList(),
        later(row, "slices").stream()
            .map(slice -> new BoxSlice(slice.text("slice"), boxes(slice.record("boxes"))))
            .toList());
  }

  private static BoxCounts boxes(Row boxes) {
    return new BoxCounts(
        boxes.whole("kept"),
        boxes.whole("lost"),
        boxes.whole("gained"),
        boxes.whole("moved"),
        boxes.whole("reranked"),
        boxes.whole("flipped"),
        boxes.has("class_flipped") ? boxes.whole("class_flipped") : BoxCounts.UNKNOWN);
  }

  /** Records of a field that older files lack: parquet-avro fills no default into records. */
  private static List<Row> later(Row row, String field) {
    return row.has(field) ? row.records(field) : List.of();
  }

  private static TensorSums sums(Row row) {
    return new TensorSums(
        row.text("name"),
        row.whole("layer"),
        row.big("elements"),
        row.real("max_abs"),
        row.big("worst_index"),
        row.real("sum_abs"),
        row.real("sum_squared"),
        row.real("dot"),
        row.real("squared_rung"),
        row.real("squared_baseline"),
        row.big("non_finite"),
        row.has("nan") ? row.big("nan") : TensorSums.UNKNOWN,
        row.has("beyond") ? row.big("beyond") : TensorSums.UNKNOWN,
        row.has("worst_element") ? row.wholes("worst_element") : List.of());
  }

  private static ShiftSums shift(Row row) {
    return new ShiftSums(row.text("name"), row.big("count"), row.real("sum"), row.real("max"));
  }

  private static Sketch sketch(Row row) {
    List<Integer> bins = row.wholes("bins");
    List<Long> counts = row.bigs("counts");
    if (bins.size() != counts.size()) {
      throw row.fault("counts", "has " + counts.size() + " values", Integer.toString(bins.size()));
    }
    return new Sketch(row.text("name"), row.whole("layer"), bins, counts);
  }
}
