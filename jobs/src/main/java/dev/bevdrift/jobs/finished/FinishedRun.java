package dev.bevdrift.jobs.finished;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.run.Fingerprint;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.score.Figures;
import dev.bevdrift.metrics.score.FiguresJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.hadoop.fs.Path;

/** The figures and facts of one finished run. Immutable, thread-safe. */
public final class FinishedRun {
  /** The file that only a finished run has. */
  public static final String SUMMARY = "summary.json";

  private static final String RUN = "run.json";
  private static final int ID_DIGITS = 16;

  private final String name;
  private final JsonNode summary;
  private final JsonNode run;
  private final String figuresText;
  private final List<RungFacts> rungs;
  private final FigureValues values;

  private FinishedRun(
      String name, JsonNode summary, JsonNode run, String figuresText, Figures figures) {
    this.name = name;
    this.summary = summary;
    this.run = run;
    this.figuresText = figuresText;
    this.rungs = rungs(summary);
    this.values = FigureValues.of(summary, run, figures);
  }

  /**
   * Reads a run folder.
   *
   * @throws InputException when it is none, is unfinished, or a file of it is malformed
   */
  public static FinishedRun read(Storage storage, Path folder) {
    if (!storage.isFolder(folder)) {
      throw new InputException(
          "Cannot read " + folder + ": there is no such folder, expected a run of bin/eval");
    }
    Path summary = new Path(folder, SUMMARY);
    if (!storage.exists(summary)) {
      throw new InputException(
          "Cannot read "
              + folder
              + ": it has no "
              + SUMMARY
              + ", expected a finished run of bin/eval");
    }
    Path figures = new Path(folder, FiguresJson.NAME);
    return of(
        folder.getName(),
        folder.toString(),
        parse(summary, storage),
        parse(new Path(folder, RUN), storage),
        storage.exists(figures) ? storage.readText(figures) : "");
  }

  /**
   * Out of a run's files.
   *
   * @param name what people call it
   * @param place what messages call it
   * @param figures text of figures.json; empty when there is none
   */
  public static FinishedRun of(
      String name, String place, JsonNode summary, JsonNode run, String figures) {
    if (summary.path("schema_version").asInt(-1) != 1 || !summary.path("rungs").isArray()) {
      throw new InputException(
          "Cannot read "
              + place
              + ": schema_version of its summary is "
              + summary.path("schema_version")
              + ", expected 1 and an array of rungs");
    }
    Figures all =
        figures.isEmpty()
            ? Figures.none()
            : FiguresJson.parse(place + "/" + FiguresJson.NAME, figures);
    return new FinishedRun(name, summary, run, figures, all);
  }

  private static JsonNode parse(Path file, Storage storage) {
    try {
      return new ObjectMapper().readTree(storage.readBytes(file));
    } catch (IOException malformed) {
      throw new InputException(
          "Cannot read " + file + ": it is no JSON, expected what bin/eval wrote", malformed);
    }
  }

  private static List<RungFacts> rungs(JsonNode summary) {
    List<RungFacts> rungs = new ArrayList<>();
    for (JsonNode rung : summary.path("rungs")) {
      rungs.add(
          new RungFacts(
              rung.path("id").asText(),
              rung.path("kind").asText(),
              rung.path("baseline").asText(""),
              rung.path("verdict").isTextual() ? rung.path("verdict").asText() : "",
              rung.path("reason").isTextual() ? rung.path("reason").asText() : "",
              rung.path("not_exportable").isTextual() ? rung.path("not_exportable").asText() : "",
              rung.path("frames").asInt(),
              rung.path("failed_frames").asInt()));
    }
    return Collections.unmodifiableList(rungs);
  }

  /** What people call it: its folder's name. */
  public String name() {
    return name;
  }

  /** A copy of summary.json. */
  public JsonNode summary() {
    return summary.deepCopy();
  }

  /** The rows, in the order of the report. */
  public List<RungFacts> rungs() {
    return rungs;
  }

  /** A row. */
  public Optional<RungFacts> rung(String id) {
    return rungs.stream().filter(rung -> rung.id().equals(id)).findFirst();
  }

  /** Whether no more frames failed than were allowed. */
  public boolean isComplete() {
    return summary.path("status").asText().equals("complete");
  }

  /** Why there are no figures; empty when there are. */
  public String numericsOnly() {
    return summary.path("mode").asText().equals("figures")
        ? ""
        : summary.path("mode_reason").asText("numerics only");
  }

  /** Every number of the run by its address. */
  public SortedMap<FigureAddress, Double> values() {
    return values.all();
  }

  /** One number; NaN when it is undefined or was not measured. */
  public double value(FigureAddress address) {
    return values.all().getOrDefault(address, Double.NaN);
  }

  /** Whether a slice of a rung holds too little for its figures to mean much. */
  public boolean isSmall(String rung, String slice) {
    return values.isSmall(rung, slice);
  }

  /**
   * What a figure differed by when one graph ran twice; NaN when that was not measured.
   *
   * @param slice and figure of the address that is asked about, whatever its rung
   */
  public double selfDifference(String slice, String figure) {
    return values.selfDifference(slice, figure);
  }

  /** What must be the same in a run that this one is compared with. */
  public Conditions conditions() {
    return Conditions.read(summary, run);
  }

  /** One input of the run as run.json has it: a hash or a setting; empty when it has none. */
  public String input(String key) {
    return run.path("inputs").path(key).asText("");
  }

  /** One fact about the model as summary.json has it, such as {@code checkpoint_sha256}. */
  public String model(String key) {
    return summary.path("ran").path("model").path(key).asText("");
  }

  /** The data set's name, version and split. */
  public String dataText() {
    JsonNode data = summary.path("ran").path("data");
    return String.join(
        " ",
        data.path("name").asText(),
        data.path("version").asText(),
        data.path("split").asText());
  }

  /** Hash of everything that decided the figures. */
  public String fingerprint() {
    return run.path("fingerprint").asText("");
  }

  /** When it ended, as an instant in text; empty when run.json does not say. */
  public String finishedAt() {
    return run.path("finished_utc").asText("");
  }

  /** Tells runs apart, also those of equal inputs: a hash over name, inputs and end. */
  public String id() {
    return Fingerprint.of(
            Map.of("name", name, "fingerprint", fingerprint(), "finished", finishedAt()))
        .sha256()
        .substring(0, ID_DIGITS);
  }

  /** The run's files in one document, from which {@link #ofDocument} makes it again. */
  public ObjectNode document() {
    ObjectNode document = new ObjectMapper().createObjectNode();
    document.put("name", name);
    document.set("summary", summary);
    document.set("run", run);
    document.put("figures", figuresText);
    return document;
  }

  /** The run that {@link #document} wrote. */
  public static FinishedRun ofDocument(String place, JsonNode document) {
    return of(
        document.path("name").asText("?"),
        place,
        document.path("summary"),
        document.path("run"),
        document.path("figures").asText(""));
  }
}
