package dev.beadle.server.cli;

import dev.beadle.client.BeadleAdmin;
import dev.beadle.server.grpc.Await;
import dev.beadle.server.telemetry.Scrape;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.CheckServiceGrpc.CheckServiceBlockingStub;
import dev.beadle.v1.Consistency;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code beadle serve --data} as a process of its own, and a client of it. Thread-safe. */
final class ServingProcess implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final ProcessRun process;
  private final ManagedChannel channel;
  private final BeadleAdmin admin;
  private final int httpPort;

  private ServingProcess(ProcessRun process) {
    this.process = process;
    this.httpPort = number(process.err(), "httpPort");
    this.channel =
        Grpc.newChannelBuilder(
                "127.0.0.1:" + number(process.err(), "grpcPort"),
                InsecureChannelCredentials.create())
            .build();
    this.admin = BeadleAdmin.over(channel);
  }

  /** Starts the process, and does not wait for it. */
  static ProcessRun launch(Path folder, String data) throws IOException {
    return ProcessRun.start(
        folder,
        Map.of(),
        "serve",
        "--data",
        data,
        "--grpc-port",
        "0",
        "--http-port",
        "0",
        "--log-format",
        "json");
  }

  /** Waits until a process serves. */
  static ServingProcess of(ProcessRun process) {
    Await.until(
        "it serves",
        LONGEST_START,
        () -> process.err().contains("\"serving\"") || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("it ended: " + process.out() + process.err());
    }
    return new ServingProcess(process);
  }

  static ServingProcess start(Path folder, String data) throws IOException {
    return of(launch(folder, data));
  }

  ProcessRun process() {
    return process;
  }

  BeadleAdmin admin() {
    return admin;
  }

  CheckServiceBlockingStub stub() {
    return CheckServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  CheckCapabilityResponse check(CapabilityQuestion question, Consistency consistency) {
    return stub()
        .checkCapability(
            CheckCapabilityRequest.newBuilder()
                .setQuestion(question)
                .setConsistency(consistency)
                .build());
  }

  /** The revision that its answers come from. */
  String revision() {
    return check(Ledger.QUESTION, Consistency.getDefaultInstance()).getFreshness().getRevision();
  }

  boolean isStale() {
    return Scrape.of(httpPort).value("beadle_stale") > 0;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    process.close();
  }

  private static int number(String log, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\":\\s*\"?(\\d+)").matcher(log);
    if (!matcher.find()) {
      throw new AssertionError("no " + key + " in " + log);
    }
    return Integer.parseInt(matcher.group(1));
  }
}
