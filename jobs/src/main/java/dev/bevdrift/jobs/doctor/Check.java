package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;
import java.util.List;
import java.util.Locale;

/** A look at one kind of fault. */
interface Check {
  /** What it finds, and the boxes as they would be without. */
  Diagnosis look(Patient patient);

  /**
   * What a check says.
   *
   * @param findings nothing when it sees nothing wrong
   * @param boxes with the fault undone where that can be done, else as they were
   */
  record Diagnosis(List<Finding> findings, DetectionBoxes boxes) {
    public Diagnosis {
      findings = List.copyOf(findings);
    }

    static Diagnosis healthy(Patient patient) {
      return new Diagnosis(List.of(), patient.boxes());
    }

    static Diagnosis of(Patient patient, Finding finding) {
      return new Diagnosis(List.of(finding), patient.boxes());
    }

    static Diagnosis undone(Finding finding, DetectionBoxes boxes) {
      return new Diagnosis(List.of(finding), boxes);
    }
  }

  /** A fault that was recognised. */
  static Finding error(
      Patient patient, String rule, String subject, String message, String evidence, String next) {
    return new Finding(rule, Severity.ERROR, patient.rung(), subject, message, evidence, next, "");
  }

  /** Numbers in texts. */
  static String text(String format, Object... numbers) {
    return String.format(Locale.ROOT, format, numbers);
  }
}
