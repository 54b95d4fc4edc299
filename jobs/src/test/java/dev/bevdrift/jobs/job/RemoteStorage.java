package dev.bevdrift.jobs.job;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Assumptions;

/** Storage that is no local disk: a real HDFS, and S3 behind hadoop-aws. */
public final class RemoteStorage {
  private RemoteStorage() {}

  /** What is tried on it. */
  public interface Trial {
    /**
     * Tries.
     *
     * @param root an address on the system under which nothing is yet
     * @param settings Hadoop's, by which the system is found
     */
    void on(FileSystem system, String root, Map<String, String> settings) throws IOException;
  }

  /** On a name node and a data node of this JVM. */
  public static void hdfs(Path folder, Trial trial) throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build()) {
      cluster.waitClusterUp();
      trial.on(cluster.getFileSystem(), cluster.getURI() + "/data", Map.of());
    }
  }

  /** On moto's server on loopback; skipped, saying so, where Python's environment lacks it. */
  public static void s3(Path folder, Trial trial) throws IOException, InterruptedException {
    Optional<MotoServer> started = MotoServer.start(folder);
    Assumptions.assumeTrue(started.isPresent(), "no moto_server: run bin/python-env");
    try (MotoServer server = started.get()) {
      Configuration conf = new Configuration();
      server.settings().forEach(conf::set);
      try (FileSystem system = FileSystem.newInstance(URI.create(server.root()), conf)) {
        trial.on(system, server.root(), server.settings());
      }
    }
  }

  /**
   * Copies a local folder there, by streams: moto answers the SDK's asynchronous uploads with a 100
   * that the SDK takes for all.
   */
  public static void put(Path from, FileSystem system, org.apache.hadoop.fs.Path to)
      throws IOException {
    FileUtil.copy(
        FileSystem.getLocal(system.getConf()).getRawFileSystem(),
        new org.apache.hadoop.fs.Path(from.toString()),
        system,
        to,
        false,
        system.getConf());
  }
}
