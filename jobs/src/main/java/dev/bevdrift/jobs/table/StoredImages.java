package dev.bevdrift.jobs.table;

import dev.bevdrift.udf.infer.ImageAddress;
import dev.bevdrift.udf.infer.ImageSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.Path;

/** Pictures by address on any file system that Hadoop knows. Safe for concurrent use. */
public final class StoredImages implements ImageSource {
  private final Storage storage;

  private StoredImages(Storage storage) {
    this.storage = storage;
  }

  /** Read through {@code storage}. */
  public static StoredImages in(Storage storage) {
    return new StoredImages(storage);
  }

  @Override
  public ByteBuffer read(ImageAddress address) throws IOException {
    Path file = new Path(address.uri());
    long length = address.length();
    if (length == ImageAddress.WHOLE) {
      length = storage.system(file).getFileStatus(file).getLen() - address.offset();
    }
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new IOException(
          file + " has no bytes from " + address.offset() + ", expected a picture there");
    }
    return ByteBuffer.wrap(storage.readBytes(file, address.offset(), (int) length));
  }
}
