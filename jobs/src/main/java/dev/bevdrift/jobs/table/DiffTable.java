package dev.bevdrift.jobs.table;

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

  private DiffTable() {}

  /** Opens one file for writing; rows must come in the table's order. */
  public static TableWriter<DiffRow> writer(Storage storage, Path file) {
    return TableWriter.open(storage, file, SPEC, DiffTable::encode);
  }

  /** Streams the rows of one file, in file order. */
  public static CloseableIterator<DiffRow> read(Storage storage, Path file) {
    return TableReader.open(storage, file, SPEC, SPEC.schema(), DiffTable::decode);
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
    return row;
  }

  private static DiffRow decode(Row row) {
    Row boxes = row.record("boxes");
    return new DiffRow(
        row.text("rung"),
        row.text("baseline"),
        row.text("scene_token"),
        row.whole("sequence"),
        row.text("sample_token"),
        row.big("sample_index"),
        row.records("tensors").stream().map(DiffTable::sums).toList(),
        new BoxCounts(
            boxes.whole("kept"),
            boxes.whole("lost"),
            boxes.whole("gained"),
            boxes.whole("moved"),
            boxes.whole("reranked"),
            boxes.whole("flipped")));
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
        row.big("non_finite"));
  }
}
