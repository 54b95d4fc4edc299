package dev.bevdrift.jobs.stage;

import dev.bevdrift.metrics.InputException;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** The GPU that Spark gave to a task, by {@code spark.task.resource.gpu.amount}. */
final class TaskDevice {
  private static final String GPU = "gpu";

  private TaskDevice() {}

  /** The device of the running task: its first GPU, or 0 where Spark hands none out. */
  static int current() {
    return of(TaskContext.get().resourcesJMap());
  }

  /**
   * The same, from a task's resources.
   *
   * @throws InputException when the discovery script gave something that is no device number
   */
  static int of(Map<String, ResourceInformation> resources) {
    ResourceInformation gpu = resources.get(GPU);
    if (gpu == null || gpu.addresses().length == 0) {
      return 0;
    }
    String address = gpu.addresses()[0];
    if (!address.matches("[0-9]{1,4}")) {
      throw new InputException(
          "Cannot use the GPU '"
              + address
              + "' that Spark gave to this task: expected a device number, as conf/gpu-discovery.sh"
              + " prints");
    }
    return Integer.parseInt(address);
  }
}
