package dev.bevdrift.metrics.box;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The samples of an evaluation: token, scene and where the ego vehicle stood.
 *
 * <p>In the order of {@code sample.json}. Immutable, thread-safe.
 */
public final class Samples {
  private final List<String> tokens;
  private final Map<String, Integer> byToken;
  private final List<String> sceneNames;
  private final int[] scene;
  private final double[] egoX;
  private final double[] egoY;

  private Samples(Builder b) {
    tokens = List.copyOf(b.tokens);
    byToken = Map.copyOf(b.byToken);
    sceneNames = List.copyOf(b.scenes.keySet());
    int n = tokens.size();
    scene = new int[n];
    egoX = new double[n];
    egoY = new double[n];
    for (int i = 0; i < n; i++) {
      scene[i] = b.sceneOf.get(i);
      egoX[i] = b.ego.get(i).x();
      egoY[i] = b.ego.get(i).y();
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  public int size() {
    return tokens.size();
  }

  public String token(int i) {
    return tokens.get(i);
  }

  /** The tokens in order. */
  public List<String> tokens() {
    return tokens;
  }

  /** The index of a token, if it is one of these samples. */
  public OptionalInt indexOf(String token) {
    Integer i = byToken.get(token);
    return i == null ? OptionalInt.empty() : OptionalInt.of(i);
  }

  /** The index of the scene of sample {@code i} in {@link #sceneNames}. */
  public int scene(int i) {
    return scene[i];
  }

  /** The scenes in order of their first sample. */
  public List<String> sceneNames() {
    return sceneNames;
  }

  /** Position of the LIDAR_TOP keyframe's ego pose, metres, global frame. */
  public double egoX(int i) {
    return egoX[i];
  }

  /** Position of the LIDAR_TOP keyframe's ego pose, metres, global frame. */
  public double egoY(int i) {
    return egoY[i];
  }

  /** Collects samples in their order. Not thread-safe. */
  public static final class Builder {
    private final List<String> tokens = new ArrayList<>();
    private final Map<String, Integer> byToken = new HashMap<>();
    private final Map<String, Integer> scenes = new LinkedHashMap<>();
    private final List<Integer> sceneOf = new ArrayList<>();
    private final List<Vec3> ego = new ArrayList<>();

    private Builder() {}

    /**
     * Appends a sample.
     *
     * @param token unique among the samples
     * @param sceneName the unit of order and of statistics
     * @param egoTranslation of the LIDAR_TOP keyframe's ego pose, metres, global frame
     * @return its index
     */
    public int add(String token, String sceneName, Vec3 egoTranslation) {
      int index = tokens.size();
      if (byToken.putIfAbsent(token, index) != null) {
        throw new IllegalArgumentException(
            "Cannot add sample " + token + ": it is there already, expected each sample once");
      }
      tokens.add(token);
      Integer known = scenes.putIfAbsent(sceneName, scenes.size());
      sceneOf.add(known == null ? scenes.size() - 1 : known);
      ego.add(egoTranslation);
      return index;
    }

    /** The tokens added so far, in order. */
    public List<String> tokens() {
      return Collections.unmodifiableList(tokens);
    }

    public Samples build() {
      return new Samples(this);
    }
  }
}
