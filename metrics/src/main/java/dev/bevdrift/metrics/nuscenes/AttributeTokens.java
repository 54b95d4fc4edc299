package dev.bevdrift.metrics.nuscenes;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.scan.TokenIndex;
import java.util.List;
import java.util.Map;

/** Tokens of {@code attribute.json} to attributes. */
final class AttributeTokens {
  /** The attribute of a token that is not there, or whose name nobody knows. */
  static final int UNKNOWN = -1;

  private final TokenIndex tokens;
  private final int[] attribute;

  private AttributeTokens(TokenIndex tokens, int[] attribute) {
    this.tokens = tokens;
    this.attribute = attribute;
  }

  /** From token to name. */
  static AttributeTokens of(Map<String, String> names) {
    List<String> tokens = List.copyOf(names.keySet());
    int[] attribute =
        tokens.stream()
            .mapToInt(t -> Attribute.of(names.get(t)).map(Attribute::index).orElse(UNKNOWN))
            .toArray();
    return new AttributeTokens(TokenIndex.of(tokens), attribute);
  }

  /** The index of the attribute whose token is {@code bytes[from, to)}. */
  int find(byte[] bytes, int from, int to) {
    int number = tokens.find(bytes, from, to);
    return number == TokenIndex.ABSENT ? UNKNOWN : attribute[number];
  }
}
