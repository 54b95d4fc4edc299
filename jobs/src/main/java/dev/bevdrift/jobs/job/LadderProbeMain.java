package dev.bevdrift.jobs.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.jobs.table.StoredImages;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.model.RuntimeOptions;
import dev.bevdrift.udf.probe.InputProbe;
import dev.bevdrift.udf.probe.Response;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ladder probe}: each input disturbed on a real frame, the outputs' movements compared. */
@Command(
    name = "probe",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Disturbs each input on a real frame, and compares how each rung's outputs move with how"
          + " those",
      "of the baseline do. It finds what a graph froze, whatever the constants in it look like."
    },
    footer = {"", "Exit codes: 0 done, 2 bad input or usage."})
final class LadderProbeMain implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LadderOnFrames on;

  @Option(
      names = "--baseline",
      paramLabel = "ID",
      defaultValue = "faithful",
      description = "The rung that is known to listen (default: ${DEFAULT-VALUE}).")
  private String baseline;

  @Option(names = "--json", description = "Print the responses as JSON, for programs.")
  private boolean json;

  @Override
  public Integer call() {
    Ladder ladder = on.ladder();
    GraphRung listening = LadderOnFrames.baseline(ladder, baseline);
    List<Frame> pair = on.pair();
    RuntimeOptions runtime = RuntimeOptions.of(RuntimeOptions.Provider.CPU);
    InputProbe probe =
        InputProbe.of(
            ladder, listening, pair.get(0), pair.get(1), runtime, StoredImages.in(Storage.local()));
    PrintWriter out = spec.commandLine().getOut();
    ArrayNode rows = new ObjectMapper().createArrayNode();
    if (!json) {
      out.printf("%s of %s%n", pair.get(1), on.frames());
      out.println(ProbeTable.head());
    }
    for (GraphRung rung : ladder.graphRungs()) {
      List<Response> responses = probe.responses(rung);
      if (json) {
        responses.forEach(response -> add(rows.addObject(), response));
      } else {
        out.println(ProbeTable.row(rung.id(), responses));
      }
      out.flush();
    }
    if (json) {
      ObjectNode root = new ObjectMapper().createObjectNode().put("schema_version", 1);
      root.put("baseline", baseline).put("sample_token", pair.get(1).sampleToken());
      out.println(root.set("responses", rows).toPrettyString());
    } else {
      out.println(ProbeTable.LEGEND);
    }
    out.flush();
    return CommandLines.OK;
  }

  private static void add(ObjectNode row, Response response) {
    row.put("rung", response.rung())
        .put("disturbance", response.disturbance().key())
        .put("input", response.disturbance().input())
        .put("word", response.word().name().toLowerCase(Locale.ROOT))
        .put("output", response.output())
        .put("moved", response.moved())
        .put("baseline_moved", response.baselineMoved())
        .put("mismatch", response.mismatch())
        .put("rounding", response.rounding());
  }
}
