package dev.bevdrift.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A server that speaks S3, of the project's Python environment, with an empty bucket. */
final class MotoServer implements AutoCloseable {
  private final Process process;
  private final String endpoint;
  private final String bucket;

  private MotoServer(Process process, int port) {
    this.process = process;
    this.endpoint = "http://127.0.0.1:" + port;
    // Hadoop keeps a file system for each bucket's name: two servers of a JVM must not share one.
    this.bucket = "bucket-" + port;
  }

  /**
   * Starts a server on a free port; the caller closes it.
   *
   * @param folder for its log
   * @return empty where neither the project's environment nor the PATH has moto
   */
  static Optional<MotoServer> start(Path folder) throws IOException, InterruptedException {
    Optional<Path> moto = executable();
    if (moto.isEmpty()) {
      return Optional.empty();
    }
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(moto.get().toString(), "-H", "127.0.0.1", "-p", "" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("moto.log").toFile())
            .start();
    MotoServer server = new MotoServer(process, port);
    try {
      server.makeBucket();
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
    return Optional.of(server);
  }

  /** Where files go. */
  String root() {
    return "s3a://" + bucket + "/data";
  }

  /** Hadoop's settings for it. */
  Map<String, String> settings() {
    return Map.of(
        "fs.s3a.endpoint", endpoint,
        "fs.s3a.endpoint.region", "us-east-1",
        "fs.s3a.access.key", "test",
        "fs.s3a.secret.key", "test",
        "fs.s3a.path.style.access", "true",
        "fs.s3a.connection.ssl.enabled", "false",
        "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static Optional<Path> executable() {
    Stream<Path> ours =
        Stream.of(Path.of(System.getProperty("bevdrift.root"), ".venv", "bin", "moto_server"));
    Stream<Path> onPath =
        Stream.of(System.getenv("PATH").split(":")).map(place -> Path.of(place, "moto_server"));
    return Stream.concat(ours, onPath).filter(Files::isExecutable).findFirst();
  }

  private void makeBucket() throws InterruptedException, IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + "/" + bucket))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    IOException last = new IOException("not tried");
    for (int i = 0; i < 300; i++) {
      try {
        HttpResponse<String> answer =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return;
      } catch (IOException notYet) {
        last = notYet;
        Thread.sleep(200);
      }
    }
    throw last;
  }
}
