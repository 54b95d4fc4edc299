package dev.bevdrift.jobs.job;

import dev.bevdrift.metrics.InputException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the files of each submission go. */
final class ResultFolders {
  private static final String ENDING = ".json";

  private ResultFolders() {}

  /**
   * A folder for each submission, in order: {@code out} itself for a single one, else a folder in
   * it named after the file, or after the file's folder where all files are named alike.
   *
   * @throws InputException if two would get the same folder
   */
  static Map<Path, Path> of(List<Path> results, Path out) {
    if (results.size() == 1) {
      return Map.of(results.get(0), out);
    }
    Set<Path> names = new HashSet<>();
    results.forEach(file -> names.add(file.getFileName()));
    Map<Path, Path> folders = new LinkedHashMap<>();
    for (Path file : results) {
      Path whole = file.toAbsolutePath().normalize();
      String name =
          names.size() == 1
              ? String.valueOf(whole.getParent().getFileName())
              : stem(whole.getFileName().toString());
      if (folders.containsValue(out.resolve(name)) || folders.containsKey(file)) {
        throw new InputException(
            "Cannot score "
                + file
                + ": there is a submission "
                + name
                + " before it, expected"
                + " different names");
      }
      folders.put(file, out.resolve(name));
    }
    return folders;
  }

  private static String stem(String name) {
    return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
  }
}
