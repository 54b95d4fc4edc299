package dev.bevdrift.jobs.verdict;

/**
 * A verdict and its reason.
 *
 * @param word the verdict
 * @param reason one sentence, without a full stop
 */
public record Judgement(Word word, String reason) {
  /** No verdict, for the reason given. */
  public static Judgement none(String reason) {
    return new Judgement(Word.NONE, reason);
  }

  /**
   * The same for a graph that gave nothing on some frames: what it did on the others makes it
   * neither exact nor harmless.
   *
   * @param frames that it failed on; 0 changes nothing
   */
  public Judgement withoutFrames(int frames) {
    if (frames == 0 || !(word == Word.EXACT || word == Word.HARMLESS)) {
      return this;
    }
    return new Judgement(
        Word.CANT_TELL,
        "it gave nothing on "
            + frames
            + (frames == 1 ? " frame" : " frames")
            + ", more than were allowed; "
            + word.text()
            + " on the others: "
            + reason);
  }
}
