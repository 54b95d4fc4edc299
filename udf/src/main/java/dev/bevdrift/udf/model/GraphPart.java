package dev.bevdrift.udf.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.GraphRung;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.LadderFile;
import dev.bevdrift.udf.ladder.Role;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One graph file of a rung, checked and ready to run: the whole, a prefix or a head. Not
 * thread-safe.
 */
final class GraphPart implements AutoCloseable {
  private final GraphRung rung;
  private final TensorShapes shapes;
  private final SessionPool.Lease lease;
  private final Device device;
  private final List<String> reads;
  private final List<String> takes;

  private GraphPart(
      GraphRung rung,
      TensorShapes shapes,
      SessionPool.Lease lease,
      Device device,
      List<String> reads,
      List<String> takes) {
    this.rung = rung;
    this.shapes = shapes;
    this.lease = lease;
    this.device = device;
    this.reads = reads;
    this.takes = takes;
  }

  /** How a graph is checked against the manifest. */
  interface Check {
    void check(Path graph, GraphRung rung, TensorShapes shapes, OrtSession session);
  }

  /**
   * Opens a graph, or joins the session that another task, or the rung with the same graph, opened.
   *
   * @param rung whose inputs and outputs the graph has
   * @param files the graph, then its weights
   * @throws InputException when the graph cannot be used
   */
  static GraphPart open(
      Ladder ladder,
      GraphRung rung,
      List<LadderFile> files,
      RuntimeOptions options,
      String apart,
      Check check) {
    TensorShapes shapes = TensorShapes.of(ladder);
    SessionPool.Lease lease = SessionPool.ofJvm().take(ladder, rung.id(), files, options, apart);
    Path graph = ladder.folder().resolve(files.get(0).path());
    try (SessionPool.Use use = lease.use()) {
      check.check(graph, rung, shapes, use.session());
      Set<String> named = use.session().getInputNames();
      List<String> reads = rung.inputs().keySet().stream().filter(named::contains).toList();
      List<String> takes = rung.parts().values().stream().filter(named::contains).toList();
      return new GraphPart(rung, shapes, lease, use.device(), reads, takes);
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  Device device() {
    return device;
  }

  /**
   * Runs the graph and returns what it made; the caller closes it.
   *
   * @param inputs by graph name: those that the graph reads are taken
   * @param features values of the prefix; empty for a graph that takes none
   * @param outputs names that are wanted
   * @param afterwards what becomes of the session's working memory
   */
  Features run(
      Map<String, FloatBuffer> inputs,
      Optional<Features> features,
      Set<String> outputs,
      AfterRun afterwards)
      throws InferenceException {
    List<OnnxTensor> tensors = new ArrayList<>();
    try (SessionPool.Use use = lease.use()) {
      Map<String, OnnxTensorLike> feeds = new LinkedHashMap<>();
      for (String name : reads) {
        Role role = rung.inputs().get(name);
        OnnxTensor tensor =
            OnnxTensor.createTensor(
                OrtSessions.environment(), checked(name, role, inputs), shapes.of(role));
        tensors.add(tensor);
        feeds.put(name, tensor);
      }
      features.ifPresent(given -> takes.forEach(value -> feeds.put(value, given.value(value))));
      long started = System.nanoTime();
      OrtSession.Result result = use.run(feeds, outputs, afterwards);
      return new Features(result, System.nanoTime() - started);
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

  /** Lets go of the session; a second call does nothing. */
  @Override
  public void close() {
    lease.close();
  }
}
