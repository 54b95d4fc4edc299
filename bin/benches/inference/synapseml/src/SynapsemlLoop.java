import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.microsoft.azure.synapse.ml.onnx.ONNXModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * SynapseML's ONNXModel over frames that are prepared already (prepare.py), beside a bare loop over
 * the same inputs in the runtime that it brings. Prints one line of JSON: milliseconds a frame.
 * Arguments: the folder that prepare.py made, rounds after a warm-up, of which the median counts.
 */
public final class SynapsemlLoop {
  private static final double NS_PER_MS = 1e6;

  private SynapsemlLoop() {}

  /** Takes the arguments above. */
  public static void main(String[] args) throws IOException, OrtException {
    Path folder = Path.of(args[0]);
    int rounds = Integer.parseInt(args[1]);
    byte[] graph = Files.readAllBytes(folder.resolve("model.onnx"));
    List<String> outputs = Files.readAllLines(folder.resolve("outputs.txt"));
    Map<String, long[]> shapes = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve("inputs.txt"))) {
      String[] parts = line.split(" ");
      shapes.put(parts[0], Arrays.stream(parts[1].split(",")).mapToLong(Long::parseLong).toArray());
    }
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      Dataset<Row> all =
          spark.read().parquet(folder.resolve("frames.parquet").toString()).coalesce(1).cache();
      long count = all.count();
      Dataset<Row> quarter = all.limit((int) (count / 4)).coalesce(1).cache();
      quarter.count();
      double[] model = new double[rounds];
      for (int round = -1; round < rounds; round++) {
        // The longer pass less the shorter: opening the graph is no steady state.
        double ms = pass(all, graph, shapes, outputs) - pass(quarter, graph, shapes, outputs);
        if (round >= 0) {
          model[round] = ms / (count - count / 4);
        }
      }
      double[] bare = new double[rounds];
      for (int round = -1; round < rounds; round++) {
        double ms = bareLoop(graph, shapes, outputs, folder, (int) count);
        if (round >= 0) {
          bare[round] = ms / count;
        }
      }
      System.out.printf(
          "{\"loop\": \"synapseml\", \"wall_ms_a_frame\": %.3f, \"bare_runtime_ms_a_frame\": %.3f,"
              + " \"outside_runtime_ms_a_frame\": %.3f}%n",
          median(model), median(bare), median(model) - median(bare));
    }
  }

  private static double pass(
      Dataset<Row> frames, byte[] graph, Map<String, long[]> shapes, List<String> outputs) {
    ONNXModel model = new ONNXModel();
    model.setModelPayload(graph);
    model.setDeviceType("CPU");
    model.setMiniBatchSize(1);
    HashMap<String, String> feeds = new HashMap<>();
    shapes.keySet().forEach(name -> feeds.put(name, name));
    model.setFeedDict(feeds);
    HashMap<String, String> fetches = new HashMap<>();
    outputs.forEach(name -> fetches.put("made_" + name, name));
    model.setFetchDict(fetches);
    long started = System.nanoTime();
    String[] made = outputs.stream().skip(1).map(name -> "made_" + name).toArray(String[]::new);
    model
        .transform(frames)
        .select("made_" + outputs.get(0), made)
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return (System.nanoTime() - started) / NS_PER_MS;
  }

  private static double bareLoop(
      byte[] graph, Map<String, long[]> shapes, List<String> outputs, Path folder, int frames)
      throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, FloatBuffer> values = new HashMap<>();
    for (Map.Entry<String, long[]> shape : shapes.entrySet()) {
      byte[] bytes = Files.readAllBytes(folder.resolve(shape.getKey() + ".bin"));
      ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
      direct.put(bytes).flip();
      values.put(shape.getKey(), direct.asFloatBuffer());
    }
    try (OrtSession session = environment.createSession(graph, new OrtSession.SessionOptions())) {
      long started = System.nanoTime();
      for (int frame = 0; frame < frames; frame++) {
        Map<String, OnnxTensor> feeds = new HashMap<>();
        for (Map.Entry<String, long[]> shape : shapes.entrySet()) {
          feeds.put(
              shape.getKey(),
              OnnxTensor.createTensor(
                  environment, values.get(shape.getKey()).rewind(), shape.getValue()));
        }
        session.run(feeds).close();
        feeds.values().forEach(OnnxTensor::close);
      }
      return (System.nanoTime() - started) / NS_PER_MS;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
