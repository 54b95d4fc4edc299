package dev.bevdrift.jobs.gate;

/** Which kept run a figure is compared with. */
public enum Against {
  /** The one that a person chose. */
  PINNED("pinned"),
  /** The last one that passed. */
  GREEN("green");

  private final String key;

  Against(String key) {
    this.key = key;
  }

  /** The name in conf/gate.yaml and in files. */
  public String key() {
    return key;
  }
}
