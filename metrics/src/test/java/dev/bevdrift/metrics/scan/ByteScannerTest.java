package dev.bevdrift.metrics.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteScannerTest {
  private static final int ROUNDS = 1_000_000;

  private static double number(String text) {
    ByteScanner in = ByteScanner.of(text.getBytes(StandardCharsets.UTF_8));
    double value = in.number();
    assertThat(in.atEnd()).as(text).isTrue();
    return value;
  }

  private static void assertExact(String text) {
    double expected = Double.parseDouble(text);
    double actual = number(text);
    if (Double.doubleToRawLongBits(actual) != Double.doubleToRawLongBits(expected)) {
      throw new AssertionError(text + ": " + actual + ", expected " + expected);
    }
  }

  private static void assertOdd(String text) {
    assertThatThrownBy(() -> whole(text)).as(text).isInstanceOf(OddInputException.class);
  }

  /** The text as one value. */
  private static void whole(String text) {
    ByteScanner in = ByteScanner.of(text.getBytes(StandardCharsets.UTF_8));
    in.space();
    in.skip();
    if (!in.atEnd()) {
      throw new OddInputException();
    }
  }

  @Test
  void shortestFormsOfAnyDoubleAreReadBack() {
    long seed = System.nanoTime();
    System.out.println("ByteScannerTest doubles: seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertExact(Double.toString(value));
      }
      assertExact(Double.toString(random.nextGaussian() * 1000));
      assertExact(Double.toString((float) random.nextGaussian()));
    }
  }

  @Test
  void decimalsOfAnyLengthAreNearest() {
    long seed = System.nanoTime();
    System.out.println("ByteScannerTest decimals: seed " + seed);
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ROUNDS; i++) {
      text.setLength(0);
      if (random.nextBoolean()) {
        text.append('-');
      }
      text.append(random.nextInt(4) == 0 ? "0" : Integer.toString(1 + random.nextInt(99_999)));
      if (random.nextInt(8) > 0) {
        text.append('.');
        for (int digits = random.nextInt(25); digits >= 0; digits--) {
          text.append((char) ('0' + (random.nextInt(3) == 0 ? 0 : random.nextInt(10))));
        }
      } else {
        text.append(".0");
      }
      if (random.nextInt(3) == 0) {
        text.append(random.nextBoolean() ? 'e' : 'E');
        text.append(random.nextInt(3) == 0 ? "+" : random.nextBoolean() ? "-" : "");
        text.append(random.nextInt(random.nextInt(10) == 0 ? 400 : 40));
      }
      assertExact(text.toString());
    }
  }

  @Test
  void halvesBetweenTwoDoublesGoToTheEvenOne() {
    long seed = System.nanoTime();
    System.out.println("ByteScannerTest halves: seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      double low = Math.scalb(1 + random.nextInt(1 << 20) * 0x1p-20, random.nextInt(70) - 10);
      BigDecimal half =
          new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(new BigDecimal(2));
      String text = half.toPlainString();
      if (text.length() < 100) {
        assertExact(text.contains(".") ? text : text + ".0");
      }
    }
    for (long m = (1L << 53) - 20; m < (1L << 53) + 20; m++) {
      assertExact(m + ".0");
      assertExact(m + "e22");
      assertExact(m + "e-22");
      assertExact(m + "e23");
    }
    assertExact("9007199254740993.0");
    assertExact("18446744073709551615.0");
    assertExact("9999999999999999999e-5");
    assertExact("2.2250738585072011e-308");
    assertExact("1.7976931348623159e308");
    assertExact("4.9e-324");
    assertExact("1e400");
  }

  @Test
  void tokensOfPythonAreRead() {
    assertThat(number("NaN")).isNaN();
    assertThat(number("Infinity")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(number("-Infinity ")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Double.doubleToRawLongBits(number("-0.0"))).isEqualTo(1L << 63);
    // A whole number has no negative zero.
    assertThat(Double.doubleToRawLongBits(number("-0"))).isZero();
    assertThat(number("17")).isEqualTo(17);
  }

  @Test
  void whatIsNotPlainIsOdd() {
    for (String text :
        new String[] {
          "",
          "01",
          "1.",
          ".5",
          "-",
          "+1",
          "1e",
          "1e+",
          "- 1",
          "nan",
          "-NaN",
          "INF",
          "1x",
          "\"a",
          "\"a\\n\"",
          "\"é\"",
          "\"a\tb\"",
          "[1,]",
          "[1 2]",
          "{\"a\" 1}",
          "{a: 1}",
          "{\"a\": 1,}",
          "[",
          "{",
          "tru",
          "nulL",
          "]",
          "1e99999",
          "00",
          "-01.5",
          "0x1",
          "1_0"
        }) {
      assertOdd(text);
    }
    assertOdd("[".repeat(100) + "]".repeat(100));
  }

  @Test
  void anyOtherValueIsPassedOver() {
    whole(" {\"a\": [1, -2.5e3, {\"b\": null}, true, false, []], \"c\": {}, \"d\": \"x y\"} ");
  }

  @Test
  void stringsOfAnyLengthEndAtTheirQuote() {
    for (int n = 0; n < 40; n++) {
      String text = "x".repeat(n);
      ByteScanner in = ByteScanner.of(("\"" + text + "\": 5").getBytes(StandardCharsets.UTF_8));
      in.name();
      assertThat(in.text()).isEqualTo(text);
      assertThat(in.whole()).isEqualTo(5);
      assertThat(in.atEnd()).isTrue();
    }
  }

  @Test
  void tokensKeepTheirNumbers() {
    TokenIndex index = new TokenIndex();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5000; i++) {
        byte[] token = ByteScanner.ascii("token-" + i);
        assertThat(index.add(token, 0, token.length)).isEqualTo(i);
        assertThat(index.find(token, 0, token.length)).isEqualTo(i);
        assertThat(index.find(token, 1, token.length)).isEqualTo(TokenIndex.ABSENT);
      }
    }
    assertThat(index.size()).isEqualTo(5000);
    assertThat(index.find(new byte[0], 0, 0)).isEqualTo(TokenIndex.ABSENT);
  }
}
