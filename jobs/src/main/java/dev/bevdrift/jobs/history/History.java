package dev.bevdrift.jobs.history;

import dev.bevdrift.jobs.finished.Conditions;
import dev.bevdrift.jobs.finished.FigureAddress;
import dev.bevdrift.jobs.finished.FinishedRun;
import dev.bevdrift.jobs.finished.RungFacts;
import dev.bevdrift.jobs.table.HistoryRow;
import dev.bevdrift.jobs.table.HistoryRun;
import dev.bevdrift.jobs.table.HistoryTable;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.score.FigureNames;
import dev.bevdrift.metrics.score.SliceNames;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;

/** The figures of many runs: adds runs, reads series. */
public final class History {
  /** Of a part of the boxes only these are kept, and their differences: a run has forty parts. */
  private static final Set<String> OF_SLICES =
      Set.of(
          FigureNames.MEAN_AP_PRESENT,
          FigureNames.ND_SCORE_PRESENT,
          FigureAddress.DELTA + FigureNames.MEAN_AP_PRESENT,
          FigureAddress.DELTA + FigureNames.ND_SCORE_PRESENT);

  /** What stands for the gate's word of a run that lacks frames; no series has it. */
  private static final String INCOMPLETE = "incomplete";

  private final Storage storage;
  private final Path folder;

  private History(Storage storage, Path folder) {
    this.storage = storage;
    this.folder = folder;
  }

  /** In a folder, which may be absent. */
  public static History in(Storage storage, Path folder) {
    return new History(storage, folder);
  }

  /**
   * Adds a run. One that lacks frames is marked and stands in no series: its figures are of other
   * data.
   *
   * @param commit of whoever ran it; empty where nobody said
   * @param gate what the gate said; empty without one
   * @param now when it is added
   * @return how many rows were added
   */
  public int append(FinishedRun run, String commit, String gate, Instant now) {
    HistoryRun facts = facts(run, commit, gate, now);
    Map<String, String> kinds = new HashMap<>();
    run.rungs().forEach(rung -> kinds.put(rung.id(), rung.kind()));
    List<HistoryRow> rows = new ArrayList<>();
    run.values()
        .forEach(
            (address, value) -> {
              if (isKept(address)) {
                rows.add(
                    new HistoryRow(
                        facts,
                        kinds.getOrDefault(address.rung(), "rung"),
                        address.rung(),
                        address.slice(),
                        address.figure(),
                        value));
              }
            });
    Optional<RungFacts> floor = run.rungs().stream().filter(RungFacts::isFloor).findFirst();
    floor.ifPresent(rung -> addNoise(rows, facts, rung.id(), run));
    HistoryTable.append(storage, folder, rows, now);
    return rows.size();
  }

  private static void addNoise(
      List<HistoryRow> rows, HistoryRun facts, String floor, FinishedRun run) {
    Set<FigureAddress> asked = new TreeSet<>();
    for (FigureAddress address : run.values().keySet()) {
      if (isKept(address)) {
        String own = address.figure().replaceFirst("^" + FigureAddress.DELTA, "");
        asked.add(new FigureAddress(floor, address.slice(), own));
      }
    }
    for (FigureAddress address : asked) {
      double noise = run.selfDifference(address.slice(), address.figure());
      if (!Double.isNaN(noise)) {
        rows.add(
            new HistoryRow(
                facts, HistoryRow.NOISE, floor, address.slice(), address.figure(), noise));
      }
    }
  }

  private static boolean isKept(FigureAddress address) {
    return address.slice().equals(SliceNames.ALL) || OF_SLICES.contains(address.figure());
  }

  private static HistoryRun facts(FinishedRun run, String commit, String gate, Instant now) {
    long nowUs = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    long finishedUs =
        run.finishedAt().isEmpty()
            ? nowUs
            : ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(run.finishedAt()));
    Conditions conditions = run.conditions();
    return new HistoryRun(
        run.id(),
        run.name(),
        finishedUs,
        nowUs,
        commit,
        run.model("name"),
        run.model("config_sha256"),
        run.model("checkpoint_sha256"),
        run.input("ladder"),
        run.dataText(),
        conditions.dataSha256(),
        conditions.runtimeText(),
        conditions.sha256(),
        run.isComplete() ? gate : INCOMPLETE);
  }

  /** What one graph differed by from itself in the runs under these conditions. */
  public List<HistoryRow> noise(Conditions conditions) {
    String hash = conditions.sha256();
    return HistoryTable.read(
        storage,
        folder,
        row ->
            row.kind().equals(HistoryRow.NOISE)
                && row.run().conditionsSha256().equals(hash)
                && !row.run().gate().equals(INCOMPLETE));
  }

  /**
   * The series of figures, by what their runs share, then in the order of figures.
   *
   * @param wanted which figures
   */
  List<Series> series(Predicate<FigureAddress> wanted) {
    Map<Series.Key, Map<FigureAddress, Map<String, Series.Point>>> found = new TreeMap<>();
    Map<Series.Key, Map<String, Boolean>> noisy = new HashMap<>();
    List<HistoryRow> rows =
        HistoryTable.read(
            storage,
            folder,
            row ->
                row.kind().equals(HistoryRow.NOISE)
                    || wanted.test(new FigureAddress(row.rung(), row.slice(), row.figure())));
    for (HistoryRow row : rows) {
      if (row.run().gate().equals(INCOMPLETE)) {
        continue;
      }
      Series.Key key = Series.Key.of(row.run());
      if (row.kind().equals(HistoryRow.NOISE)) {
        noisy
            .computeIfAbsent(key, none -> new HashMap<>())
            .merge(row.slice() + " " + row.figure(), row.value() != 0, Boolean::logicalOr);
      } else if (Double.isFinite(row.value())) {
        // A run that was added twice counts once, as it was added last.
        found
            .computeIfAbsent(key, none -> new TreeMap<>())
            .computeIfAbsent(
                new FigureAddress(row.rung(), row.slice(), row.figure()), none -> new HashMap<>())
            .put(row.run().id(), new Series.Point(row.run(), row.value()));
      }
    }
    List<Series> all = new ArrayList<>();
    found.forEach(
        (key, byAddress) ->
            byAddress.forEach(
                (address, points) ->
                    all.add(of(key, address, points, noisy.getOrDefault(key, Map.of())))));
    return all;
  }

  private static Series of(
      Series.Key key,
      FigureAddress address,
      Map<String, Series.Point> points,
      Map<String, Boolean> noisy) {
    List<Series.Point> inTime =
        points.values().stream()
            .sorted(
                Comparator.<Series.Point>comparingLong(p -> p.run().finishedUs())
                    .thenComparing(p -> p.run().id()))
            .toList();
    double[] values = inTime.stream().mapToDouble(Series.Point::value).toArray();
    String own = address.figure().replaceFirst("^" + FigureAddress.DELTA, "");
    boolean quiet = Boolean.FALSE.equals(noisy.get(address.slice() + " " + own));
    return new Series(
        key,
        address,
        inTime,
        quiet ? ChangePoints.withoutNoise(values) : ChangePoints.withNoise(values));
  }
}
