package dev.bevdrift.udf.ladder;

import java.util.List;
import java.util.Map;

/** What the manifest says, before any file it names was looked at. */
record Manifest(
    ModelInfo model,
    Map<String, String> madeBy,
    Preprocess preprocess,
    List<String> cameras,
    BevGrid bev,
    Range3 pcRange,
    Range3 postCenterRange,
    List<Double> rotateCenter,
    List<String> classes,
    Map<String, Double> classRangeM,
    int maxNum,
    List<Rung> rungs) {}
