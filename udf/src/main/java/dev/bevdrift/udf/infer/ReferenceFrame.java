package dev.bevdrift.udf.infer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the original model put out for one frame: tensors by variant and name. Immutable. */
public final class ReferenceFrame {
  private final String sampleToken;
  private final Map<String, Map<String, Tensor>> byVariant;

  private ReferenceFrame(String sampleToken, Map<String, Map<String, Tensor>> byVariant) {
    this.sampleToken = sampleToken;
    this.byVariant = byVariant;
  }

  /** Starts the outputs of the frame {@code sampleToken}. */
  public static Builder of(String sampleToken) {
    return new Builder(sampleToken);
  }

  public String sampleToken() {
    return sampleToken;
  }

  /** The variants that hold anything, in the order they were added. */
  public Set<String> variants() {
    return byVariant.keySet();
  }

  /** The tensors of one variant by name; empty for a variant that is not here. */
  public Map<String, Tensor> tensors(String variant) {
    return byVariant.getOrDefault(variant, Map.of());
  }

  public Optional<Tensor> tensor(String variant, String name) {
    return Optional.ofNullable(tensors(variant).get(name));
  }

  /** Collects a frame's tensors. */
  public static final class Builder {
    private final String sampleToken;
    private final Map<String, Map<String, Tensor>> byVariant = new LinkedHashMap<>();

    private Builder(String sampleToken) {
      this.sampleToken = sampleToken;
    }

    /**
     * Adds one tensor.
     *
     * @throws IllegalArgumentException when the variant already has a tensor of that name
     */
    public Builder add(String variant, String name, Tensor tensor) {
      Map<String, Tensor> tensors =
          byVariant.computeIfAbsent(variant, ignored -> new LinkedHashMap<>());
      if (tensors.putIfAbsent(name, tensor) != null) {
        throw new IllegalArgumentException(
            "Cannot add the reference tensor "
                + name
                + " of "
                + variant
                + " for frame "
                + sampleToken
                + ": it is there already, expected one");
      }
      return this;
    }

    public ReferenceFrame build() {
      Map<String, Map<String, Tensor>> copy = new LinkedHashMap<>();
      byVariant.forEach(
          (variant, tensors) ->
              copy.put(variant, Collections.unmodifiableMap(new LinkedHashMap<>(tensors))));
      return new ReferenceFrame(sampleToken, Collections.unmodifiableMap(copy));
    }
  }
}
