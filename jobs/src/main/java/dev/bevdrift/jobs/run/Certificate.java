package dev.bevdrift.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bevdrift.jobs.table.Storage;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.ladder.ModelInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;

/**
 * What {@code reference.json} says about the outputs that rungs are compared with.
 *
 * @param madeBy {@code original} or {@code bevexport}; empty when there is no certificate
 * @param randomWeights whether the model was never trained
 * @param variants the variants in the tables
 * @param attested whether the figures are the original's own
 * @param attestation one sentence about it, without a full stop
 */
public record Certificate(
    String madeBy,
    boolean randomWeights,
    List<String> variants,
    boolean attested,
    String attestation) {
  /** The file's name in a reference folder. */
  public static final String FILE = "reference.json";

  /** How far published and reproduced figures may be apart: they are printed with three digits. */
  private static final double TOLERANCE = 0.0005;

  public Certificate {
    variants = List.copyOf(variants);
  }

  /** For outputs that come without a certificate. */
  public static Certificate none(String why) {
    return new Certificate("", false, List.of(), false, why);
  }

  /**
   * Reads the certificate of a reference folder, which may be absent.
   *
   * @param model what the ladder says about the model
   * @throws InputException when it is malformed, or speaks of another model than the ladder
   */
  public static Certificate read(Storage storage, Path folder, ModelInfo model) {
    Path file = new Path(folder, FILE);
    if (!storage.exists(file)) {
      return none("the reference has no reference.json");
    }
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(storage.readBytes(file));
    } catch (IOException malformed) {
      throw new InputException(
          "Cannot read " + file + ": it is no JSON, expected a certificate", malformed);
    }
    if (root.path("schema_version").asInt(0) != 1) {
      throw refused(file, "schema_version", root.path("schema_version"), "1");
    }
    same(file, root, "config_sha256", model.configSha256());
    same(file, root, "checkpoint_sha256", model.checkpointSha256());
    List<String> variants = new ArrayList<>();
    root.path("variants").forEach(variant -> variants.add(variant.asText()));
    if (variants.isEmpty()) {
      throw refused(file, "variants", root.path("variants"), "at least one");
    }
    String madeBy = root.path("made_by").asText();
    if (madeBy.equals("original")) {
      return new Certificate(
          madeBy, random(root), variants, true, "the original code itself made the reference");
    }
    if (!madeBy.equals("bevexport")) {
      throw refused(file, "made_by", root.path("made_by"), "original or bevexport");
    }
    return byBevexport(root, variants);
  }

  private static Certificate byBevexport(JsonNode root, List<String> variants) {
    JsonNode published = root.path("published");
    JsonNode reproduced = root.path("reproduced").path("temporal");
    if (!published.isObject() || !reproduced.isObject()) {
      return new Certificate(
          "bevexport",
          random(root),
          variants,
          false,
          "no published figures of this checkpoint stand beside reproduced ones");
    }
    boolean agrees = true;
    StringBuilder text = new StringBuilder();
    for (String figure : List.of("mean_ap", "nd_score")) {
      double theirs = published.path(figure).asDouble(Double.NaN);
      double ours = reproduced.path(figure).asDouble(Double.NaN);
      agrees &= Math.abs(theirs - ours) <= TOLERANCE;
      text.append(
          String.format(
              Locale.ROOT,
              "%s %s %.4f, reproduced %.4f",
              text.length() == 0 ? "published" : ";",
              figure,
              theirs,
              ours));
    }
    return new Certificate(
        "bevexport", random(root), variants, agrees, text.toString().replace(" ;", ";"));
  }

  private static boolean random(JsonNode root) {
    return root.path("random_weights").asBoolean(false);
  }

  private static void same(Path file, JsonNode root, String key, String expected) {
    if (!root.path(key).asText("").equals(expected)) {
      throw refused(file, key, root.path(key), expected + " as in the ladder");
    }
  }

  private static InputException refused(Path file, String key, JsonNode value, String expected) {
    return new InputException(
        "Cannot use "
            + file
            + ": "
            + key
            + " is "
            + (value.isMissingNode() ? "absent" : value)
            + ", expected "
            + expected);
  }
}
