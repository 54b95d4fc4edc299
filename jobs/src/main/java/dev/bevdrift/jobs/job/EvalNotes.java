package dev.bevdrift.jobs.job;

import com.fasterxml.jackson.databind.JsonNode;

/** What stands below the table of a run, out of its summary.json. */
final class EvalNotes {
  private EvalNotes() {}

  /** The lines, each with a line feed; none where there is nothing to say. */
  static String text(JsonNode summary) {
    StringBuilder out = new StringBuilder();
    if (!summary.path("mode").asText().equals("figures")) {
      out.append("NUMERICS ONLY: ")
          .append(summary.path("mode_reason").asText())
          .append("; no mAP, no NDS, no verdict\n");
    }
    if (!summary.path("attested").asBoolean()) {
      out.append("UNATTESTED: ")
          .append(summary.path("ran").path("reference").path("attestation").asText())
          .append('\n');
    }
    if (summary.path("synthetic").asBoolean()) {
      out.append("SYNTHETIC: a demonstration; these prices do not transfer\n");
    }
    summary
        .path("notices")
        .forEach(notice -> out.append("Notice: ").append(notice.asText()).append('\n'));
    int failed = summary.path("failed_frames").asInt();
    if (failed > 0) {
      out.append(
              summary.path("status").asText().equals("complete")
                  ? "ALLOWED FAILURES: "
                  : "INCOMPLETE: ")
          .append(failed)
          .append(" frames failed, see errors/ and the report\n");
    }
    return out.toString();
  }
}
