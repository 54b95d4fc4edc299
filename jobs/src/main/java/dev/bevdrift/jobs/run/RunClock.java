package dev.bevdrift.jobs.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long the parts of a run took, for run.json. Not thread-safe. */
public final class RunClock {
  private static final double NS_PER_S = 1e9;

  private final Map<String, Double> laps = new LinkedHashMap<>();
  private final long startedNs = System.nanoTime();
  private long lapNs = startedNs;

  private RunClock() {}

  /** Starts now. */
  public static RunClock start() {
    return new RunClock();
  }

  /** Ends a part and starts the next one. */
  public void lap(String name) {
    long nowNs = System.nanoTime();
    laps.put(name, (nowNs - lapNs) / NS_PER_S);
    lapNs = nowNs;
  }

  /** Seconds since the start. */
  public double totalS() {
    return (System.nanoTime() - startedNs) / NS_PER_S;
  }

  /** Seconds of each part, and of all. */
  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    laps.forEach((name, seconds) -> node.put(name, rounded(seconds)));
    node.put("total_s", rounded(totalS()));
    return node;
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }
}
