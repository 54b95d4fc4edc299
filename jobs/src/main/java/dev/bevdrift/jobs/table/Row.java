package dev.bevdrift.jobs.table;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.Path;

/**
 * One row read, or a record inside it, which knows where it stands.
 *
 * <p>Each method throws {@link InputException} naming file, row and field when the value is null or
 * of a wrong length.
 */
final class Row {
  /** Far above what rounding to float32 does, far below what turns a picture visibly. */
  private static final double UNIT_TOLERANCE = 1e-3;

  private final Path file;
  private final long number;
  private final String inside;
  private final GenericRecord record;

  Row(Path file, long number, GenericRecord record) {
    this(file, number, "", record);
  }

  private Row(Path file, long number, String inside, GenericRecord record) {
    this.file = file;
    this.number = number;
    this.inside = inside;
    this.record = record;
  }

  String text(String field) {
    return value(field).toString();
  }

  Optional<String> optionalText(String field) {
    return Optional.ofNullable(record.get(field)).map(Object::toString);
  }

  int whole(String field) {
    return (Integer) value(field);
  }

  long big(String field) {
    return (Long) value(field);
  }

  Optional<Long> optionalBig(String field) {
    return Optional.ofNullable((Long) record.get(field));
  }

  double real(String field) {
    return (Double) value(field);
  }

  ByteBuffer bytes(String field) {
    return (ByteBuffer) value(field);
  }

  /** Empty too when the projection left the field out. */
  Optional<ByteBuffer> optionalBytes(String field) {
    return record.hasField(field)
        ? Optional.ofNullable((ByteBuffer) record.get(field))
        : Optional.empty();
  }

  boolean has(String field) {
    return record.hasField(field) && record.get(field) != null;
  }

  Row record(String field) {
    return new Row(file, number, inside + field + ".", (GenericRecord) value(field));
  }

  List<Row> records(String field) {
    List<Row> rows = new ArrayList<>();
    for (Object element : (List<?>) value(field)) {
      String address = field + "[" + rows.size() + "]";
      if (element == null) {
        throw fault(address, "is null", "a record");
      }
      rows.add(new Row(file, number, inside + address + ".", (GenericRecord) element));
    }
    return rows;
  }

  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    for (Object element : (List<?>) value(field)) {
      texts.add(String.valueOf(element));
    }
    return texts;
  }

  List<Long> bigs(String field) {
    List<Long> numbers = new ArrayList<>();
    for (Object element : (List<?>) value(field)) {
      if (element == null) {
        throw fault(field, "holds a null", "numbers");
      }
      numbers.add((Long) element);
    }
    return numbers;
  }

  List<Integer> wholes(String field) {
    List<Integer> numbers = new ArrayList<>();
    for (Object element : (List<?>) value(field)) {
      if (element == null) {
        throw fault(field, "holds a null", "numbers");
      }
      numbers.add((Integer) element);
    }
    return numbers;
  }

  double[] reals(String field, int length) {
    List<?> list = (List<?>) value(field);
    if (list.size() != length) {
      throw fault(field, "has " + list.size() + " values", Integer.toString(length));
    }
    double[] numbers = new double[length];
    for (int i = 0; i < length; i++) {
      if (!(list.get(i) instanceof Double number)) {
        throw fault(field, "holds a null", "numbers");
      }
      numbers[i] = number;
    }
    return numbers;
  }

  Vec3 vector(String field) {
    double[] v = reals(field, 3);
    return new Vec3(v[0], v[1], v[2]);
  }

  Quaternion quaternion(String field) {
    double[] q = reals(field, 4);
    return new Quaternion(q[0], q[1], q[2], q[3]);
  }

  /** Numbers that a model can take: neither NaN nor infinite. */
  double[] finite(String field, int length) {
    double[] numbers = reals(field, length);
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw fault(field, "holds " + number, "finite numbers");
      }
    }
    return numbers;
  }

  /** A pose that turns and moves, and does nothing else. */
  Pose pose(String field) {
    Row pose = record(field);
    double[] place = pose.finite("translation", 3);
    Quaternion rotation = pose.quaternion("rotation");
    if (!(Math.abs(rotation.norm() - 1) <= UNIT_TOLERANCE)) {
      throw pose.fault("rotation", "has the length " + rotation.norm(), "a unit quaternion");
    }
    return new Pose(new Vec3(place[0], place[1], place[2]), rotation);
  }

  /** A fault of this row, to be thrown. */
  InputException fault(String field, String fact, String expected) {
    return new InputException(
        "Cannot read "
            + file
            + ": row "
            + number
            + ", "
            + inside
            + field
            + " "
            + fact
            + ", expected "
            + expected);
  }

  private Object value(String field) {
    Object value = record.get(field);
    if (value == null) {
      throw fault(field, "is null", "a value");
    }
    return value;
  }
}
