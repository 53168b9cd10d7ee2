package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.beadle.client.BeadleClient;
import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.Await;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as its users run it: a process of its own. */
final class ProcessTest {
  private static final String DEMO = CommandRun.demoFolder().toString();

  /** The end of a process by SIGTERM, as the shell tells it. */
  private static final int BY_SIGTERM = 128 + 15;

  @TempDir private Path folder;

  /** Exit codes 0, 1, 2 and 3, the answer on standard output, the rest on standard error. */
  @Test
  void check_asAProcess_endsWithTheExitCode() throws Exception {
    String nobody = "unix:" + folder.resolve("nobody.sock");
    try (var yes = start(Map.of(), "check", "12", "mod/forum:rate", "45", "--site", DEMO);
        var no = start(Map.of("BEADLE_SITE", DEMO), "check", "12", "mod/quiz:manage", "45")) {
      assertThat(yes.awaitEnd()).as(yes.err()).isZero();
      assertThat(yes.out()).isEqualTo("yes  RULE_ROLE_ALLOWS" + System.lineSeparator());
      assertThat(yes.err()).isEmpty();
      assertThat(no.awaitEnd()).isOne();
      assertThat(no.out()).startsWith("no  ");
    }
    try (var bad = start(Map.of("BEADLE_CONFIG", folder.resolve("no").toString()), "version");
        var none = start(Map.of(), "check", "1", "a", "1", "--target", nobody)) {
      assertThat(bad.awaitEnd()).isEqualTo(2);
      assertThat(bad.err()).startsWith("beadle: BEADLE_CONFIG").hasLineCount(1);
      assertThat(none.awaitEnd()).isEqualTo(3);
      assertThat(none.err()).startsWith("beadle: UNAVAILABLE").hasLineCount(1);
    }
  }

  /** serve: listens, loads, answers; SIGTERM lets a call in flight end, and then it ends. */
  @Test
  void serve_toldToStop_drainsAndEnds() throws Exception {
    Path socket = folder.resolve("beadle.sock");
    try (var server =
        start(
            Map.of("BEADLE_SITE", DEMO, "BEADLE_UNIX_SOCKET", socket.toString()),
            "serve",
            "--grpc-port",
            "0",
            "--http-port",
            "0",
            "--log-format",
            "json")) {
      Await.until("it serves", () -> server.err().contains("serving") || !server.isAlive());
      assertThat(server.isAlive()).as(server.err()).isTrue();
      String target = "127.0.0.1:" + number(server.err(), "grpcPort");
      assertThat(readiness(number(server.err(), "httpPort"))).isEqualTo(200);
      try (var client = BeadleClient.to(target);
          var local = BeadleClient.to("unix:" + socket)) {
        assertThat(client.hasCapability(12, "mod/forum:rate", Contexts.id(45))).isTrue();
        assertThat(local.hasCapability(12, "mod/forum:rate", Contexts.id(45))).isTrue();
        assertAnswersCommands(List.of(target, "unix:" + socket));
        var answers = new LinkedBlockingQueue<Long>();
        StreamObserver<StreamCheckCapabilitiesRequest> stream = client.stream(into(answers));
        stream.onNext(StreamCheckCapabilitiesRequest.newBuilder().setRequestId(1).build());
        assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
        server.terminate();
        Await.until("it drains", () -> server.err().contains("draining"));
        stream.onNext(StreamCheckCapabilitiesRequest.newBuilder().setRequestId(2).build());
        assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(server.isAlive()).isTrue();
        long endedAt = System.nanoTime();
        stream.onCompleted();
        assertThat(server.awaitEnd()).isEqualTo(BY_SIGTERM);
        assertThat(Duration.ofNanos(System.nanoTime() - endedAt)).isLessThan(Duration.ofSeconds(8));
      }
      assertThat(socket).doesNotExist();
      assertThat(server.out()).isEmpty();
      assertLogged(server.err(), List.of("loading", "listening", "serving", "draining", "stopped"));
    }
  }

  private void assertAnswersCommands(List<String> targets) throws Exception {
    for (String target : targets) {
      try (var typed = start(Map.of(), "check", "12", "mod/forum:rate", "45", "--target", target)) {
        assertThat(typed.awaitEnd()).as(typed.err()).isZero();
      }
    }
  }

  /** --log-format json: whatever a caller does wrong, each line of the log is a JSON object. */
  @Test
  void serve_callerDoesWrong_logStaysJson() throws Exception {
    try (var server =
        start(
            Map.of("BEADLE_SITE", DEMO),
            "serve",
            "--grpc-port",
            "0",
            "--http-port",
            "0",
            "--max-message-bytes",
            "1024",
            "--log-format",
            "json")) {
      Await.until("it serves", () -> server.err().contains("serving") || !server.isAlive());
      try (var client = BeadleClient.to("127.0.0.1:" + number(server.err(), "grpcPort"))) {
        assertThat(client.hasCapability(12, "x".repeat(2_000), Contexts.id(45))).isFalse();
        assertThat(client.hasCapability(12, "mod/forum:rate", Contexts.id(45))).isTrue();
      }
      server.terminate();
      assertThat(server.awaitEnd()).isEqualTo(BY_SIGTERM);
      assertThat(server.err().lines()).allMatch(line -> line.startsWith("{"), "an object");
      assertLogged(server.err(), List.of("listening", "serving", "draining", "stopped"));
    }
  }

  /** demo: answers others while it is up; SIGTERM while nobody asks ends it at once. */
  @Test
  void demo_toldToStop_endsAtOnce() throws Exception {
    try (var demo = start(Map.of(), "demo", "--grpc-port", "0", "--http-port", "0")) {
      Await.until("it is up", () -> demo.out().contains("Up, until Ctrl-C") || !demo.isAlive());
      Matcher port = Pattern.compile("gRPC on localhost:(\\d+)").matcher(demo.out());
      assertThat(port.find()).as(demo.out() + demo.err()).isTrue();
      try (var client = BeadleClient.to("localhost:" + port.group(1))) {
        assertThat(client.hasCapability(5, "mod/assign:grade", Contexts.module(5))).isTrue();
      }
      demo.terminate();
      assertThat(demo.awaitEnd()).isEqualTo(BY_SIGTERM);
      assertThat(demo.err()).isEmpty();
    }
  }

  /** serve: a database that cannot be reached ends it with 2; nothing shows the password. */
  @Test
  void serve_unreachableDatabase_endsWithoutShowingThePassword() throws Exception {
    String canary = "cAnArY-s3cret";
    String url = "jdbc:postgresql://127.0.0.1:1/moodle?user=u&password=" + canary;
    try (var server =
        start(
            Map.of("BEADLE_SITE_PASSWORD", canary + "2"),
            "serve",
            "--site",
            url,
            "--grpc-port",
            "0",
            "--http-port",
            "0")) {
      assertThat(server.awaitEnd()).isEqualTo(2);
      assertThat(server.out() + server.err()).doesNotContain(canary).doesNotContain("\tat ");
      assertThat(server.err().lines().filter(line -> line.startsWith("beadle: "))).hasSize(1);
      assertThat(server.err()).contains("127.0.0.1:1/moodle");
    }
  }

  /** The text of the log tells the time in UTC, in whatever zone the machine is. */
  @Test
  void serve_elsewhere_logsInUtc() throws Exception {
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    try (var server =
        start(
            Map.of("BEADLE_SITE", DEMO, "TZ", "Asia/Tokyo"),
            "serve",
            "--grpc-port",
            "0",
            "--http-port",
            "0")) {
      Await.until("it serves", Duration.ofSeconds(60), () -> server.err().contains(": serving "));
      assertThat(server.err().lines())
          .isNotEmpty()
          .allSatisfy(line -> {
            String time = line.substring(0, line.indexOf(' '));
            assertThat(time).endsWith("Z");
            assertThat(Instant.parse(time)).isBetween(before, Instant.now());
          });
    }
  }

  /** The log is one JSON object a line, and says these things in this order. */
  private static void assertLogged(String log, List<String> messages) {
    List<String> logged =
        log.lines()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .map(ProcessTest::messageOf)
            .filter(messages::contains)
            .toList();
    assertThat(logged).isEqualTo(messages);
  }

  private static String messageOf(JsonObject line) {
    return line.get("formattedMessage").getAsString();
  }

  private static int number(String log, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\":\\s*\"?(\\d+)").matcher(log);
    assertThat(matcher.find()).as(log).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static int readiness(int port) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz")).build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  private ProcessRun start(Map<String, String> environment, String... arguments) throws Exception {
    return ProcessRun.start(folder, environment, arguments);
  }

  private static StreamObserver<StreamCheckCapabilitiesResponse> into(BlockingQueue<Long> ids) {
    return new StreamObserver<>() {
      @Override
      public void onNext(StreamCheckCapabilitiesResponse answer) {
        ids.add(answer.getRequestId());
      }

      @Override
      public void onError(Throwable failure) {
        // Whoever waits for the next answer gives up in time, and says so.
      }

      @Override
      public void onCompleted() {}
    };
  }
}
