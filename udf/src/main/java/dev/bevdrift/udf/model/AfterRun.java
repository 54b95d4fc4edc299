package dev.bevdrift.udf.model;

/** What becomes of a session's working memory when a run has ended; its weights stay. */
public enum AfterRun {
  /** It stays, for a next run that follows at once. */
  KEEP_MEMORY,
  /**
   * On the CPU the runtime gives it back, if more sessions are open than {@link
   * SessionPool#KEEPING}: others run before this one does again. The next run asks the system for
   * it anew, which costs a tenth of its time.
   */
  FREE_MEMORY
}
