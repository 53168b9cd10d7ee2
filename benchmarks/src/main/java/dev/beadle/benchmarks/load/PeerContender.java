package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.load.ServerProcess.Place;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another engine in a process of its own, asked in process and on one thread. It has shown there
 * that it answers as Beadle does.
 */
final class PeerContender implements Contender {
  private static final Path BUILT = Path.of("benchmarks", "target", "peers");

  private final String name;
  private final CommandedProcess process;
  private final String verified;

  private PeerContender(String name, CommandedProcess process) {
    this.name = name;
    this.process = process;
    // The first answer comes when it has compared answers.
    String[] counts = process.nextAnswer().split(" ", -1);
    this.verified = counts[0] + " of " + counts[1];
  }

  /** Builds what runs the engines, which fetches them the first time. */
  static void build() throws IOException, InterruptedException {
    Path log = BUILT.resolveSibling("peers.log");
    Preparation.run(log, "mvn", "-B", "-q", "-f", "benchmarks/peers/pom.xml", "package");
  }

  /**
   * Starts an engine.
   *
   * @param material the folder with its policy and questions
   */
  static PeerContender start(Place place, String name, Path material) {
    String classPath = BUILT.resolve("classes") + File.pathSeparator + BUILT.resolve("lib") + "/*";
    return new PeerContender(
        name,
        CommandedProcess.java(
            name,
            place.logs().resolve(name + ".log"),
            List.of("-cp", classPath, "dev.beadle.peers.PeerLoop", name, material.toString())));
  }

  /** How many questions it has answered as Beadle does. */
  String verified() {
    return verified;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Sample run(long nanos) {
    String[] answer =
        process
            .ask("run " + TimeUnit.NANOSECONDS.toMillis(nanos), Duration.ofNanos(nanos))
            .split(" ", -1);
    return new Sample(
        new Tally(), Long.parseLong(answer[0]), 1, Long.parseLong(answer[1]), ServerUse.UNKNOWN);
  }

  @Override
  public void close() {
    process.close();
  }
}
