package dev.bevdrift.jobs.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.run.EvalPlan;
import dev.bevdrift.jobs.run.RunFolder;
import dev.bevdrift.jobs.run.SceneUnit;
import dev.bevdrift.udf.infer.PartsCheck;
import dev.bevdrift.udf.ladder.GraphRung;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * In which form each rung with parts runs: as the prefix that it shares and a head, or whole and
 * why. Decided once a run, on its first frames, so that it does not depend on partitions.
 *
 * @param reasons rung to "" for parts, or to one line why it runs whole; a rung that comes whole is
 *     not in it
 */
public record RungForms(SortedMap<String, String> reasons) implements Serializable {
  private static final String FORM = "form";
  private static final String REASON = "form_reason";
  private static final String PARTS = "prefix+head";
  private static final String WHOLE = "whole";

  /** Below this many frames the check costs more than sharing saves. */
  private static final int WORTHWHILE_FRAMES = 4 * PartsCheck.FRAMES;

  public RungForms {
    reasons = new TreeMap<>(reasons);
  }

  /** Every rung whole, since it was asked for, comes so, or the run is too short to check. */
  static RungForms whole() {
    return new RungForms(new TreeMap<>());
  }

  /** Whether there is anything to find out. */
  static boolean wanted(EvalPlan plan) {
    return !plan.options().wholeGraphs()
        && plan.frames() >= WORTHWHILE_FRAMES
        && plan.ladder().graphRungs().stream()
            .anyMatch(rung -> plan.ladder().sourceOf(rung).parts().present());
  }

  /**
   * Runs both forms of each rung on the first frames of a scene.
   *
   * @param threads rungs that are looked at at the same time, at least 1
   * @throws dev.bevdrift.metrics.InputException when a graph cannot be opened
   */
  static RungForms find(EvalTask task, SceneModels models, SceneUnit unit, int threads) {
    SortedMap<String, GraphRung> sources = new TreeMap<>();
    for (String id : task.rungs()) {
      if (models.ladder().rung(id).orElseThrow() instanceof GraphRung rung) {
        GraphRung source = models.ladder().sourceOf(rung);
        if (source.parts().present()) {
          sources.put(id, source);
        }
      }
    }
    List<GraphRung> asked = sources.values().stream().distinct().toList();
    try (FormCheck check = new FormCheck(task, models, unit)) {
      List<String> said = said(asked, check, threads);
      SortedMap<String, String> reasons = new TreeMap<>();
      sources.forEach((id, source) -> reasons.put(id, said.get(asked.indexOf(source))));
      return new RungForms(reasons);
    }
  }

  private static List<String> said(List<GraphRung> asked, FormCheck check, int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<String>> questions = new ArrayList<>();
      asked.forEach(rung -> questions.add(() -> check.reason(rung)));
      List<String> said = new ArrayList<>();
      for (Future<String> answer : pool.invokeAll(questions)) {
        said.add(answer.get());
      }
      return said;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unusable) {
        throw unusable;
      }
      throw new IllegalStateException("Cannot compare a rung's parts with its whole graph", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot find the rungs' forms: interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** What an unfinished run has noted, so that the rest of its scenes run in the same form. */
  static RungForms noted(EvalPlan plan, RunFolder run) {
    SortedMap<String, String> reasons = new TreeMap<>();
    for (GraphRung rung : plan.ladder().graphRungs()) {
      JsonNode facts = run.notedOfRung(rung.id());
      if (facts.has(FORM) && facts.has(REASON)) {
        reasons.put(rung.id(), facts.path(REASON).asText());
      }
    }
    return new RungForms(reasons);
  }

  /** Notes the form of each rung in run.json. */
  void note(EvalPlan plan, RunFolder run) {
    Map<String, ObjectNode> byRung = new TreeMap<>();
    for (GraphRung rung : plan.ladder().graphRungs()) {
      ObjectNode facts = JsonNodeFactory.instance.objectNode();
      facts.put(FORM, inParts().contains(rung.id()) ? PARTS : WHOLE);
      if (reasons.containsKey(rung.id())) {
        facts.put(REASON, reasons.get(rung.id()));
      }
      facts.put("bytes", RungFacts.bytes(plan.ladder(), rung));
      byRung.put(rung.id(), facts);
    }
    run.noteRungs(byRung);
  }

  /** Ids of the rungs that run as a prefix and a head. */
  public List<String> inParts() {
    return reasons.keySet().stream().filter(id -> reasons.get(id).isEmpty()).toList();
  }

  /** One line for each rung that has parts and still runs whole. */
  public List<String> notices() {
    return reasons.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(
            entry ->
                "rung "
                    + entry.getKey()
                    + " runs whole, since its prefix and head are not its graph: "
                    + entry.getValue())
        .toList();
  }
}
