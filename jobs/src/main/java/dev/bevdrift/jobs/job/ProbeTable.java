package dev.bevdrift.jobs.job;

import dev.bevdrift.udf.probe.Disturbance;
import dev.bevdrift.udf.probe.Response;
import java.util.List;
import java.util.Locale;

/** Responses as text: a row a rung, a column a disturbance. */
final class ProbeTable {
  static final String LEGEND =
      """
      Each number: how much the rung's movement differs from the baseline's, over the baseline's (root mean squares,
      the output that differs most). 0 is alike; a * marks more than 0.1; ignored: it hardly moves at all.""";

  private static final String EMPTY = "-";

  private ProbeTable() {}

  static String head() {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-28s", "disturbed:"));
    for (Disturbance disturbance : Disturbance.values()) {
      row.append(String.format(Locale.ROOT, " %12s", disturbance.key()));
    }
    return row.toString();
  }

  static String row(String rung, List<Response> responses) {
    if (responses.isEmpty()) {
      return String.format(
          Locale.ROOT, "%-28s  not probed: no raw output in common with the baseline", rung);
    }
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-28s", rung));
    for (Disturbance disturbance : Disturbance.values()) {
      String cell =
          responses.stream()
              .filter(response -> response.disturbance() == disturbance)
              .findFirst()
              .map(ProbeTable::cell)
              .orElse(EMPTY);
      row.append(String.format(Locale.ROOT, " %12s", cell));
    }
    return row.toString();
  }

  private static String cell(Response response) {
    return switch (response.word()) {
      case ALIKE -> response.mismatch() == 0 ? "0" : number(response);
      case OTHERWISE -> number(response) + " *";
      case IGNORED -> "ignored";
    };
  }

  private static String number(Response response) {
    return String.format(Locale.ROOT, "%.2g", response.mismatch());
  }
}
