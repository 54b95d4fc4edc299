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
 * @param frameInScene 0 for the first frame of the scene sequence, or {@link #UNKNOWN}
 * @param shifts how far kept boxes are from their partners
 * @param sketches on a rung's last row of a file: of all its rows there
 * @param slices on the same row: the boxes of all its rows there, part by part
 */
public record DiffRow(
    String rung,
    String baseline,
    String sceneToken,
    int sequence,
    String sampleToken,
    long sampleIndex,
    List<TensorSums> tensors,
    BoxCounts boxes,
    int frameInScene,
    List<ShiftSums> shifts,
    List<Sketch> sketches,
    List<BoxSlice> slices) {
  /** A place that older files lack. */
  public static final int UNKNOWN = -1;

  public DiffRow {
    tensors = List.copyOf(tensors);
    shifts = List.copyOf(shifts);
    sketches = List.copyOf(sketches);
    slices = List.copyOf(slices);
  }

  /** The same row as the last one of its rung. */
  public DiffRow withTotals(List<Sketch> ofAllRows, List<BoxSlice> boxesOfAllRows) {
    return new DiffRow(
        rung,
        baseline,
        sceneToken,
        sequence,
        sampleToken,
        sampleIndex,
        tensors,
        boxes,
        frameInScene,
        shifts,
        ofAllRows,
        boxesOfAllRows);
  }
}
