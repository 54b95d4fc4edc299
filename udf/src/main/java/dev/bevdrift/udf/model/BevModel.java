package dev.bevdrift.udf.model;

import ai.onnxruntime.OnnxTensor;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.LadderFile;
import dev.bevdrift.udf.ladder.Role;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One rung, ready to run, as a whole or in two parts: a hold on its sessions, whose inputs and
 * outputs were checked.
 *
 * <p>A task opens its own; tasks of one JVM share the sessions behind it. Not thread-safe.
 */
public final class BevModel implements AutoCloseable {
  private final GraphRung rung;
  private final Optional<PrefixModel> prefix;
  private final GraphPart part;
  private final String apart;

  private BevModel(GraphRung rung, Optional<PrefixModel> prefix, GraphPart part, String apart) {
    this.rung = rung;
    this.prefix = prefix;
    this.part = part;
    this.apart = apart;
  }

  /**
   * Opens a rung's whole graph, or joins the session that another task, or the rung with the same
   * graph, opened.
   *
   * @throws InputException when a file is not what the manifest says, the graph cannot be run, its
   *     inputs or outputs do not agree with the manifest, or a GPU was asked for and is not there
   */
  public static BevModel open(Ladder ladder, GraphRung rung, RuntimeOptions options) {
    return whole(ladder, rung, options, "");
  }

  /**
   * Opens a rung in a session that is shared with nobody but those who give the same name, so that
   * a graph can be compared with itself.
   *
   * @param name of the session, not empty
   * @throws InputException as {@link #open(Ladder, GraphRung, RuntimeOptions)}
   */
  public static BevModel openApart(
      Ladder ladder, GraphRung rung, RuntimeOptions options, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("Cannot open a session apart: no name, expected one");
    }
    return whole(ladder, rung, options, name);
  }

  /**
   * Opens a rung as the prefix that it shares with others and the head of its own.
   *
   * @throws InputException as {@link #open(Ladder, GraphRung, RuntimeOptions)}
   * @throws IllegalArgumentException when the rung has no parts
   */
  public static BevModel openParts(Ladder ladder, GraphRung rung, RuntimeOptions options) {
    GraphRung source = ladder.sourceOf(rung);
    if (!source.parts().present()) {
      throw new IllegalArgumentException(
          "Cannot open rung " + rung.id() + " in parts: it comes whole, expected prefix and head");
    }
    PrefixModel prefix = PrefixModel.open(ladder, source, options);
    try {
      List<LadderFile> head = source.parts().head();
      GraphPart part = GraphPart.open(ladder, source, head, options, "", GraphCheck::head);
      return new BevModel(rung, Optional.of(prefix), part, "");
    } catch (RuntimeException e) {
      prefix.close();
      throw e;
    }
  }

  private static BevModel whole(
      Ladder ladder, GraphRung rung, RuntimeOptions options, String apart) {
    List<LadderFile> files = ladder.sourceOf(rung).files();
    return new BevModel(
        rung,
        Optional.empty(),
        GraphPart.open(ladder, rung, files, options, apart, GraphCheck::whole),
        apart);
  }

  public GraphRung rung() {
    return rung;
  }

  /** Where it runs. */
  public Device device() {
    return part.device();
  }

  /** The shared first part; empty for a rung that runs whole. */
  public Optional<PrefixModel> prefix() {
    return prefix;
  }

  /** Whether it has a session of its own, so that its outputs may not be taken from another. */
  public boolean apart() {
    return !apart.isEmpty();
  }

  /** Version of ONNX Runtime. */
  public static String runtimeVersion() {
    return OrtSessions.environment().getVersion();
  }

  /**
   * Runs one frame.
   *
   * @param inputs by graph name, one for each of the rung's: direct buffers of native order, read
   *     from position to limit without a copy
   * @param features what the prefix made of the frame; empty exactly when {@link #prefix} is
   * @param afterwards what becomes of the session's working memory, the prefix's not meant
   * @param sink takes the rung's outputs in the manifest's order
   * @return nanoseconds in the runtime, the prefix's not among them
   * @throws InferenceException when the runtime fails
   * @throws IllegalArgumentException for a missing input, or a buffer of the wrong kind or length
   */
  public long run(
      Map<String, FloatBuffer> inputs,
      Optional<Features> features,
      AfterRun afterwards,
      OutputSink sink)
      throws InferenceException {
    try (Features made = part.run(inputs, features, rung.outputsMap().keySet(), afterwards)) {
      for (Map.Entry<String, Role> output : rung.outputsMap().entrySet()) {
        give(output.getValue(), made.value(output.getKey()), sink);
      }
      return made.runNs();
    }
  }

  private static void give(Role role, OnnxTensor tensor, OutputSink sink) {
    List<Long> shape = Arrays.stream(tensor.getInfo().getShape()).boxed().toList();
    sink.accept(role, shape, role == Role.LABELS ? labels(tensor) : numbers(tensor));
  }

  private static float[] numbers(OnnxTensor tensor) {
    FloatBuffer buffer = tensor.getFloatBuffer();
    if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.array().length == buffer.limit()) {
      return buffer.array(); // a copy the runtime made for us
    }
    float[] numbers = new float[buffer.remaining()];
    buffer.get(numbers);
    return numbers;
  }

  private static float[] labels(OnnxTensor tensor) {
    LongBuffer buffer = tensor.getLongBuffer();
    float[] labels = new float[buffer.remaining()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = buffer.get(i);
    }
    return labels;
  }

  /** Lets go of the sessions; a second call does nothing. */
  @Override
  public void close() {
    part.close();
    prefix.ifPresent(PrefixModel::close);
  }
}
