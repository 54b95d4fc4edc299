package dev.bevdrift.udf.model;

/**
 * Where a session really runs.
 *
 * @param provider CPU or CUDA, never AUTO
 * @param id the GPU, or 0
 * @param note one line: what was taken and why
 */
public record Device(RuntimeOptions.Provider provider, int id, String note) {}
