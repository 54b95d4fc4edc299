package dev.bevdrift.jobs.config;

import java.io.Serializable;

/** What rungs are compared with: the original's outputs, or another rung of the same ladder. */
public sealed interface ReferenceChoice extends Serializable {
  /** The prefix of {@code --reference rung:ID}. */
  String RUNG = "rung:";

  /**
   * Reference tables.
   *
   * @param location folder, by Hadoop path
   */
  record Tables(String location) implements ReferenceChoice {
    @Override
    public String text() {
      return location;
    }
  }

  /**
   * ONNX against ONNX: no PyTorch at hand.
   *
   * @param id of the rung that stands in for the original
   */
  record OneRung(String id) implements ReferenceChoice {
    @Override
    public String text() {
      return RUNG + id;
    }
  }

  /** The option's form again. */
  String text();

  /** Reads the option's form: a folder, or {@code rung:ID}. */
  static ReferenceChoice of(String text) {
    return text.startsWith(RUNG) ? new OneRung(text.substring(RUNG.length())) : new Tables(text);
  }
}
