package dev.bevdrift.jobs.table;

import dev.bevdrift.udf.infer.Tensor;

/**
 * One tensor of one frame, as the original put it out.
 *
 * @param sceneToken the data set's
 * @param sequence 0 unless a long scene was cut
 * @param sampleToken the frame
 * @param sampleIndex the frame's position in sample.json
 * @param variant temporal, nontemporal or rewrite:ID
 * @param name bev_embed, all_cls_scores, all_bbox_preds or a tap's name
 * @param tensor the numbers with their shape
 */
public record ReferenceRow(
    String sceneToken,
    int sequence,
    String sampleToken,
    long sampleIndex,
    String variant,
    String name,
    Tensor tensor) {}
