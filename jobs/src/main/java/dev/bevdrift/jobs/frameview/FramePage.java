package dev.bevdrift.jobs.frameview;

import com.samskivert.mustache.Mustache;
import dev.bevdrift.metrics.box.Vec3;
import dev.bevdrift.udf.infer.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/** A sheet as one HTML file that needs nothing beside it, with a table of the boxes. */
public final class FramePage {
  private static final String TEMPLATE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>{{title}}</title>
      <style>
        body { background: #101214; color: #e6eaee; font: 15px sans-serif; margin: 16px; }
        img { max-width: 100%; } table { border-collapse: collapse; margin-top: 12px; }
        td, th { padding: 2px 12px 2px 0; text-align: left; } .n { text-align: right; }
        .c { display: inline-block; width: 12px; height: 12px; margin-right: 6px; }
      </style>
      <h1>{{title}}</h1>
      <img src="data:image/png;base64,{{png}}" alt="Six cameras and the view from above, with boxes">
      <table>
      <tr><th>from</th><th>class</th><th class="n">score</th><th class="n">ahead, m</th>\
      <th class="n">left, m</th><th class="n">distance, m</th></tr>
      {{#rows}}
      <tr><td><span class="c" style="background:{{color}}"></span>{{layer}}</td><td>{{label}}</td>\
      <td class="n">{{score}}</td><td class="n">{{ahead}}</td><td class="n">{{left}}</td>\
      <td class="n">{{distance}}</td></tr>
      {{/rows}}
      </table>
      </html>
      """;

  private FramePage() {}

  /** The page's text; boxes by source, nearest first. */
  public static String html(Frame frame, List<BoxLayer> layers, BufferedImage sheet) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (BoxLayer layer : layers) {
      layer.boxes().stream()
          .sorted(Comparator.comparingDouble(box -> distance(fromEgo(frame, box))))
          .forEach(box -> rows.add(row(layer, box, fromEgo(frame, box))));
    }
    return Mustache.compiler()
        .compile(TEMPLATE)
        .execute(
            Map.of(
                "title",
                FrameSheet.title(frame),
                "png",
                Base64.getEncoder().encodeToString(png(sheet)),
                "rows",
                rows));
  }

  /** A sheet as PNG. */
  public static byte[] png(BufferedImage sheet) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(sheet, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode a sheet", e);
    }
    return out.toByteArray();
  }

  private static Vec3 fromEgo(Frame frame, SolidBox box) {
    return frame.ego2global().inverse().apply(box.centre());
  }

  private static double distance(Vec3 place) {
    return Math.hypot(place.x(), place.y());
  }

  private static Map<String, String> row(BoxLayer layer, SolidBox box, Vec3 place) {
    return Map.of(
        "layer", layer.name(),
        "color", String.format(Locale.ROOT, "#%06x", layer.color().getRGB() & 0xFFFFFF),
        "label", box.label(),
        "score", String.format(Locale.ROOT, "%.3f", box.score()),
        "ahead", String.format(Locale.ROOT, "%.1f", place.x()),
        "left", String.format(Locale.ROOT, "%.1f", place.y()),
        "distance", String.format(Locale.ROOT, "%.1f", distance(place)));
  }
}
