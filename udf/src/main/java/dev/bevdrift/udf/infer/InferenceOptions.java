package dev.bevdrift.udf.infer;

import dev.bevdrift.udf.image.Decoding;
import java.util.Map;

/**
 * How a scene is streamed through the rungs.
 *
 * @param chunkFrames frames that are decoded once and then run by every rung; at least 1. Each
 *     takes two network inputs of memory (28 MB each for BEVFormer-tiny), since the next chunk is
 *     decoded meanwhile, and one set of outputs a rung
 * @param images where pictures by address are read
 * @param filter which outputs are handed on
 * @param teachers of the runs that remember another's outputs
 * @param decodings how pictures are decoded for a run, by its id; exactly for one without
 */
public record InferenceOptions(
    int chunkFrames,
    ImageSource images,
    OutputFilter filter,
    Teachers teachers,
    Map<String, Decoding> decodings) {
  public InferenceOptions {
    decodings = Map.copyOf(decodings);
    if (chunkFrames < 1) {
      throw new IllegalArgumentException(
          "Cannot run chunks of " + chunkFrames + " frames: expected at least 1");
    }
  }

  /** Four frames a chunk, local files, every output, no teacher, exact pictures. */
  public static InferenceOptions defaults() {
    return new InferenceOptions(
        4, ImageSource.localFiles(), OutputFilter.all(), Teachers.none(), Map.of());
  }

  /** The same with another source of pictures. */
  public InferenceOptions with(ImageSource source) {
    return new InferenceOptions(chunkFrames, source, filter, teachers, decodings);
  }

  /** The same with another filter. */
  public InferenceOptions with(OutputFilter outputs) {
    return new InferenceOptions(chunkFrames, images, outputs, teachers, decodings);
  }

  /** The same with another chunk. */
  public InferenceOptions withChunkFrames(int frames) {
    return new InferenceOptions(frames, images, filter, teachers, decodings);
  }

  /** The same with other teachers. */
  public InferenceOptions with(Teachers others) {
    return new InferenceOptions(chunkFrames, images, filter, others, decodings);
  }

  /** The same with other ways of decoding. */
  public InferenceOptions withDecodings(Map<String, Decoding> byRung) {
    return new InferenceOptions(chunkFrames, images, filter, teachers, byRung);
  }

  Decoding decoding(String id) {
    return decodings.getOrDefault(id, Decoding.EXACT);
  }
}
