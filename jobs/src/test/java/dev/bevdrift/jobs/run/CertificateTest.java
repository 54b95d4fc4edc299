package dev.bevdrift.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.ModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateTest {
  private static final ModelInfo MODEL = new ModelInfo("micro", "c0", "c1", false, true, "");
  private static final String BASE =
      "{'schema_version': 1, 'made_by': 'bevexport', 'config_sha256': 'c0',"
          + " 'checkpoint_sha256': 'c1', 'random_weights': false, 'variants': ['temporal']";

  @TempDir java.nio.file.Path folder;

  @Test
  void withoutPublishedFiguresItIsUnattested() throws IOException {
    Certificate read = read(BASE + ", 'published': null, 'reproduced': null}");
    assertThat(read.attested()).isFalse();
    assertThat(read.attestation()).contains("no published figures");
    assertThat(read.variants()).containsExactly("temporal");
  }

  @Test
  void reproducedFiguresThatAgreeAttest() throws IOException {
    String published = ", 'published': {'mean_ap': 0.252, 'nd_score': 0.354}";
    assertThat(read(published("0.2524", "0.3538")).attestation())
        .isEqualTo(
            "published mean_ap 0.2520, reproduced 0.2524; nd_score 0.3540, reproduced 0.3538");
    assertThat(read(published("0.2524", "0.3538")).attested()).isTrue();
    assertThat(read(published("0.2526", "0.3538")).attested()).isFalse();
    assertThat(read(BASE + published + "}").attested()).isFalse();
  }

  private static String published(String map, String nds) {
    return BASE
        + ", 'published': {'mean_ap': 0.252, 'nd_score': 0.354}, 'reproduced': {'temporal':"
        + " {'mean_ap': "
        + map
        + ", 'nd_score': "
        + nds
        + "}}}";
  }

  @Test
  void theOriginalItselfAttests() throws IOException {
    assertThat(read(BASE.replace("bevexport", "original") + "}").attested()).isTrue();
  }

  @Test
  void noFileIsNoCertificate() {
    Certificate none = Certificate.read(Storage.local(), new Path(folder.toString()), MODEL);
    assertThat(none.attested()).isFalse();
    assertThat(none.attestation()).contains("no reference.json");
  }

  @Test
  void anotherModelAnotherMakerAndNoVariantAreRefused() {
    refused(BASE.replace("'c1'", "'c2'") + "}", "checkpoint_sha256 is \"c2\", expected c1");
    refused(BASE.replace("bevexport", "somebody") + "}", "made_by is \"somebody\"");
    refused(BASE.replace("['temporal']", "[]") + "}", "variants is []");
    refused("{", "it is no JSON");
  }

  private void refused(String text, String part) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("reference.json")
        .hasMessageContaining(part);
  }

  private Certificate read(String text) throws IOException {
    Files.writeString(folder.resolve(Certificate.FILE), text.replace('\'', '"'));
    return Certificate.read(Storage.local(), new Path(folder.toString()), MODEL);
  }
}
