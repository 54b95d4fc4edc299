package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.bevdrift.jobs.table.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer is asked for once a key; what is kept and not whole is asked for again. */
final class CachedAnswersTest {
  private static final Map<String, String> KEY = Map.of("graph", "a", "code", "1");

  @TempDir private Path folder;
  private int asked;

  private CachedAnswers<String> answers(String in) {
    return CachedAnswers.to(
        "words",
        Storage.local(),
        in,
        new CachedAnswers.Form<>(
            TextNode::valueOf,
            said -> said.isTextual() ? Optional.of(said.asText()) : Optional.empty()));
  }

  private String ask(Map<String, String> key, String truth) {
    return answers(folder.toString())
        .answer(
            () -> Optional.of(key),
            () -> {
              asked++;
              return truth;
            });
  }

  private Path only() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("words"))) {
      return files.reduce((one, other) -> one.compareTo(other) < 0 ? one : other).orElseThrow();
    }
  }

  @Test
  void isAskedForOnceAKey() {
    assertThat(ask(KEY, "yes")).isEqualTo("yes");
    assertThat(ask(KEY, "no")).as("kept").isEqualTo("yes");
    assertThat(ask(Map.of("graph", "a", "code", "2"), "no")).as("other code").isEqualTo("no");
    assertThat(ask(Map.of("graph", "a"), "none")).as("a part less").isEqualTo("none");
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void whatIsNotWholeIsAskedForAgainAndKept() throws IOException {
    ask(KEY, "yes");
    String whole = Files.readString(only());
    for (String broken :
        new String[] {
          whole.substring(0, whole.length() / 2),
          "",
          whole.replace("\"yes\"", "\"yea\""),
          whole.replace("\"yes\"", "7"),
          whole.replace("\"code\" : \"1\"", "\"code\" : \"2\""),
          whole.replaceAll("\"answer_sha256\" : \"[0-9a-f]*\",", "")
        }) {
      assertThat(broken).isNotEqualTo(whole);
      Files.writeString(only(), broken);
      int before = asked;
      assertThat(ask(KEY, "yes")).isEqualTo("yes");
      assertThat(asked).as(broken).isEqualTo(before + 1);
      assertThat(Files.readString(only())).isEqualTo(whole);
    }
  }

  @Test
  void whatHasNoNameIsNotKept() {
    for (int i = 0; i < 2; i++) {
      answers(folder.toString()).answer(Optional::empty, () -> "asked " + ++asked);
    }
    assertThat(asked).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void withoutACacheNoKeyIsMade() {
    String found =
        answers("")
            .answer(
                () -> {
                  throw new AssertionError("a key was made");
                },
                () -> "asked");
    assertThat(found).isEqualTo("asked");
  }
}
