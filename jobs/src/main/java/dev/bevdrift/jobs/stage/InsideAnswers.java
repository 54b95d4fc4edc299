package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.config.ReferenceChoice;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.TapsTable;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.model.Device;
import dev.bevdrift.udf.model.RuntimeOptions;
import dev.bevdrift.udf.tap.Divergence;
import dev.bevdrift.udf.tap.SearchLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;

/** What earlier runs found inside graphs, for the same graph, frames and original values. */
final class InsideAnswers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EvalPlan plan;
  private final Path reference;
  private final List<TapFrames.Found> frames;
  private final CachedAnswers<List<Divergence>> cache;
  private final AnswerKeys keys;

  private InsideAnswers(EvalPlan plan, Path reference, List<TapFrames.Found> frames) {
    this.plan = plan;
    this.reference = reference;
    this.frames = frames;
    cache =
        CachedAnswers.to(
            "inside",
            plan.storage(),
            plan.options().cache(),
            new CachedAnswers.Form<>(JSON::valueToTree, InsideAnswers::read));
    keys = new AnswerKeys(this::names, names -> taps());
  }

  /**
   * For the frames of a run whose inner values its reference holds.
   *
   * @param frames all that the search looks at
   */
  static InsideAnswers of(
      EvalPlan plan, ReferenceChoice.Tables tables, List<TapFrames.Found> frames) {
    return new InsideAnswers(plan, new Path(tables.location()), frames);
  }

  /** The answer about a rung, found by looking where none is kept. */
  List<Divergence> about(GraphRung rung, Supplier<List<Divergence>> look) {
    List<Frame> seen = frames.stream().map(TapFrames.Found::frame).toList();
    return cache.answer(() -> keys.about(seen, (names, taps) -> names.inside(rung, taps)), look);
  }

  private CacheKeys names() {
    Device cpu = Device.of(RuntimeOptions.of(RuntimeOptions.Provider.CPU)); // as the search
    return CacheKeys.of(EvalTask.of(plan, List.of()), plan.ladder(), cpu);
  }

  private Map<String, String> taps() {
    Storage storage = plan.storage();
    Map<String, String> parts = new TreeMap<>();
    parts.put("taps", storage.sha256(new Path(reference, TapsTable.FILE)));
    parts.put("tolerance", Double.toString(DivergenceStage.TOLERANCE));
    parts.put("limits", SearchLimits.DEFAULTS.toString());
    for (int i = 0; i < frames.size(); i++) {
      TapFrames.Found found = frames.get(i);
      Path file = new Path(plan.options().frames(), found.file());
      parts.put("frame_" + i, found.frame().sampleToken() + " of " + storage.sha256(file));
    }
    return parts;
  }

  private static Optional<List<Divergence>> read(JsonNode said) {
    try {
      return Optional.of(List.of(JSON.treeToValue(said, Divergence[].class)));
    } catch (JsonProcessingException | NullPointerException malformed) {
      return Optional.empty();
    }
  }
}
