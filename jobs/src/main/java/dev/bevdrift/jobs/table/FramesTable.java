package dev.bevdrift.jobs.table;

import dev.bevdrift.udf.infer.Annotation;
import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.infer.ImageAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.hadoop.fs.Path;

/** The table {@code frames}: one file a scene sequence, one row a keyframe, in time order. */
public final class FramesTable {
  static final TableSpec SPEC =
      TableSpec.ofBulkRows("frames", "cameras.list.element.jpeg", "cameras.list.element.sha256");
  private static final Schema CAMERA = Records.elementOf(SPEC.schema(), "cameras");
  private static final Schema BOX = Records.elementOf(SPEC.schema(), "boxes");
  private static final Schema POSE = SPEC.schema().getField("lidar2ego").schema();
  private static final Schema NO_IMAGES = withoutImages();

  private FramesTable() {}

  /** The name of a scene sequence's file in any of the tables that have one file a sequence. */
  public static String fileName(String sceneName, int sequence) {
    return sceneName + "-" + sequence + ".parquet";
  }

  /** Opens one file for writing; rows must come in time order. */
  public static TableWriter<Frame> writer(Storage storage, Path file) {
    return TableWriter.open(storage, file, SPEC, FramesTable::encode);
  }

  /** Streams the frames of one file with pictures and annotations. */
  public static CloseableIterator<Frame> read(Storage storage, Path file) {
    return TableReader.open(storage, file, SPEC, SPEC.schema(), FramesTable::decode);
  }

  /** Streams the frames of one file; pictures are neither read nor there. */
  public static CloseableIterator<Frame> readWithoutImages(Storage storage, Path file) {
    return TableReader.open(storage, file, SPEC, NO_IMAGES, FramesTable::decode);
  }

  /** Frames as bytes in the table's row encoding, to be sent or hashed. */
  public static byte[] toBytes(List<Frame> frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(SPEC.schema());
    try {
      for (Frame frame : frames) {
        writer.write(encode(frame), encoder);
      }
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode frames", e);
    }
    return out.toByteArray();
  }

  /** Frames from {@link #toBytes}. */
  public static List<Frame> ofBytes(byte[] bytes) {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(SPEC.schema());
    List<Frame> frames = new ArrayList<>();
    try {
      while (!decoder.isEnd()) {
        GenericRecord record = reader.read(null, decoder);
        frames.add(decode(new Row(new Path("memory"), frames.size(), record)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot decode frames", e);
    }
    return frames;
  }

  private static Schema withoutImages() {
    Schema camera = without(CAMERA, "jpeg");
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : SPEC.schema().getFields()) {
      Schema type = field.name().equals("cameras") ? Schema.createArray(camera) : field.schema();
      fields.add(new Schema.Field(field.name(), type, field.doc(), field.defaultVal()));
    }
    Schema whole = SPEC.schema();
    return Schema.createRecord(
        whole.getName(), whole.getDoc(), whole.getNamespace(), false, fields);
  }

  private static Schema without(Schema record, String left) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : record.getFields()) {
      if (!field.name().equals(left)) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    return Schema.createRecord(
        record.getName(), record.getDoc(), record.getNamespace(), false, fields);
  }

  private static GenericRecord encode(Frame frame) {
    GenericRecord row = new GenericData.Record(SPEC.schema());
    row.put("scene_token", frame.sceneToken());
    row.put("scene_name", frame.sceneName());
    row.put("sequence", frame.sequence());
    row.put("sample_token", frame.sampleToken());
    row.put("prev_sample_token", frame.prevSampleToken().orElse(null));
    row.put("sample_index", frame.sampleIndex());
    row.put("timestamp_us", frame.timestampUs());
    row.put("location", frame.location());
    row.put("vehicle", frame.vehicle());
    row.put("log", frame.log().isEmpty() ? null : frame.log());
    row.put("description", frame.description());
    row.put("cameras", frame.cameras().stream().map(FramesTable::encode).toList());
    row.put("lidar2ego", Records.of(frame.lidar2ego(), POSE));
    row.put("ego2global", Records.of(frame.ego2global(), POSE));
    row.put("can_bus", Records.of(frame.canBusCopy()));
    row.put("boxes", frame.annotations().stream().map(FramesTable::encode).toList());
    return row;
  }

  private static GenericRecord encode(CameraView view) {
    GenericRecord row = new GenericData.Record(CAMERA);
    row.put("channel", view.channel());
    row.put("sample_data_token", view.sampleDataToken());
    row.put("timestamp_us", view.timestampUs());
    row.put("jpeg", view.jpeg().orElse(null));
    row.put("uri", view.address().map(ImageAddress::uri).orElse(null));
    row.put("offset", view.address().map(ImageAddress::offset).orElse(null));
    row.put("length", view.address().map(ImageAddress::length).orElse(null));
    row.put("sha256", view.sha256());
    row.put("width", view.width());
    row.put("height", view.height());
    row.put("intrinsics", IntStream.range(0, 9).mapToObj(view::intrinsic).toList());
    row.put("sensor2ego", Records.of(view.sensor2ego(), POSE));
    row.put("ego2global", Records.of(view.ego2global(), POSE));
    return row;
  }

  private static GenericRecord encode(Annotation box) {
    GenericRecord row = new GenericData.Record(BOX);
    row.put("instance_token", box.instanceToken());
    row.put("category", box.category());
    row.put("detection_name", box.scored() ? box.detectionName() : null);
    row.put("translation", Records.of(box.translation()));
    row.put("size", Records.of(box.size()));
    row.put("rotation", Records.of(box.rotation()));
    row.put("velocity", box.velocityKnown() ? List.of(box.velocityX(), box.velocityY()) : null);
    row.put("attributes", box.attributes());
    row.put("num_lidar_pts", box.numLidarPts());
    row.put("num_radar_pts", box.numRadarPts());
    row.put("visibility", box.visibility().isEmpty() ? null : box.visibility());
    return row;
  }

  private static Frame decode(Row row) {
    Frame.Builder frame =
        Frame.of(row.text("scene_token"), row.text("scene_name"), row.text("sample_token"))
            .sequence(row.whole("sequence"))
            .sampleIndex(row.big("sample_index"))
            .timestampUs(row.big("timestamp_us"))
            .location(row.text("location"))
            .vehicle(row.text("vehicle"))
            .log(row.optionalText("log").orElse(""))
            .description(row.text("description"))
            .cameras(row.records("cameras").stream().map(FramesTable::camera).toList())
            .lidar2ego(row.pose("lidar2ego"))
            .ego2global(row.pose("ego2global"))
            .canBus(row.finite("can_bus", Frame.CAN_BUS_SIZE))
            .annotations(row.records("boxes").stream().map(FramesTable::box).toList());
    row.optionalText("prev_sample_token").ifPresent(frame::prevSampleToken);
    return frame.build();
  }

  private static CameraView camera(Row row) {
    int width = row.whole("width");
    int height = row.whole("height");
    if (width <= 0 || height <= 0) {
      throw row.fault("width", "and height are " + width + "x" + height, "positive pixels");
    }
    CameraView.Builder view =
        CameraView.of(row.text("channel"), row.text("sample_data_token"))
            .timestampUs(row.big("timestamp_us"))
            .sha256(row.text("sha256"))
            .size(width, height)
            .intrinsics(row.finite("intrinsics", 9))
            .sensor2ego(row.pose("sensor2ego"))
            .ego2global(row.pose("ego2global"));
    row.optionalBytes("jpeg").ifPresent(view::jpeg);
    row.optionalText("uri")
        .ifPresent(
            uri ->
                view.address(
                    new ImageAddress(
                        uri,
                        row.optionalBig("offset").orElse(0L),
                        row.optionalBig("length").orElse(ImageAddress.WHOLE))));
    return view.build();
  }

  private static Annotation box(Row row) {
    double[] velocity =
        row.has("velocity") ? row.reals("velocity", 2) : new double[] {Double.NaN, Double.NaN};
    return new Annotation(
        row.text("instance_token"),
        row.text("category"),
        row.optionalText("detection_name").orElse(""),
        row.vector("translation"),
        row.vector("size"),
        row.quaternion("rotation"),
        velocity[0],
        velocity[1],
        row.texts("attributes"),
        row.whole("num_lidar_pts"),
        row.whole("num_radar_pts"),
        row.optionalText("visibility").orElse(""));
  }
}
