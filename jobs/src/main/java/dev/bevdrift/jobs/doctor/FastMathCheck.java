package dev.bevdrift.jobs.doctor;

import dev.bevdrift.udf.finding.Finding;
import dev.bevdrift.udf.finding.Finding.Severity;

/** Rounding to TF32: an even, small difference of a float32 graph on a GPU. */
final class FastMathCheck implements Check {
  /** Float32 stays below this relative difference, TF32 (10 bits) does not. */
  private static final double LEAST = 1e-4;

  private static final double MOST = 2e-2;
  private static final int LEAST_FRAMES = 2;

  @Override
  public Diagnosis look(Patient patient) {
    if (patient.fastMath() == Patient.FastMath.NO || patient.drifts().size() < LEAST_FRAMES) {
      return Diagnosis.healthy(patient);
    }
    double[] sorted =
        patient.drifts().stream().mapToDouble(FrameDrift::relative).sorted().toArray();
    if (!(sorted[0] >= LEAST && sorted[sorted.length - 1] <= MOST)) {
      return Diagnosis.healthy(patient);
    }
    return Diagnosis.of(
        patient,
        new Finding(
            "tf32",
            Severity.WARNING,
            patient.rung(),
            "",
            "A small difference in every frame from the first on, on a GPU: products may have been"
                + " rounded to TF32",
            Check.text(
                "relative difference of the raw outputs from %.2g to %.2g; float32 stays below"
                    + " %.0e, TF32 has 10 bits",
                sorted[0], sorted[sorted.length - 1], LEAST),
            "run again with use_tf32=0 (ONNX Runtime) or NVIDIA_TF32_OVERRIDE=0; if nothing"
                + " changes, look for float16 layers",
            ""));
  }
}
