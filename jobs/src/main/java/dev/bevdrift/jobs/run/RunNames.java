package dev.bevdrift.jobs.run;

/** Names that a run gives to rows and files. */
public final class RunNames {
  /** Folder of the predictions. */
  public static final String PREDICTIONS = "predictions/";

  /** Folder of the differences; a scene's file in it says that the scene is done. */
  public static final String DIFF = "diff/";

  /** Folder of the rungs' submissions, each in a folder of its own. */
  public static final String SUBMISSION = "submission/";

  /** The reference variant of the original as it is. */
  public static final String TEMPORAL = "temporal";

  private RunNames() {}

  /** The row of a reference variant: {@code original}, {@code original-nontemporal}, ... */
  public static String original(String variant) {
    return variant.equals(TEMPORAL) ? "original" : "original-" + variant.replace(':', '-');
  }

  /** The second run of a rung, in a session of its own. */
  public static String again(String rung) {
    return rung + "-again";
  }
}
