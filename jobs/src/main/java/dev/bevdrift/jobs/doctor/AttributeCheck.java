package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.Attribute;
import java.util.List;

/** Attributes that are not there, though the baseline has them. */
final class AttributeCheck implements Check {
  private static final int LEAST_PAIRS = 10;
  private static final double MOST = 0.9;

  @Override
  public Diagnosis look(Patient patient) {
    List<Pairs.Pair> pairs =
        patient.pairs(Pairs.Classes.EQUAL).list().stream()
            .filter(pair -> patient.baseline().attribute(pair.baseline()) != Attribute.NONE)
            .toList();
    long none =
        pairs.stream()
            .filter(pair -> patient.boxes().attribute(pair.box()) == Attribute.NONE)
            .count();
    if (pairs.size() < LEAST_PAIRS || none < MOST * pairs.size()) {
      return Diagnosis.healthy(patient);
    }
    return Diagnosis.of(
        patient,
        Check.error(
            patient,
            "attributes-missing",
            "attribute_name",
            "Boxes have no attributes: mAAE is 1 whatever the model does",
            Check.text("%d of %d pairs lack the attribute of their partner", none, pairs.size()),
            "the post-processing gives moving and standing by the speed's 0.2 m/s rule"));
  }
}
