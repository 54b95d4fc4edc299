package dev.bevdrift.udf.image;

import java.nio.ByteBuffer;
import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory as the JDK's image readers want them, without a copy. */
final class BufferStream extends ImageInputStreamImpl {
  private final ByteBuffer bytes;

  BufferStream(ByteBuffer bytes) {
    this.bytes = bytes.slice();
  }

  @Override
  public int read() {
    bitOffset = 0;
    if (streamPos >= bytes.capacity()) {
      return -1;
    }
    return bytes.get((int) streamPos++) & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    bitOffset = 0;
    int n = (int) Math.min(length, bytes.capacity() - streamPos);
    if (n <= 0) {
      return length == 0 ? 0 : -1;
    }
    bytes.get((int) streamPos, into, offset, n);
    streamPos += n;
    return n;
  }

  @Override
  public long length() {
    return bytes.capacity();
  }
}
