package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes of real run folders of micro, whose frames have 300 boxes, 2026-11-25. */
class ForecastTest {
  private static final int BOXES = 300;

  @ParameterizedTest
  @CsvSource({
    "3, 2, 16, 10.0",
    "6, 3, 24, 26.4",
    "9, 8, 64, 84",
    "18, 8, 64, 176",
    "18, 40, 320, 802",
    "4, 160, 1280, 699",
    "16, 160, 1280, 2731",
    "30, 160, 1280, 5185"
  })
  void theDiskOfARunIsEnoughAndNotMuchTooMuch(int rows, int scenes, int frames, double tookMb) {
    double saidMb = Forecast.diskBytes(rows, scenes, frames, BOXES) / 1e6;
    assertThat(saidMb).isBetween(tookMb, 1.2 * tookMb);
  }
}
