package dev.bevdrift.udf.ladder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rung with a graph.
 *
 * @param files the graph first, then its weights
 * @param outputs what the graph gives
 * @param decoder who turns outputs into boxes
 * @param opset of the graph; 0 when the manifest does not say
 * @param precision such as fp32
 * @param temporal whether the BEV memory is used
 * @param tracedOn sample token of the frame the graph was traced on, or ""
 * @param visibleBound BEV cells that each camera may see at most: on a frame where one sees more,
 *     the graph gives NaN; 0 when no frame can do that or the manifest does not say
 * @param inputs graph name to role, in the manifest's order
 * @param outputsMap graph name to role, in the manifest's order
 * @param state what is handed from frame to frame; empty exactly when not temporal
 * @param sameGraphAs id of a rung with the same graph, or ""
 * @param parts the same graph in two parts, if it comes so
 * @param taps name of an inner value of the model to the graph's own name for it, in the model's
 *     order; empty when the manifest does not say
 */
public record GraphRung(
    String id,
    List<String> rewrites,
    Baseline baseline,
    List<LadderFile> files,
    OutputForm outputs,
    Decoder decoder,
    int opset,
    String precision,
    boolean temporal,
    String tracedOn,
    int visibleBound,
    Map<String, Role> inputs,
    Map<String, Role> outputsMap,
    List<StateLink> state,
    String sameGraphAs,
    GraphParts parts,
    Map<String, String> taps)
    implements Rung {

  /** Whether boxes are decoded here or in the graph. */
  public enum OutputForm {
    RAW,
    DECODED
  }

  /** How outputs become boxes. */
  public enum Decoder {
    /** The original's: top-k of the sigmoid, yaw by atan2. */
    BEVFORMER,
    /** The same with the recipe's yaw formula (R11). */
    RECIPE_YAW,
    /** Boxes come out of the graph. */
    BEVFORMER_BOXES
  }

  public GraphRung {
    rewrites = List.copyOf(rewrites);
    files = List.copyOf(files);
    state = List.copyOf(state);
    taps = Collections.unmodifiableMap(new LinkedHashMap<>(taps));
  }

  /** The same graph under another name, compared with something else, as a row of its own. */
  public GraphRung withId(String newId, Baseline newBaseline) {
    return with(newId, newBaseline, "", parts);
  }

  /** The same rung without its two parts. */
  public GraphRung whole() {
    return with(id, baseline, sameGraphAs, GraphParts.none());
  }

  private GraphRung with(String newId, Baseline newBaseline, String twin, GraphParts newParts) {
    return new GraphRung(
        newId,
        rewrites,
        newBaseline,
        files,
        outputs,
        decoder,
        opset,
        precision,
        temporal,
        tracedOn,
        visibleBound,
        inputs,
        outputsMap,
        state,
        twin,
        newParts,
        taps);
  }

  /** The graph's own file. */
  public LadderFile graph() {
    return files.get(0);
  }

  /** The graph's name for an input of that role. */
  public Optional<String> inputNamed(Role role) {
    return nameOf(inputs, role);
  }

  /** The graph's name for an output of that role. */
  public Optional<String> outputNamed(Role role) {
    return nameOf(outputsMap, role);
  }

  private static Optional<String> nameOf(Map<String, Role> names, Role role) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue() == role)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
