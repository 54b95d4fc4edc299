package dev.bevdrift.jobs.stage;

import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.match.PageKey;
import java.util.List;
import org.apache.spark.Partitioner;

/** A partition for each class, in the order of a config. */
final class ClassPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final List<Integer> classIndices;

  private ClassPartitioner(List<Integer> classIndices) {
    this.classIndices = classIndices;
  }

  static ClassPartitioner of(List<DetectionClass> classes) {
    return new ClassPartitioner(List.copyOf(classes.stream().map(DetectionClass::index).toList()));
  }

  @Override
  public int numPartitions() {
    return classIndices.size();
  }

  @Override
  public int getPartition(Object key) {
    return classIndices.indexOf(((PageKey) key).classIndex());
  }
}
