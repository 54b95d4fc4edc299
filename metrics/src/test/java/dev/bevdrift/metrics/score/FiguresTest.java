package dev.bevdrift.metrics.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FiguresTest {
  private static final SliceInfo INFO = new SliceInfo(4, 5, 2, 1, SliceInfo.Size.ENOUGH, "");
  private static final SliceInfo SMALL =
      new SliceInfo(
          1, 5, 1, 1, SliceInfo.Size.TOO_SMALL, "too small: true boxes: 1, fewer than 30");

  @TempDir Path folder;

  private static Figures of(String rung, String slice, double nds, SliceInfo info) {
    return Figures.of(
        FigureKey.of(rung, slice),
        FigureSet.of(info, Map.of("nd_score", nds, "vel_err", Double.NaN), Map.of()));
  }

  @Test
  void partsMergeToTheSameWholeInAnyOrder() {
    List<Figures> parts = new ArrayList<>();
    for (String rung : List.of("original", "faithful", "yaw")) {
      for (String slice : List.of("all", "distance/0-10", "light/night")) {
        parts.add(of(rung, slice, rung.length() + slice.length(), INFO));
      }
    }
    Figures expected = parts.stream().reduce(Figures.none(), Figures::merge);
    assertThat(expected.sets()).hasSize(9);
    for (int seed = 0; seed < 20; seed++) {
      List<Figures> shuffled = new ArrayList<>(parts);
      Collections.shuffle(shuffled, new Random(seed));
      Figures other = Figures.none();
      for (Figures part : shuffled) {
        // On either side, and some of them twice.
        other = part.merge(other).merge(shuffled.get(0));
      }
      assertThat(other).as("seed " + seed).isEqualTo(expected);
      assertThat(FiguresJson.text(other)).isEqualTo(FiguresJson.text(expected));
    }
  }

  @Test
  void otherFiguresUnderTheSameKeyAreRefused() {
    Figures one = of("r", "all", 0.5, INFO);
    assertThatThrownBy(() -> one.merge(of("r", "all", 0.6, INFO)))
        .hasMessageContaining("slice=all] is there with others, expected each once");
  }

  @Test
  void aDifferenceIsTakenSliceBySlice() {
    Figures rung = of("r", "all", 0.5, INFO).merge(of("r", "light/night", 0.25, SMALL));
    Figures base = of("b", "all", 0.75, INFO).merge(of("b", "light/day", 0.25, INFO));
    Figures delta = rung.minus("r", base, "b");
    assertThat(delta.sets().keySet()).containsExactly(FigureKey.delta("r", "b", "all"));
    assertThat(delta.value(FigureKey.delta("r", "b", "all"), "nd_score")).isEqualTo(-0.25);
    assertThat(delta.value(FigureKey.delta("r", "b", "all"), "vel_err")).isNaN();
    assertThat(delta.value(FigureKey.of("r", "all"), "nd_score")).isNaN();
    // Both fit into one whole.
    assertThat(rung.merge(delta).slices("r")).containsExactly("all", "light/night");
  }

  @Test
  void slicesStandInTheOrderOfReports() {
    List<String> expected =
        List.of(
            "all",
            "distance/0-10",
            "distance/10-20",
            "distance/50+",
            "visibility/v0-40",
            "visibility/v80-100",
            "points/1-4",
            "points/5-19",
            "points/20-99",
            "points/100+",
            "points/unknown",
            "speed/0-0.5",
            "speed/0.5-2",
            "light/day",
            "log/n008",
            "zoo/1");
    List<String> shuffled = new ArrayList<>(expected);
    Collections.shuffle(shuffled, new Random(3));
    shuffled.sort(SliceNames.ORDER);
    assertThat(shuffled).isEqualTo(expected);
  }

  @Test
  void jsonGivesBackWhatWasWritten() throws Exception {
    FigureSet set =
        FigureSet.of(INFO, Map.of("nd_score", 0.1 + 0.2, "vel_err", Double.NaN), Map.of())
            .with("nd_score", new FigureInterval(-0.5, 0.5, 0.9, "percentiles of 1000 draws"))
            .with("vel_err", new FigureInterval(-1, Double.POSITIVE_INFINITY, 0.9, "draws"));
    Figures figures =
        of("r", "light/night", 1e-300, SMALL)
            .merge(Figures.of(FigureKey.delta("r", "original", "all"), set));
    Path file = folder.resolve("sub").resolve(FiguresJson.NAME);
    FiguresJson.write(file, figures);
    assertThat(FiguresJson.parse("f", Files.readString(file))).isEqualTo(figures);
    assertThat(Files.readString(file)).isEqualTo(FiguresJson.text(figures));
    assertThat(FiguresJson.parse("f", FiguresJson.text(Figures.none()))).isEqualTo(Figures.none());
  }

  @Test
  void badJsonIsSaidInOneLine() {
    String text = FiguresJson.text(of("r", "all", 0.5, INFO));
    for (List<String> change :
        List.of(
            List.of("\"schema_version\": 1", "\"schema_version\": 2", "schema_version is 2"),
            List.of("\"true_boxes\":4", "\"true_boxes\":4.5", "figures[0], field true_boxes"),
            List.of("\"nd_score\":0.5", "\"nd_score\":\"x\"", "field nd_score: it is \"x\""),
            List.of("\"rung\":\"r\",", "", "field rung: it is absent, expected a string"),
            List.of("\"enough\"", "\"huge\"", "figures[0]: No enum constant"),
            List.of("{\n", "[", "it is not JSON"))) {
      assertThatThrownBy(
              () -> FiguresJson.parse("f.json", text.replace(change.get(0), change.get(1))))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Cannot read f.json")
          .hasMessageContaining(change.get(2));
    }
  }

  @Test
  void anIntervalNeedsItsFigureAndEndsInOrder() {
    FigureSet set = FigureSet.of(INFO, Map.of("nd_score", 0.5), Map.of());
    assertThatThrownBy(() -> set.with("nds", new FigureInterval(0, 1, 0.9, "")))
        .hasMessage("Cannot give an interval of nds: expected a figure of that name");
    assertThatThrownBy(() -> new FigureInterval(1, 0, 0.9, ""))
        .hasMessage("Cannot use the interval [1.0, 0.0]: expected ends in order");
    assertThatThrownBy(() -> new FigureInterval(0, 1, 1, "")).hasMessageContaining("confidence=1");
  }
}
