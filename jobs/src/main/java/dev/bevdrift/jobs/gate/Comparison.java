package dev.bevdrift.jobs.gate;

import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.metrics.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The baselines of a run, let in only where they were made under the same conditions.
 *
 * @param baselines that may be compared with
 * @param notes how they differ all the same, one line each
 */
public record Comparison(Map<Against, FinishedRun> baselines, List<String> notes) {
  public Comparison {
    baselines = Map.copyOf(baselines);
    notes = List.copyOf(notes);
  }

  /**
   * The baselines of a folder.
   *
   * @param accepted conditions that may differ, which is noted
   * @throws InputException when one was made with other data, another runtime or driver
   */
  public static Comparison of(FinishedRun run, Baselines kept, Collection<String> accepted) {
    for (String name : accepted) {
      if (!run.conditions().names().contains(name)) {
        throw new InputException(
            "Cannot use --accept="
                + name
                + ": there is no such condition, expected one of "
                + String.join(", ", run.conditions().names()));
      }
    }
    Map<Against, FinishedRun> baselines = new EnumMap<>(Against.class);
    List<String> notes = new ArrayList<>();
    for (Against which : Against.values()) {
      Optional<FinishedRun> found = kept.newest(which);
      if (found.isPresent()) {
        refuseOthers(which, run, found.get(), accepted);
        notes.addAll(notes(which, run, found.get()));
        baselines.put(which, found.get());
      }
    }
    return new Comparison(baselines, notes);
  }

  /** A run that is to be the pinned baseline itself. */
  public static Comparison withItself(FinishedRun run) {
    return new Comparison(Map.of(Against.PINNED, run, Against.GREEN, run), List.of());
  }

  private static void refuseOthers(
      Against which, FinishedRun run, FinishedRun kept, Collection<String> accepted) {
    List<String> differences = run.conditions().differencesOf(kept.conditions(), accepted);
    if (!differences.isEmpty()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "Cannot compare with the %s run %s: it was made with %s, expected the same; make the"
                  + " baseline again (run its ladder here, then bin/gate THAT_RUN --pin), or accept"
                  + " the difference by --accept NAME",
              which.key(),
              kept.name(),
              String.join("; ", differences)));
    }
  }

  private static List<String> notes(Against which, FinishedRun run, FinishedRun kept) {
    List<String> notes = new ArrayList<>();
    List<String> accepted = run.conditions().differencesOf(kept.conditions(), List.of());
    if (!accepted.isEmpty()) {
      notes.add(
          "accepted: the " + which.key() + " run was made with " + String.join("; ", accepted));
    }
    List<String> changed = new ArrayList<>();
    for (String key : List.of("config_sha256", "checkpoint_sha256")) {
      if (!run.model(key).equals(kept.model(key))) {
        changed.add(key.replace("_sha256", ""));
      }
    }
    for (String key : List.of("ladder", "reference", "gate")) {
      if (!run.input(key).equals(kept.input(key))) {
        changed.add(key.equals("gate") ? "limits of the verdicts" : key);
      }
    }
    if (!changed.isEmpty()) {
      notes.add(
          "since the "
              + which.key()
              + " run "
              + kept.name()
              + " changed: "
              + String.join(", ", changed));
    }
    return notes;
  }
}
