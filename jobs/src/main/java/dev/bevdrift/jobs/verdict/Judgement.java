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
}
