package dev.bevdrift.udf.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.graph.OnnxGraph;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Role;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs a rung's graph for values inside it that it does not put out. On the CPU.
 *
 * <p>The file's hash is checked and the file read once, however often it runs. Immutable.
 */
public final class ShownGraph {
  private static final RuntimeOptions CPU = RuntimeOptions.of(RuntimeOptions.Provider.CPU);

  private final GraphRung rung;
  private final Path file;
  private final OnnxGraph graph;
  private final TensorShapes shapes;

  private ShownGraph(GraphRung rung, Path file, OnnxGraph graph, TensorShapes shapes) {
    this.rung = rung;
    this.file = file;
    this.graph = graph;
    this.shapes = shapes;
  }

  /**
   * Reads the graph of a rung.
   *
   * @throws InputException when it is not the file that the ladder means
   */
  public static ShownGraph open(Ladder ladder, GraphRung rung) {
    Path file = ladder.checkedGraph(rung.id(), rung.files());
    return new ShownGraph(rung, file, OnnxGraph.read(file), TensorShapes.of(ladder));
  }

  /** The graph as it was read. */
  public OnnxGraph graph() {
    return graph;
  }

  /** Takes what a value was. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes one value.
     *
     * @param data in C order, the taker's own
     */
    void accept(String value, List<Long> shape, float[] data);
  }

  /**
   * Runs one frame. All the values are held at once, and fusion is not what it is without them:
   * callers ask for a few at a time.
   *
   * @param values names of float values of the graph
   * @param inputs by role, direct buffers of native order
   * @throws InputException when the graph cannot be run on them, or a value is none of its own
   */
  public void run(List<String> values, Function<Role, FloatBuffer> inputs, Sink sink) {
    byte[] shown = graph.showing(values);
    List<OnnxTensor> tensors = new ArrayList<>();
    try (OrtSession session = OrtSessions.onCpu(shown, file, CPU)) {
      Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
      for (Map.Entry<String, Role> input : rung.inputs().entrySet()) {
        OnnxTensor tensor =
            OnnxTensor.createTensor(
                OrtSessions.environment(),
                inputs.apply(input.getValue()),
                shapes.of(input.getValue()));
        tensors.add(tensor);
        feeds.put(input.getKey(), tensor);
      }
      try (OrtSession.Result result = session.run(feeds, new java.util.LinkedHashSet<>(values))) {
        for (String value : values) {
          OnnxTensor tensor = tensor(rung, value, result.get(value).orElseThrow());
          List<Long> shape = Arrays.stream(tensor.getInfo().getShape()).boxed().toList();
          sink.accept(value, shape, numbers(rung, value, tensor));
        }
      }
    } catch (OrtException e) {
      throw new InputException(
          "Cannot look into rung "
              + rung.id()
              + ": "
              + OrtSessions.oneLine(e)
              + ", expected a graph that runs",
          e);
    } finally {
      tensors.forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(GraphRung rung, String value, OnnxValue found) {
    if (found instanceof OnnxTensor tensor) {
      return tensor;
    }
    throw new InputException(
        "Cannot look at '" + value + "' of rung " + rung.id() + ": no tensor, expected one");
  }

  private static float[] numbers(GraphRung rung, String value, OnnxTensor tensor) {
    return switch (tensor.getInfo().type) {
      case FLOAT, FLOAT16, BFLOAT16 -> {
        FloatBuffer buffer = tensor.getFloatBuffer(); // widened by the runtime
        float[] numbers = new float[buffer.remaining()];
        buffer.get(numbers);
        yield numbers;
      }
      case DOUBLE -> {
        DoubleBuffer buffer = tensor.getDoubleBuffer();
        float[] numbers = new float[buffer.remaining()];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = (float) buffer.get(i);
        }
        yield numbers;
      }
      default ->
          throw new InputException(
              "Cannot look at '"
                  + value
                  + "' of rung "
                  + rung.id()
                  + ": it is of type "
                  + tensor.getInfo().type
                  + ", expected floats");
    };
  }
}
