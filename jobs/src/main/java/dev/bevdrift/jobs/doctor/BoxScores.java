package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Scores by sample. */
final class BoxScores {
  private BoxScores() {}

  /** Of each sample, best first. */
  static List<List<Double>> bestFirst(DetectionBoxes boxes, int samples) {
    List<List<Double>> lists = new ArrayList<>();
    for (int s = 0; s < samples; s++) {
      lists.add(new ArrayList<>());
    }
    for (int i = 0; i < boxes.size(); i++) {
      lists.get(boxes.sample(i)).add(boxes.score(i));
    }
    lists.forEach(list -> list.sort(Comparator.reverseOrder()));
    return lists;
  }
}
