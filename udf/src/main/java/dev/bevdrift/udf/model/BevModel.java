package dev.bevdrift.udf.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Role;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One rung, ready to run: a hold on its session, whose inputs and outputs were checked.
 *
 * <p>A task opens its own; tasks of one JVM share the session behind it. Not thread-safe.
 */
public final class BevModel implements AutoCloseable {
  private final GraphRung rung;
  private final TensorShapes shapes;
  private final SessionPool.Lease lease;

  private BevModel(GraphRung rung, TensorShapes shapes, SessionPool.Lease lease) {
    this.rung = rung;
    this.shapes = shapes;
    this.lease = lease;
  }

  /**
   * Opens a rung, or joins the session that another task, or the rung with the same graph, opened.
   *
   * @throws InputException when a file is not what the manifest says, the graph cannot be run, its
   *     inputs or outputs do not agree with the manifest, or CUDA was asked for and is not there
   */
  public static BevModel open(Ladder ladder, GraphRung rung, RuntimeOptions options) {
    return open(ladder, rung, options, "");
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
    return open(ladder, rung, options, name);
  }

  private static BevModel open(
      Ladder ladder, GraphRung rung, RuntimeOptions options, String apart) {
    TensorShapes shapes = TensorShapes.of(ladder);
    GraphRung source =
        ladder.rung(rung.sameGraphAs()).orElse(rung) instanceof GraphRung twin ? twin : rung;
    SessionPool.Lease lease = SessionPool.ofJvm().take(ladder, source, options, apart);
    Path graph = ladder.folder().resolve(source.graph().path());
    try {
      GraphCheck.check(graph, rung, shapes, lease.session());
    } catch (InputException e) {
      lease.close();
      throw e;
    }
    return new BevModel(rung, shapes, lease);
  }

  public GraphRung rung() {
    return rung;
  }

  /** Where it runs. */
  public Device device() {
    return lease.device();
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
   * @param sink takes the rung's outputs in the manifest's order
   * @throws InferenceException when the runtime fails
   * @throws IllegalArgumentException for a missing input, or a buffer of the wrong kind or length
   */
  public void run(Map<String, FloatBuffer> inputs, OutputSink sink) throws InferenceException {
    List<OnnxTensor> tensors = new ArrayList<>();
    try {
      Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
      for (Map.Entry<String, Role> input : rung.inputs().entrySet()) {
        FloatBuffer buffer = checked(input.getKey(), input.getValue(), inputs);
        OnnxTensor tensor =
            OnnxTensor.createTensor(OrtSessions.environment(), buffer, shapes.of(input.getValue()));
        tensors.add(tensor);
        feeds.put(input.getKey(), tensor);
      }
      try (OrtSession.Result result = lease.session().run(feeds, rung.outputsMap().keySet())) {
        for (Map.Entry<String, Role> output : rung.outputsMap().entrySet()) {
          give(output.getValue(), result.get(output.getKey()).orElseThrow(), sink);
        }
      }
    } catch (OrtException e) {
      throw new InferenceException(OrtSessions.oneLine(e), e);
    } finally {
      tensors.forEach(OnnxTensor::close);
    }
  }

  private FloatBuffer checked(String name, Role role, Map<String, FloatBuffer> inputs) {
    FloatBuffer buffer = inputs.get(name);
    if (buffer == null
        || !buffer.isDirect()
        || buffer.order() != ByteOrder.nativeOrder()
        || buffer.remaining() != shapes.size(role)) {
      throw new IllegalArgumentException(
          "Cannot feed '"
              + name
              + "' of rung "
              + rung.id()
              + ": "
              + (buffer == null ? "no buffer" : buffer.toString())
              + ", expected a direct buffer of native order with "
              + shapes.size(role)
              + " numbers");
    }
    return buffer;
  }

  private static void give(Role role, OnnxValue value, OutputSink sink) {
    OnnxTensor tensor = (OnnxTensor) value; // GraphCheck saw a tensor under this name
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

  /** Lets go of the session; a second call does nothing. */
  @Override
  public void close() {
    lease.close();
  }
}
