package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.metrics.scan.ByteScanner;
import dev.bevdrift.metrics.scan.OddInputException;
import dev.bevdrift.metrics.scan.TokenIndex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The two large tables of ego poses, read from bytes; the same result as {@link EgoPoses}. */
final class EgoPoseScan {
  private EgoPoseScan() {}

  /** Sample token to ego pose token, for the keyframes of some calibrated sensors. */
  static Map<String, String> poses(
      Path folder, Collection<String> samples, Collection<String> lidars) {
    List<String> sampleTokens = List.copyOf(samples);
    TokenIndex sampleIndex = TokenIndex.of(sampleTokens);
    TokenIndex lidarIndex = TokenIndex.of(lidars);
    Map<String, String> poseOf = new HashMap<>();
    for (Keyframes rows :
        TableScan.read(
            folder,
            "sample_data",
            Keyframes.FIELDS,
            () -> new Keyframes(sampleIndex, lidarIndex))) {
      for (int i = 0; i < rows.poses.size(); i++) {
        poseOf.put(sampleTokens.get(rows.samples.get(i)), rows.poses.get(i));
      }
    }
    return poseOf;
  }

  /** Ego pose token to translation, for the wanted ones. */
  static Map<String, Vec3> translations(Path folder, Collection<String> wanted) {
    List<String> tokens = List.copyOf(wanted);
    TokenIndex index = TokenIndex.of(tokens);
    Map<String, Vec3> translations = new HashMap<>();
    for (Poses rows : TableScan.read(folder, "ego_pose", Poses.FIELDS, () -> new Poses(index))) {
      for (int i = 0; i < rows.numbers.size(); i++) {
        translations.put(tokens.get(rows.numbers.get(i)), rows.translations.get(i));
      }
    }
    return translations;
  }

  private static final class Keyframes implements TableScan.Rows {
    static final List<String> FIELDS =
        List.of(
            "sample_token", "ego_pose_token", "calibrated_sensor_token", "token", "is_key_frame");
    private static final int SAMPLE = 0;
    private static final int POSE = 1;
    private static final int SENSOR = 2;
    private static final int KEYFRAME = 4;
    private static final int ALL = 0b11111;

    private final TokenIndex sampleIndex;
    private final TokenIndex lidarIndex;
    private final TableScan.Texts texts = new TableScan.Texts(KEYFRAME);
    private final List<Integer> samples = new ArrayList<>();
    private final List<String> poses = new ArrayList<>();
    private boolean keyframe;

    Keyframes(TokenIndex sampleIndex, TokenIndex lidarIndex) {
      this.sampleIndex = sampleIndex;
      this.lidarIndex = lidarIndex;
    }

    @Override
    public void value(int field, ByteScanner in) {
      if (field == KEYFRAME) {
        keyframe = in.truth();
      } else {
        texts.take(field, in);
      }
    }

    @Override
    public void end(int seen, byte[] bytes) {
      if (seen != ALL || texts.isEmpty(SAMPLE) || texts.isEmpty(POSE) || texts.isEmpty(SENSOR)) {
        throw new OddInputException();
      }
      if (keyframe && texts.find(SENSOR, lidarIndex, bytes) != TokenIndex.ABSENT) {
        int sample = texts.find(SAMPLE, sampleIndex, bytes);
        if (sample != TokenIndex.ABSENT) {
          samples.add(sample);
          int from = texts.from(POSE);
          poses.add(new String(bytes, from, texts.to(POSE) - from, StandardCharsets.US_ASCII));
        }
      }
    }
  }

  private static final class Poses implements TableScan.Rows {
    static final List<String> FIELDS = List.of("token", "translation");
    private static final int TOKEN = 0;
    private static final int ALL = 0b11;

    private final TokenIndex wanted;
    private final TableScan.Texts texts = new TableScan.Texts(1);
    private final double[] xyz = new double[3];
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Vec3> translations = new ArrayList<>();

    Poses(TokenIndex wanted) {
      this.wanted = wanted;
    }

    @Override
    public void value(int field, ByteScanner in) {
      if (field == TOKEN) {
        texts.take(field, in);
      } else {
        in.numbers(xyz, 3);
      }
    }

    @Override
    public void end(int seen, byte[] bytes) {
      if (seen != ALL) {
        throw new OddInputException();
      }
      int number = texts.find(TOKEN, wanted, bytes);
      if (number != TokenIndex.ABSENT) {
        numbers.add(number);
        translations.add(new Vec3(xyz[0], xyz[1], xyz[2]));
      }
    }
  }
}
