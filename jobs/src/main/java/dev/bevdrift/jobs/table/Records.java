package dev.bevdrift.jobs.table;

import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** How geometry is laid out in the tables' rows. */
final class Records {
  private Records() {}

  static List<Double> of(Vec3 v) {
    return List.of(v.x(), v.y(), v.z());
  }

  static List<Double> of(Quaternion q) {
    return List.of(q.w(), q.x(), q.y(), q.z());
  }

  static GenericRecord of(Pose pose, Schema schema) {
    GenericRecord record = new GenericData.Record(schema);
    record.put("translation", of(pose.translation()));
    record.put("rotation", of(pose.rotation()));
    return record;
  }

  static List<Double> of(double[] numbers) {
    List<Double> list = new ArrayList<>(numbers.length);
    for (double number : numbers) {
      list.add(number);
    }
    return list;
  }

  /** The record schema of a list's elements. */
  static Schema elementOf(Schema record, String field) {
    return record.getField(field).schema().getElementType();
  }
}
