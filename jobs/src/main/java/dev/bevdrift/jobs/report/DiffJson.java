package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.jobs.verdict.BoxTotals;
import java.util.List;
import java.util.OptionalLong;

/** The differences of tensors and boxes in summary.json. */
final class DiffJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private DiffJson() {}

  static ObjectNode tensors(List<TensorFigures> tensors) {
    ObjectNode node = NODES.objectNode();
    SizeJson.put(node, "max_abs", RungRow.maxAbs(tensors));
    ObjectNode outputs = node.putObject("outputs");
    for (TensorFigures tensor : tensors) {
      ObjectNode output = outputs.putObject(tensor.name());
      SizeJson.put(output, "max_abs", tensor.maxAbs());
      SizeJson.put(output, "mean_abs", tensor.meanAbs());
      SizeJson.put(output, "cosine", tensor.cosine());
      output.put("frames", tensor.frames());
      putStatistics(output, tensor.detail());
      SizeJson.putHistogram(output, tensor.detail().sizes().histogram());
      putLayers(output, tensor.detail());
      putGrowth(output, tensor.detail());
    }
    return node;
  }

  private static void putStatistics(ObjectNode output, TensorDetail detail) {
    SizeJson.put(output, "rms_abs", detail.rmsAbs());
    SizeJson.put(output, "relative", detail.relative());
    SizeJson.put(output, "snr_db", detail.snrDb());
    ObjectNode quantiles = output.putObject("quantiles");
    SizeJson.put(quantiles, "p50", detail.sizes().p50());
    SizeJson.put(quantiles, "p90", detail.sizes().p90());
    SizeJson.put(quantiles, "p99", detail.sizes().p99());
    SizeJson.put(quantiles, "p999", detail.sizes().p999());
    SizeJson.put(output, "beyond_tolerance", detail.beyondTolerance());
    put(output, "nan", detail.nan());
    put(output, "inf", detail.infinite());
    detail
        .worst()
        .ifPresentOrElse(
            worst -> {
              ObjectNode node = output.putObject("worst");
              node.put("scene", worst.scene()).put("sample_token", worst.sampleToken());
              ArrayNode element = node.putArray("element");
              worst.element().forEach(element::add);
            },
            () -> output.putNull("worst"));
  }

  private static void putLayers(ObjectNode output, TensorDetail detail) {
    ArrayNode layers = output.putArray("layers");
    for (TensorDetail.Layer layer : detail.layers()) {
      ObjectNode node = layers.addObject().put("layer", layer.layer());
      SizeJson.put(node, "max_abs", layer.maxAbs());
      SizeJson.put(node, "mean_abs", layer.meanAbs());
      SizeJson.put(node, "cosine", layer.cosine());
      putStatistics(node, layer.detail());
    }
  }

  private static void putGrowth(ObjectNode output, TensorDetail detail) {
    ArrayNode growth = output.putArray("growth");
    for (TensorDetail.Growth at : detail.growth()) {
      ObjectNode node = growth.addObject().put("frame_in_scene", at.frameInScene());
      node.put("frames", at.frames());
      SizeJson.put(node, "max_abs", at.maxAbs());
      SizeJson.put(node, "mean_abs", at.meanAbs());
    }
  }

  private static void put(ObjectNode node, String key, OptionalLong value) {
    if (value.isPresent()) {
      node.put(key, value.getAsLong());
    } else {
      node.putNull(key);
    }
  }

  static ObjectNode boxes(BoxTotals boxes) {
    ObjectNode node = NODES.objectNode();
    node.put("kept", boxes.kept()).put("lost", boxes.lost()).put("gained", boxes.gained());
    node.put("moved", boxes.moved()).put("reranked", boxes.reranked());
    put(node, "class_flipped", boxes.classFlipped());
    put(node, "attribute_flipped", boxes.attributeFlipped());
    return node;
  }

  static ObjectNode shifts(List<ShiftFigures> shifts) {
    ObjectNode node = NODES.objectNode();
    for (ShiftFigures shift : shifts) {
      ObjectNode one = node.putObject(shift.name()).put("count", shift.count());
      SizeJson.put(one, "mean", shift.mean());
      SizeJson.put(one, "p50", shift.sizes().p50());
      SizeJson.put(one, "p90", shift.sizes().p90());
      SizeJson.put(one, "p99", shift.sizes().p99());
      SizeJson.put(one, "max", shift.max());
      SizeJson.putHistogram(one, shift.sizes().histogram());
    }
    return node;
  }

  static ArrayNode slices(List<BoxSliceTotals> slices) {
    ArrayNode array = NODES.arrayNode();
    for (BoxSliceTotals slice : slices) {
      array.addObject().put("slice", slice.slice()).set("boxes", boxes(slice.boxes()));
    }
    return array;
  }

  static ArrayNode worstFrames(List<WorstFrame> frames) {
    ArrayNode array = NODES.arrayNode();
    for (WorstFrame frame : frames) {
      array
          .addObject()
          .put("scene", frame.scene())
          .put("sample_token", frame.sampleToken())
          .put("rung", frame.rung())
          .put("score", frame.score())
          .put("why", frame.why());
    }
    return array;
  }
}
