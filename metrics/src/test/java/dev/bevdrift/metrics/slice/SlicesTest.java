package dev.bevdrift.metrics.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.match.ClassMatches;
import dev.bevdrift.metrics.score.DetectionConfig;
import dev.bevdrift.metrics.score.DetectionScore;
import dev.bevdrift.metrics.score.Evaluation;
import dev.bevdrift.metrics.score.FigureNames;
import dev.bevdrift.metrics.score.SliceInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The slices of {@link TwoCars}, worked out by hand. */
final class SlicesTest {
  private static final DetectionScore WHOLE =
      Evaluation.of(DetectionConfig.cvpr2019(), TwoCars.TRUTH, TwoCars.PREDICTIONS);
  private static final Map<String, SliceScore> SLICES = slices();

  private static Map<String, SliceScore> slices() {
    Map<String, SliceScore> slices = new LinkedHashMap<>();
    SlicedFigures.forEach(
        WHOLE,
        TwoCars.TRUTH,
        TwoCars.PREDICTIONS,
        TwoCars.FACTS,
        SliceSettings.DEFAULTS,
        slice -> slices.put(slice.name(), slice));
    return slices;
  }

  private static ClassMatches cars(String slice) {
    return SLICES.get(slice).score().of(DetectionClass.CAR).orElseThrow().matches();
  }

  private static void assertCounts(String slice, int truths, int predictions, int found2m) {
    ClassMatches cars = cars(slice);
    assertThat(cars.truths()).as(slice + " true boxes").isEqualTo(truths);
    assertThat(cars.predictions()).as(slice + " predictions").isEqualTo(predictions);
    assertThat(cars.at(2).size()).as(slice + " found").isEqualTo(found2m);
    assertThat(SLICES.get(slice).info().trueBoxes()).isEqualTo(truths);
    assertThat(SLICES.get(slice).info().predictions()).isEqualTo(predictions);
  }

  @Test
  void onlySlicesWithBoxesAreThere() {
    assertThat(SLICES.keySet())
        .containsExactly(
            "all",
            "distance/0-10",
            "distance/10-20",
            "distance/20-30",
            "distance/40-50",
            "class/car",
            "visibility/v0-40",
            "visibility/v80-100",
            "points/1-4",
            "points/20-99",
            "speed/0-0.5",
            "speed/5-10",
            "light/day",
            "light/night",
            "weather/dry",
            "weather/rain",
            "location/boston",
            "vehicle/n008",
            "vehicle/n015",
            "log/log-1",
            "log/log-2");
  }

  @Test
  void aFoundBoxBelongsToTheBandOfItsTrueBoxAtEveryThreshold() {
    // The prediction at 10.5 m belongs to the true car at 9 m, even where 1.5 m is too far.
    assertCounts("distance/0-10", 1, 1, 1);
    assertThat(cars("distance/0-10").at(0).size()).isZero();
    assertThat(cars("distance/0-10").at(1).size()).isZero();
    assertThat(cars("distance/0-10").at(3).size()).isEqualTo(1);
    assertCounts("distance/10-20", 1, 1, 1);
    // Missed, and nothing predicted there.
    assertCounts("distance/20-30", 1, 0, 0);
    // A false positive at its own distance.
    assertCounts("distance/40-50", 0, 1, 0);
  }

  @Test
  void falsePositivesCountInEverySliceByAPropertyOfTrueBoxes() {
    assertCounts("visibility/v80-100", 1, 2, 1);
    assertCounts("visibility/v0-40", 2, 2, 1);
    assertCounts("points/1-4", 1, 2, 1);
    assertCounts("points/20-99", 2, 2, 1);
    assertThat(SLICES.get("points/1-4").info().note())
        .endsWith("false positives count in every slice by points: precision is a lower bound");
  }

  @Test
  void speedIsTheTrueBoxsOrThePredictionsOwn() {
    assertCounts("speed/0-0.5", 2, 3, 2);
    assertCounts("speed/5-10", 1, 0, 0);
  }

  @Test
  void samplesGoByTheirScene() {
    assertCounts("light/day", 2, 2, 1);
    assertCounts("light/night", 1, 1, 1);
    assertCounts("weather/rain", 1, 1, 1);
    assertCounts("log/log-1", 2, 2, 1);
    assertCounts("location/boston", 3, 3, 2);
    assertThat(SLICES.get("light/night").score().samples().tokens()).containsExactly("night");
  }

  @Test
  void bothAveragesAreNamedApart() {
    var figures = SLICES.get("distance/10-20").figures();
    // The only car is found exactly: perfect among the classes present, a tenth among all ten. The
    // means of ninety equal numbers are off by some ulps.
    assertThat(figures.value(FigureNames.MEAN_AP_PRESENT)).isCloseTo(1, within(1e-12));
    assertThat(figures.value(FigureNames.ND_SCORE_PRESENT)).isCloseTo(1, within(1e-12));
    assertThat(figures.value(FigureNames.MEAN_AP)).isCloseTo(0.1, within(1e-12));
    assertThat(figures.values()).containsKey("ap/car/0.5").doesNotContainKey("ap/bus");
    var none = SLICES.get("distance/40-50").figures();
    assertThat(none.value(FigureNames.MEAN_AP_PRESENT)).isNaN();
    assertThat(none.value(FigureNames.MEAN_AP)).isZero();
  }

  @Test
  void whatIsTooSmallIsSaid() {
    SliceInfo info = SLICES.get("all").info();
    assertThat(info.size()).isEqualTo(SliceInfo.Size.TOO_SMALL);
    assertThat(info.note())
        .isEqualTo(
            "too small: true boxes: 3, fewer than 30; scenes with true boxes: 2, fewer than 6");
    assertThat(info.samples()).isEqualTo(2);
    assertThat(info.scenes()).isEqualTo(2);
    SliceSettings small =
        new SliceSettings(
            SliceSettings.DEFAULTS.distanceEdgesM(),
            SliceSettings.DEFAULTS.pointEdges(),
            SliceSettings.DEFAULTS.speedEdgesMps(),
            3,
            2);
    assertThat(Slices.all(WHOLE, small).info())
        .isEqualTo(new SliceInfo(3, 3, 2, 2, SliceInfo.Size.ENOUGH, ""));
  }
}
