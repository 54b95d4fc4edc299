package dev.bevdrift.jobs.outputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays that NumPy wrote: {@code src/test/resources/npy/make.py}. */
class NpyArrayTest {
  private static final Path FILES =
      Path.of(System.getProperty("bevdrift.root"), "jobs/src/test/resources/npy");

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(FILES.resolve(name + ".npy"));
  }

  private static Tensor read(String name) throws IOException {
    return NpyArray.read(bytes(name), name);
  }

  private static float[] numbers(Tensor tensor) {
    float[] numbers = new float[tensor.size()];
    tensor.asBuffer().get(numbers);
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float32-v2", "float32-v3"})
  void float32OfEachVersion(String name) throws IOException {
    Tensor tensor = read(name);
    assertThat(tensor.shape()).isEqualTo(List.of(2L, 3L));
    // The same bits, so that -0 is -0.
    assertThat(numbers(tensor))
        .containsExactly(0f, -1.5f, 3.25f, 1e-38f, Float.POSITIVE_INFINITY, -0f);
  }

  @Test
  void float16IsWhatNumpyMakesOfIt() throws IOException {
    assertThat(numbers(read("float16"))).containsExactly(numbers(read("float16-as-float32")));
  }

  @Test
  void wholeNumbers() throws IOException {
    assertThat(numbers(read("int64"))).containsExactly(0, 9, -7, 1 << 24);
    assertThat(read("int32").shape()).isEqualTo(List.of(2L, 1L));
  }

  @Test
  void scalarsAndEmptyArrays() throws IOException {
    assertThat(read("scalar").shape()).isEmpty();
    assertThat(numbers(read("scalar"))).containsExactly(2.5f);
    assertThat(read("empty").shape()).isEqualTo(List.of(0L, 9L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fortran|it is in Fortran order, expected C order",
        "big-endian|its type is >f4, expected little-endian",
        "float64|its type is <f8, expected little-endian",
        "int64-too-large|it holds 16777217 at 0, expected whole numbers that a float32 can hold"
      })
  void whatCannotBeUsedIsNamed(String name, String fact) {
    assertThatThrownBy(() -> read(name))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot read " + name + ": " + fact);
  }

  @Test
  void brokenFilesAreRefused() throws IOException {
    byte[] whole = bytes("float32");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> NpyArray.read(cut, "cut"))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Cannot read cut: ");
    }
    byte[] other = whole.clone();
    other[0] = 'X';
    assertThatThrownBy(() -> NpyArray.read(other, "other"))
        .hasMessageContaining("it does not begin as one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "deflated"})
  void archives(String token) {
    var outputs = OutputsFolder.open(FILES).read(token);
    assertThat(outputs.keySet()).containsExactly("boxes", "labels", "scores");
    assertThat(outputs.get("boxes").shape()).isEqualTo(List.of(2L, 9L));
    assertThat(numbers(outputs.get("scores"))).containsExactly(0.5f, 0.25f);
    assertThat(numbers(outputs.get("labels"))).containsExactly(0, 8);
  }

  @Test
  void anArrayThatIsNoOutputIsNamed() {
    assertThatThrownBy(() -> OutputsFolder.open(FILES).read("stranger"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("stranger.npz, array img.npy: img is no output, expected");
  }
}
