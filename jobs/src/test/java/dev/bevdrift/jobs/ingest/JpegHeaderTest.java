package dev.bevdrift.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JpegHeaderTest {
  @Test
  void aWholeJpegOfTheRightSizeHasNoFault() throws IOException {
    assertThat(JpegHeader.fault(TinyDataSet.jpeg(32, 18), 32, 18)).isEmpty();
  }

  @Test
  void zerosBehindTheEndAreNoFault() throws IOException {
    byte[] jpeg = TinyDataSet.jpeg(32, 18);
    assertThat(JpegHeader.fault(Arrays.copyOf(jpeg, jpeg.length + 9), 32, 18)).isEmpty();
  }

  @Test
  void fillBytesBeforeAMarkerAreNoFault() throws IOException {
    byte[] jpeg = TinyDataSet.jpeg(32, 18);
    byte[] filled = new byte[jpeg.length + 1];
    System.arraycopy(jpeg, 0, filled, 0, 2);
    filled[2] = (byte) 0xFF;
    System.arraycopy(jpeg, 2, filled, 3, jpeg.length - 2);
    assertThat(JpegHeader.fault(filled, 32, 18)).isEmpty();
  }

  @Test
  void anyCutIsSeen() throws IOException {
    byte[] jpeg = TinyDataSet.jpeg(32, 18);
    for (int length = 0; length < jpeg.length; length++) {
      assertThat(JpegHeader.fault(Arrays.copyOf(jpeg, length), 32, 18))
          .as("cut to %d of %d bytes", length, jpeg.length)
          .isPresent();
    }
  }

  @Test
  void anotherSizeIsNamed() throws IOException {
    assertThat(JpegHeader.fault(TinyDataSet.jpeg(32, 18), 1600, 900))
        .contains("is 32x18 pixels, expected 1600x900");
  }

  @Test
  void somethingElseIsNamed() {
    assertThat(JpegHeader.fault(new byte[100], 1, 1)).contains("is not a JPEG");
  }
}
