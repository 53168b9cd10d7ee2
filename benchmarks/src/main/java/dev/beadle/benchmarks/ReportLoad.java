package dev.beadle.benchmarks;

import dev.beadle.benchmarks.load.QuietLog;
import dev.beadle.server.BeadleServer;
import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.ListHygieneFindingsRequest;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.WhoCanRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What long reports leave to everybody else: how long a check, a short search and a probe of
 * readiness take while some callers ask for report after report, and while nobody does. All in one
 * process.
 */
@Command(name = "report-load", sortOptions = false)
public final class ReportLoad implements Callable<Integer> {
  private static final Duration LONGEST_PROBE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
  private static final int OK = 200;

  /** By turns, so that what warms up or tires does so for both. */
  private static final int ROUNDS = 2;

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(names = "--site", defaultValue = Sites.LARGE, description = "medium, large or a folder")
  private String site = Sites.LARGE;

  @Option(names = "--callers", defaultValue = "4", description = "who ask for reports")
  private int callers;

  @Option(names = "--seconds", defaultValue = "15", description = "of each phase")
  private int seconds;

  private volatile boolean isOver;

  private ReportLoad() {}

  /** Runs the command. */
  public static void main(String[] arguments) {
    QuietLog.set();
    System.exit(new CommandLine(new ReportLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    var listen = new ListenConfig("127.0.0.1", 0, 0, null, 4 << 20, 1_000, Duration.ofSeconds(1));
    try (BeadleServer server =
        BeadleServer.start(
            new BeadleServer.Config(listen, RequestLimits.DEFAULT, "site", 64 << 20),
            InstantSource.system())) {
      server.publish(Sites.loadWhole(site));
      List<ManagedChannel> channels = new ArrayList<>();
      for (int i = 0; i <= callers; i++) {
        channels.add(
            ManagedChannelBuilder.forAddress("127.0.0.1", server.grpcPort())
                .usePlaintext()
                .build());
      }
      ManagedChannel looking = channels.removeLast();
      look("no reports (warming up)", looking, server.httpPort());
      for (int round = 0; round < ROUNDS; round++) {
        look("no reports", looking, server.httpPort());
        lookBesideReports(channels, looking, server.httpPort());
      }
      channels.forEach(ManagedChannel::shutdownNow);
      looking.shutdownNow();
    }
    return 0;
  }

  private void lookBesideReports(
      List<ManagedChannel> channels, ManagedChannel looking, int httpPort) throws Exception {
    isOver = false;
    List<FutureTask<?>> asking = new ArrayList<>();
    for (ManagedChannel channel : channels) {
      var task = new FutureTask<>(() -> report(channel), null);
      asking.add(task);
      Thread.ofPlatform().daemon().start(task);
    }
    look(callers + " callers of reports", looking, httpPort);
    isOver = true;
    for (FutureTask<?> caller : asking) {
      // Who was refused a report makes the figures those of fewer callers.
      caller.get();
    }
  }

  private void report(ManagedChannel channel) {
    var reports = SearchServiceGrpc.newBlockingStub(channel);
    while (!isOver) {
      var _ =
          reports.listHygieneFindings(
              ListHygieneFindingsRequest.newBuilder().setPageSize(10).build());
    }
  }

  private void look(String phase, ManagedChannel channel, int httpPort) throws Exception {
    var checks = CheckServiceGrpc.newBlockingStub(channel);
    var searches = SearchServiceGrpc.newBlockingStub(channel);
    var check =
        CheckCapabilityRequest.newBuilder()
            .setQuestion(
                CapabilityQuestion.newBuilder()
                    .setUserId(3)
                    .setCapability("moodle/site:config")
                    .setContext(ContextReference.newBuilder().setId(1)))
            .build();
    WhoCanRequest whoCan =
        WhoCanRequest.newBuilder()
            .addCapabilities("moodle/site:config")
            .setContext(ContextReference.newBuilder().setId(1))
            .setPageSize(10)
            .build();
    HttpRequest probe =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/readyz"))
            .timeout(LONGEST_PROBE)
            .build();
    try (HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      Future<Histogram> checked =
          threads.submit(() ->
              look(
                  0,
                  () ->
                      checks
                          .withDeadlineAfter(LONGEST_PROBE.toNanos(), TimeUnit.NANOSECONDS)
                          .checkCapability(check)));
      Future<Histogram> searched =
          threads.submit(() ->
              look(
                  1,
                  () ->
                      searches
                          .withDeadlineAfter(LONGEST_PROBE.toNanos(), TimeUnit.NANOSECONDS)
                          .whoCan(whoCan)));
      Future<Histogram> probed = threads.submit(() -> look(2, () -> probe(http, probe)));
      PrintWriter out = command.commandLine().getOut();
      out.printf(
          "%-28s check %s; who can %s; probe %s%n",
          phase + ":", told(checked.get()), told(searched.get()), told(probed.get()));
      out.flush();
    }
  }

  private static int probe(HttpClient http, HttpRequest request) throws Exception {
    int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != OK) {
      throw new IllegalStateException(request.uri() + " answers " + status);
    }
    return status;
  }

  /**
   * Asks at fixed times, whatever came of the time before.
   *
   * @param third of the time between two looks by which these are late: the three are not to meet
   * @return how long after those times the answers came
   */
  private Histogram look(int third, Callable<?> asking) throws Exception {
    var micros = new Histogram(3);
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    long begin = System.nanoTime() + BETWEEN_LOOKS.toNanos() * third / 3;
    for (long due = begin; due - end < 0; due += BETWEEN_LOOKS.toNanos()) {
      for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
        LockSupport.parkNanos(rest);
      }
      var _ = asking.call();
      micros.recordValue((System.nanoTime() - due) / 1_000);
    }
    return micros;
  }

  private static String told(Histogram micros) {
    return String.format(
        "p50 %.1f ms, p99 %.1f ms, at most %.1f ms",
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getMaxValue() / 1e3);
  }
}
