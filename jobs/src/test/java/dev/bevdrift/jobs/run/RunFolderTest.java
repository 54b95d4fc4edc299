package dev.bevdrift.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {
  private static final Fingerprint ONE = Fingerprint.of(Map.of("ladder", "a", "limit", "0"));
  private static final Fingerprint TWO = Fingerprint.of(Map.of("ladder", "b", "limit", "0"));

  @TempDir java.nio.file.Path folder;
  private final Storage storage = Storage.local();
  private final ObjectNode nothing = new ObjectMapper().createObjectNode();
  private Path out;

  @BeforeEach
  void nameTheFolder() {
    out = new Path(folder.resolve("run").toString());
  }

  @Test
  void aNewFolderStartsAndAnUnfinishedRunGoesOn() {
    assertThat(RunFolder.start(storage, out, ONE, nothing).resumed()).isFalse();
    assertThat(RunFolder.start(storage, out, ONE, nothing).resumed()).isTrue();
  }

  @Test
  void aRunOfAnotherFingerprintIsRefusedByTheNameOfItsInput() {
    RunFolder.start(storage, out, ONE, nothing);
    assertThatThrownBy(() -> RunFolder.start(storage, out, TWO, nothing))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("its input ladder is another one, expected the same run");
  }

  @Test
  void aFinishedRunIsRefused() {
    RunFolder.start(storage, out, ONE, nothing).finish(nothing, "<html>", "#", "{}");
    assertThatThrownBy(() -> RunFolder.start(storage, out, ONE, nothing))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it holds a finished run");
  }

  @Test
  void aFolderThatIsNoRunIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run").resolve("holiday.txt"), "mine");
    assertThatThrownBy(() -> RunFolder.start(storage, out, ONE, nothing))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it holds files but no run.json");
  }

  @Test
  void aDamagedRunFileIsRefused() throws IOException {
    RunFolder.start(storage, out, ONE, nothing);
    Files.writeString(folder.resolve("run").resolve("run.json"), "{\"fing");
    assertThatThrownBy(() -> RunFolder.start(storage, out, ONE, nothing))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run.json: it is no JSON");
  }

  @Test
  void checkingWritesNothing() {
    assertThat(RunFolder.check(storage, out, ONE)).isFalse();
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void fingerprintsKeepNamesAndValuesApart() {
    assertThat(Fingerprint.of(Map.of("a", "bc")).sha256())
        .isNotEqualTo(Fingerprint.of(Map.of("ab", "c")).sha256());
    assertThat(Fingerprint.of(Map.of("a", "1", "b", "2")).sha256())
        .isEqualTo(Fingerprint.of(Map.of("b", "2", "a", "1")).sha256());
  }
}
