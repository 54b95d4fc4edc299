package dev.bevdrift.jobs.table;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Files by Hadoop path: local disk, HDFS, S3A, or whatever the settings name. Serializable, so that
 * executors see the driver's settings. Safe for concurrent use.
 *
 * <p>A file that cannot be read is an {@link InputException}; one that cannot be written is an
 * {@link UncheckedIOException}.
 */
public final class Storage implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String PART = ".part";
  private static final int BUFFER_BYTES = 1 << 16;

  private transient Configuration conf;

  private Storage(Configuration conf) {
    this.conf = conf;
  }

  /** With these Hadoop settings, copied. */
  public static Storage of(Configuration settings) {
    return new Storage(new Configuration(settings));
  }

  /** With Hadoop's defaults: local disk unless a path names another file system. */
  public static Storage local() {
    return new Storage(new Configuration());
  }

  /** A copy of the settings. */
  public Configuration settings() {
    return new Configuration(conf);
  }

  /** Whether a file or folder is there. */
  public boolean exists(Path path) {
    try {
      return system(path).exists(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Whether a folder is there. */
  public boolean isFolder(Path path) {
    try {
      return system(path).getFileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Length of a file in bytes. */
  public long lengthBytes(Path file) {
    try {
      return system(file).getFileStatus(file).getLen();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** What lies in a folder, by name; empty if the folder is absent. */
  public List<Path> list(Path folder) {
    List<Path> found = new ArrayList<>();
    try {
      for (FileStatus status : system(folder).listStatus(folder)) {
        found.add(new Path(folder, status.getPath().getName()));
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    Collections.sort(found);
    return found;
  }

  /** Opens a file for reading; the caller closes it. */
  public InputStream open(Path file) {
    try {
      return system(file).open(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** A whole file. */
  public byte[] readBytes(Path file) {
    try (InputStream in = open(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** SHA-256 of a whole file, as 64 hexadecimal digits. */
  public String sha256(Path file) {
    try (InputStream in = open(file)) {
      return Sha256.of(in);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Part of a file.
   *
   * @param offset first byte
   * @param lengthBytes how many
   * @throws IOException when the file is absent or shorter
   */
  public byte[] readBytes(Path file, long offset, int lengthBytes) throws IOException {
    byte[] bytes = new byte[lengthBytes];
    try (FSDataInputStream in = system(file).open(file)) {
      in.readFully(offset, bytes);
    }
    return bytes;
  }

  /** The whole address of a file, its file system named; what {@link Path} reads. */
  public String address(Path file) {
    try {
      return system(file).makeQualified(file).toString();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** A whole file as UTF-8. */
  public String readText(Path file) {
    return new String(readBytes(file), StandardCharsets.UTF_8);
  }

  /** Writes a whole file: beside first, then renamed over what was there. */
  public void writeBytes(Path file, byte[] bytes) {
    Path beside = beside(file);
    try {
      try (OutputStream out = create(beside)) {
        out.write(bytes);
      }
      moveInto(beside, file);
    } catch (IOException e) {
      discard(beside, e);
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  /** Removes what was written of a file before a fault; of two faults the first is told. */
  void discard(Path beside, IOException fault) {
    try {
      delete(beside);
    } catch (UncheckedIOException second) {
      fault.addSuppressed(second);
    }
  }

  /** Opens a file for writing, in a folder that is made if need be; the caller closes it. */
  PositionOutputStream create(Path file) throws IOException {
    FileSystem system = system(file);
    if (system.getClass() != RawLocalFileSystem.class) { // another may be a kind of it
      return HadoopStreams.wrap(system.create(file, true));
    }
    // Hadoop's own starts a process, chmod, for each file.
    java.nio.file.Path place = ((RawLocalFileSystem) system).pathToFile(file).toPath();
    Files.createDirectories(place.getParent());
    return new LocalOutputFile(place).createOrOverwrite(BUFFER_BYTES);
  }

  /** Writes a whole file as UTF-8: beside first, then renamed over what was there. */
  public void writeText(Path file, String text) {
    writeBytes(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Removes a file, or a folder with all in it; nothing happens where nothing is. */
  public void delete(Path path) {
    try {
      system(path).delete(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + path, e);
    }
  }

  /** Removes what attempts that died have left in a folder; nobody may be writing there. */
  public void deleteParts(Path folder) {
    for (Path file : list(folder)) {
      if (file.getName().startsWith(".") && file.getName().endsWith(PART)) {
        delete(file);
      }
    }
  }

  /** A fresh name in the folder of {@code file}, hidden from readers that list it. */
  static Path beside(Path file) {
    return new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID() + PART);
  }

  /** Gives a whole file its name, replacing what had it. */
  void moveInto(Path whole, Path name) throws IOException {
    FileSystem system = system(name);
    if (system.exists(name)) {
      system.delete(name, false);
    }
    if (!system.rename(whole, name)) {
      throw new IOException("Cannot rename " + whole + " to " + name);
    }
  }

  /** The file system of a path; the local one without its checksum files. */
  FileSystem system(Path path) throws IOException {
    FileSystem found = path.getFileSystem(conf);
    return found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
  }

  private static InputException unreadable(Path path, IOException e) {
    String fact =
        e instanceof FileNotFoundException ? "no such file, expected one" : e.getMessage();
    return new InputException("Cannot read " + path + ": " + fact, e);
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    conf.write(out);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    conf = new Configuration(false);
    conf.readFields(in);
  }
}
