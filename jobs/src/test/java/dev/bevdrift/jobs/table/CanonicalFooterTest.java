package dev.bevdrift.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.udf.infer.ReferenceFrame;
import dev.bevdrift.udf.infer.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanonicalFooterTest {
  private static final Storage STORAGE = Storage.local();
  private static final int FRAMES = 7;
  private static final int VALUES = 700_000;

  @TempDir java.nio.file.Path folder;

  @Test
  void encodingsAscendInEveryColumnAndAFileBeyondTheTailComesBackWhole() throws IOException {
    java.nio.file.Path file = folder.resolve("scene-1-0.parquet");
    List<Tensor> tensors = new ArrayList<>();
    try (TableWriter<ReferenceRow> writer =
        ReferenceTable.writer(STORAGE, new Path(file.toString()))) {
      for (int i = 0; i < FRAMES; i++) {
        Tensor tensor = noise(i);
        tensors.add(tensor);
        writer.write(new ReferenceRow("scene", 0, "sample-" + i, i, "temporal", "x", tensor));
      }
      writer.commit();
    }

    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes.length).isGreaterThan(4 * CanonicalFooter.TAIL_BYTES);
    int several = 0;
    for (RowGroup group : footer(bytes).getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        List<Integer> encodings =
            column.getMeta_data().getEncodings().stream().map(Encoding::getValue).toList();
        assertThat(encodings).isSorted();
        several += encodings.size() > 1 ? 1 : 0;
      }
    }
    assertThat(several).isPositive();

    try (CloseableIterator<ReferenceFrame> frames =
        ReferenceTable.read(STORAGE, new Path(file.toString()))) {
      for (int i = 0; i < FRAMES; i++) {
        Tensor read = frames.next().tensor("temporal", "x").orElseThrow();
        assertThat(read.asBuffer()).isEqualTo(tensors.get(i).asBuffer());
      }
      assertThat(frames.hasNext()).isFalse();
    }
  }

  /** Numbers that do not compress, so that the file grows beyond what is held back. */
  private static Tensor noise(int seed) {
    Random random = new Random(seed);
    float[] values = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = random.nextFloat();
    }
    return Tensor.of(List.of((long) VALUES), values);
  }

  private static FileMetaData footer(byte[] bytes) throws IOException {
    int length =
        ByteBuffer.wrap(bytes, bytes.length - 8, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return Util.readFileMetaData(
        new ByteArrayInputStream(bytes, bytes.length - 8 - length, length));
  }
}
