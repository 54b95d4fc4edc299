package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class TaskDeviceTest {
  @Test
  void theFirstGpuOfTheTaskOrNoneAtAll() {
    assertThat(TaskDevice.of(gpus("3", "1"))).isEqualTo(3);
    assertThat(TaskDevice.of(gpus())).isZero();
    assertThat(TaskDevice.of(Map.of())).isZero();
  }

  @Test
  void whatIsNoNumberIsRefused() {
    assertThatThrownBy(() -> TaskDevice.of(gpus("GPU-8f1c")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Cannot use the GPU 'GPU-8f1c' that Spark gave to this task: expected a device number,"
                + " as conf/gpu-discovery.sh prints");
  }

  private static Map<String, ResourceInformation> gpus(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }
}
