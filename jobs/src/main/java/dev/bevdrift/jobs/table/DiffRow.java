package dev.bevdrift.jobs.table;

import java.util.List;

/**
 * One frame's difference between a rung and its baseline.
 *
 * @param rung whose it is
 * @param baseline a reference variant, or rung:ID
 * @param sceneToken the data set's
 * @param sequence 0 unless a long scene was cut
 * @param sampleToken the frame
 * @param sampleIndex the frame's position in sample.json
 * @param tensors one entry a tensor (and layer) that both sides have
 * @param boxes the boxes' counts
 */
public record DiffRow(
    String rung,
    String baseline,
    String sceneToken,
    int sequence,
    String sampleToken,
    long sampleIndex,
    List<TensorSums> tensors,
    BoxCounts boxes) {
  public DiffRow {
    tensors = List.copyOf(tensors);
  }
}
