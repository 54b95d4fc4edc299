package dev.bevdrift.udf.infer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Where the bytes of pictures come from that are not embedded in their frames. */
@FunctionalInterface
public interface ImageSource {
  /**
   * Reads a picture's bytes.
   *
   * @throws IOException with one line when they cannot be had
   */
  ByteBuffer read(ImageAddress address) throws IOException;

  /** Files of this machine, by path or {@code file:} URI. */
  static ImageSource localFiles() {
    return address -> {
      String uri = address.uri();
      Path path = Path.of(uri.startsWith("file:") ? uri.replaceFirst("^file:(//)?", "") : uri);
      try (FileChannel file = FileChannel.open(path)) {
        long length =
            address.length() == ImageAddress.WHOLE
                ? file.size() - address.offset()
                : address.length();
        if (length < 0 || address.offset() + length > file.size() || length > Integer.MAX_VALUE) {
          throw new EOFException(
              path
                  + " has "
                  + file.size()
                  + " bytes, expected "
                  + address.length()
                  + " from "
                  + address.offset());
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        int read = 0;
        while (read >= 0 && bytes.hasRemaining()) {
          read = file.read(bytes, address.offset() + bytes.position());
        }
        return bytes.flip();
      }
    };
  }
}
