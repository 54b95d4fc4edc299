package dev.bevdrift.metrics.nuscenes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Which scenes were cut from the same drive: in nuScenes, from the same log file. */
public final class Drives {
  private Drives() {}

  /**
   * Scene name to drive.
   *
   * <p>Two rows of {@code log.json} with the same log file are one drive; without that table, or
   * with a log it lacks, the scene's log token stands for it.
   *
   * @return empty when {@code scene.json} names no log at all
   * @throws dev.bevdrift.metrics.InputException if a table is malformed
   */
  public static Map<String, String> ofScenes(Path dataroot, String version) {
    Path folder = dataroot.resolve(version);
    Map<String, String> files =
        Files.isRegularFile(folder.resolve("log.json"))
            ? TableReader.names(folder, "log", "logfile")
            : Map.of();
    Map<String, String> driveOf = new HashMap<>();
    try (TableReader table = TableReader.open(folder, "scene")) {
      while (table.nextRow()) {
        String name = "";
        String log = "";
        while (table.nextField()) {
          switch (table.field()) {
            case "name" -> name = table.text();
            case "log_token" -> log = table.text();
            default -> table.skip();
          }
        }
        table.require(!name.isEmpty(), "name");
        if (!log.isEmpty()) {
          driveOf.put(name, files.getOrDefault(log, log));
        }
      }
    }
    return driveOf;
  }
}
