package dev.bevdrift.jobs.ingest;

import dev.bevdrift.jobs.table.DatasetInfo;
import dev.bevdrift.jobs.table.IndexRow;
import dev.bevdrift.jobs.table.IndexTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** A folder of frames while it is made: begun, resumed, finished. */
final class FramesFolder {
  private static final String NOTES = "_scenes";

  private final Storage storage;
  private final Path path;

  FramesFolder(Storage storage, Path path) {
    this.storage = storage;
    this.path = path;
  }

  /** Where a scene's note rests until the folder is finished. */
  static Path note(Path folder, String sceneName) {
    return new Path(new Path(folder, NOTES), sceneName + ".json");
  }

  Path path() {
    return path;
  }

  /** What the folder holds if it is finished. */
  Optional<DatasetInfo> finished() {
    return DatasetInfo.isIn(storage, path)
        ? Optional.of(DatasetInfo.read(storage, path))
        : Optional.empty();
  }

  /**
   * Begins an empty folder or resumes an unfinished one.
   *
   * @throws InputException when it holds something else than unfinished frames
   */
  void begin() {
    List<Path> inside = storage.list(path);
    if (!inside.isEmpty() && !storage.exists(new Path(path, NOTES))) {
      throw new InputException(
          "Cannot write frames to "
              + path
              + ": it holds "
              + inside.get(0).getName()
              + ", expected an empty folder, unfinished frames, or frames and --overwrite");
    }
    try {
      storage.writeText(new Path(new Path(path, NOTES), "_begun"), "");
    } catch (UncheckedIOException e) {
      throw new InputException(
          "Cannot write frames to "
              + path
              + ": "
              + e.getCause().getMessage()
              + ", expected a folder that can be written",
          e);
    }
  }

  /** Whether every file of a finished folder's index is there, at its length. */
  boolean intact() {
    for (IndexRow row : IndexTable.read(storage, path)) {
      Path file = new Path(path, row.file());
      if (!storage.exists(file) || storage.lengthBytes(file) != row.bytes()) {
        return false;
      }
    }
    return true;
  }

  /** Removes the frames that are there, and nothing else; the mark of a finished folder first. */
  void clear() {
    storage.delete(new Path(path, DatasetInfo.FILE));
    storage.delete(new Path(path, NOTES));
    sweep(Set.of());
  }

  /** Sweeps, writes the index, says that the folder is finished, and drops the notes. */
  void finish(List<IndexRow> files, DatasetInfo info) {
    sweep(files.stream().map(IndexRow::file).collect(Collectors.toSet()));
    IndexTable.write(storage, path, files);
    info.write(storage, path);
    storage.delete(new Path(path, NOTES));
  }

  /** Removes tables that nobody lists and what killed tasks left. */
  private void sweep(Set<String> listed) {
    for (Path file : storage.list(path)) {
      String name = file.getName();
      boolean part = name.startsWith(".") && name.endsWith(".part");
      if (part || (name.endsWith(".parquet") && !listed.contains(name))) {
        storage.delete(file);
      }
    }
  }
}
