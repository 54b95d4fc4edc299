package dev.bevdrift.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bevdrift.metrics.score.FigureNames;
import dev.bevdrift.metrics.score.FigureSet;
import dev.bevdrift.metrics.score.SliceInfo;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The main slices of one row, as summary.json has them. */
final class SliceJson {
  private static final List<String> SHOWN =
      List.of(FigureNames.MEAN_AP_PRESENT, FigureNames.ND_SCORE_PRESENT);

  private SliceJson() {}

  static ArrayNode tree(MainSlices slices, String row) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (String slice : slices.all()) {
      slices.own(row, slice).ifPresent(own -> add(array.addObject(), slices, row, slice, own));
    }
    return array;
  }

  private static void add(
      ObjectNode node, MainSlices slices, String row, String slice, FigureSet own) {
    SliceInfo info = own.info();
    node.put("slice", slice);
    node.put("true_boxes", info.trueBoxes());
    node.put("predictions", info.predictions());
    node.put("samples", info.samples());
    node.put("scenes", info.scenes());
    node.put("size", info.size().name().toLowerCase(Locale.ROOT));
    node.put("note", info.note());
    node.set("metrics", figures(own));
    Optional<FigureSet> delta = slices.delta(row, slice);
    if (delta.isPresent()) {
      node.set("delta", figures(delta.get()));
    } else {
      node.putNull("delta");
    }
  }

  private static ObjectNode figures(FigureSet set) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (String name : SHOWN) {
      if (Double.isFinite(set.value(name))) {
        node.put(name, set.value(name));
      } else {
        node.putNull(name);
      }
    }
    return node;
  }
}
