package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.interval.KnownDraws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures under draws are computed once a name; what is kept and not whole is computed again. */
final class CachedDrawsTest {
  private static final double[][] FIGURES = {{0.1 + 0.2, Double.NaN}, {-0.0, Double.MIN_VALUE}};

  @TempDir private Path folder;
  private int computed;

  private double[][] figures(String name) {
    KnownDraws draws = CachedDraws.in(Storage.local(), folder.toString());
    return draws.of(
        name,
        () -> {
          computed++;
          return FIGURES;
        });
  }

  /** To the last bit, NaN and the sign of zero among it. */
  private static void assertSame(double[][] figures) {
    assertThat(Arrays.deepEquals(figures, FIGURES)).isTrue();
  }

  @Test
  void areComputedOnceAName() {
    assertSame(figures("a"));
    assertSame(figures("a"));
    assertThat(computed).isEqualTo(1);
    figures("b");
    assertThat(computed).isEqualTo(2);
  }

  @Test
  void whatIsNotWholeIsComputedAgain() throws IOException {
    figures("a");
    Path file;
    try (Stream<Path> files = Files.list(folder.resolve("draws"))) {
      file = files.findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[whole.length - 1] ^= 1;
    byte[] cut = Arrays.copyOf(whole, whole.length - 8);
    for (byte[] broken : new byte[][] {flipped, cut, new byte[0], new byte[70]}) {
      Files.write(file, broken);
      int before = computed;
      assertSame(figures("a"));
      assertThat(computed).isEqualTo(before + 1);
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void withoutACacheNothingIsKept() {
    KnownDraws draws = CachedDraws.in(Storage.local(), "");
    assertThat(draws.of("a", () -> FIGURES)).isSameAs(FIGURES);
    assertThat(folder).isEmptyDirectory();
  }
}
