package dev.bevdrift.metrics.interval;

import dev.bevdrift.metrics.box.Samples;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** What is drawn together. Immutable, thread-safe. */
public final class SceneClusters {
  private final int[] clusterOfScene;
  private final int count;

  private SceneClusters(int[] clusterOfScene, int count) {
    this.clusterOfScene = clusterOfScene;
    this.count = count;
  }

  /** Each scene by itself. */
  public static SceneClusters eachScene(Samples samples) {
    return byDrive(samples, Map.of());
  }

  /**
   * The scenes of one drive together.
   *
   * @param driveOf scene name to drive; a scene without one stands by itself
   */
  public static SceneClusters byDrive(Samples samples, Map<String, String> driveOf) {
    Map<String, Integer> ids = new HashMap<>();
    int[] clusterOfScene = new int[samples.sceneNames().size()];
    for (int s = 0; s < clusterOfScene.length; s++) {
      String scene = samples.sceneNames().get(s);
      String key = driveOf.containsKey(scene) ? "drive " + driveOf.get(scene) : "scene " + scene;
      ids.putIfAbsent(key, ids.size());
      clusterOfScene[s] = ids.get(key);
    }
    return new SceneClusters(clusterOfScene, ids.size());
  }

  /** Number of clusters. */
  public int count() {
    return count;
  }

  /** The cluster of a scene, both counted from 0. */
  public int ofScene(int scene) {
    return clusterOfScene[scene];
  }

  /**
   * Draws {@link #count} clusters with repetition.
   *
   * @param seed of all replicates
   * @param replicate which; the same seed and replicate give the same draw
   * @return how often each cluster was drawn
   */
  int[] draw(long seed, int replicate) {
    SplittableRandom random = new SplittableRandom(scattered(seed, replicate));
    int[] times = new int[count];
    for (int i = 0; i < count; i++) {
      times[random.nextInt(count)]++;
    }
    return times;
  }

  /**
   * Seeds far apart for neighbouring replicates: the generator's own states are an arithmetic
   * progression, so plain seeds would make streams that overlap. Source: the finaliser of
   * MurmurHash3.
   */
  private static long scattered(long seed, int replicate) {
    long z = seed * 31 + replicate;
    z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }

  /** Each cluster once: the data as they are. */
  int[] once() {
    int[] times = new int[count];
    Arrays.fill(times, 1);
    return times;
  }
}
