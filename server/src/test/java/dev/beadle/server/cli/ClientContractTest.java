package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.BeadleClientBuilder;
import dev.beadle.client.CapabilityDecision;
import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.Contexts;
import dev.beadle.client.Questions;
import dev.beadle.server.grpc.Await;
import dev.beadle.v1.CapabilityQuestion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client library against a server in a process of its own, of which the worst happens: under
 * every failure an answer is right, or a denial that says that it is none.
 */
final class ClientContractTest {
  private static final CapabilityQuestion YES =
      Questions.one(12, "mod/forum:rate", Contexts.id(45));
  private static final CapabilityQuestion NO =
      Questions.one(12, "mod/assign:grade", Contexts.id(1));
  private static final int CALLERS = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  /** kill -9 under load, and a new start: no answer is wrong, and callers get answers again. */
  @Test
  void killed_underLoad_isRightOrUnavailable() throws Exception {
    int port = freePort();
    ProcessRun first = serve(port);
    BeadleClient client = connect(BeadleClient.builder("127.0.0.1:" + port));
    try (var callers = new Callers(client)) {
      callers.awaitAnswers(2_000);
      first.kill();
      callers.awaitUnavailable(CALLERS);
      serve(port);
      callers.awaitAnswers(2_000);
    }
  }

  /** kill -9 and a new start: a call that can still make its deadline is not lost. */
  @Test
  void killed_longDeadline_isAnsweredAfterTheRestart() throws Exception {
    int port = freePort();
    ProcessRun first = serve(port);
    BeadleClient client = connect(BeadleClient.builder("127.0.0.1:" + port)).withDeadline(PATIENCE);
    assertThat(client.decide(YES).allowed()).isTrue();
    first.kill();
    List<CompletableFuture<CapabilityDecision>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(client.async().decide(i % 2 == 0 ? YES : NO).toCompletableFuture());
    }
    var batch = client.async().decideBatch(List.of(YES, NO)).toCompletableFuture();
    serve(port);
    for (int i = 0; i < waiting.size(); i++) {
      CapabilityDecision decision = waiting.get(i).get(60, TimeUnit.SECONDS);
      assertThat(decision.reason()).as("%s", decision).isEqualTo(Reason.RULE);
      assertThat(decision.allowed()).isEqualTo(i % 2 == 0);
    }
    assertThat(batch.get(60, TimeUnit.SECONDS))
        .extracting(CapabilityDecision::allowed)
        .containsExactly(true, false);
  }

  /** SIGSTOP: denials within the deadline, the first and the thousandth; SIGCONT: answers. */
  @Test
  void paused_underLoad_isRightOrUnavailable() throws Exception {
    int port = freePort();
    ProcessRun server = serve(port);
    BeadleClient client = connect(BeadleClient.builder("127.0.0.1:" + port));
    try (var callers = new Callers(client)) {
      callers.awaitAnswers(2_000);
      server.signal("STOP");
      callers.awaitUnavailable(2 * CALLERS);
      server.signal("CONT");
      callers.awaitAnswers(2_000);
    }
  }

  /** SIGSTOP of the preferred server: the other one answers, well before the deadline. */
  @Test
  void paused_withASecondEndpoint_isAnsweredByIt() throws Exception {
    int port = freePort();
    int other = freePort();
    ProcessRun first = serve(port);
    serve(other);
    BeadleClient client =
        connect(BeadleClient.builder("127.0.0.1:" + port).target("127.0.0.1:" + other))
            .withDeadline(PATIENCE);
    assertThat(client.decide(YES).allowed()).isTrue();
    first.signal("STOP");
    assertThat(client.decide(YES).allowed()).isTrue();
    assertThat(client.decide(NO).reason()).isEqualTo(Reason.RULE);
    assertThat(client.decideBatch(List.of(YES, NO)))
        .extracting(CapabilityDecision::allowed)
        .containsExactly(true, false);
    first.signal("CONT");
  }

  /** SIGTERM and a new start under load: nothing is wrong, and the old one is not kept waiting. */
  @Test
  void restarted_underLoad_isRightOrUnavailable() throws Exception {
    int port = freePort();
    ProcessRun first = serve(port);
    BeadleClient client = connect(BeadleClient.builder("127.0.0.1:" + port)).withDeadline(PATIENCE);
    try (var callers = new Callers(client)) {
      callers.awaitAnswers(2_000);
      first.terminate();
      var _ = first.awaitEnd();
      serve(port);
      callers.awaitAnswers(2_000);
      assertThat(callers.unavailable).as("all could make their deadlines").hasValue(0);
    }
    assertThat(first.err()).doesNotContain("cut off");
  }

  /** A slow way: right when it is in time, unavailable when it is not. */
  @Test
  void slowed_deadlineDecides() throws Exception {
    int port = freePort();
    serve(port);
    Forwarder slow = opened(Forwarder.to(port));
    BeadleClient client = connect(BeadleClient.builder("127.0.0.1:" + slow.port()));
    BeadleClient patient = client.withDeadline(PATIENCE);
    assertThat(patient.decide(YES).allowed()).isTrue();
    slow.slowDown(Duration.ofMillis(100));
    assertThat(patient.decide(YES).allowed()).isTrue();
    assertThat(patient.decide(NO).reason()).isEqualTo(Reason.RULE);
    CapabilityDecision hasty = client.withDeadline(Duration.ofMillis(50)).decide(YES);
    assertThat(hasty.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(hasty.allowed()).isFalse();
    assertThat(patient.decide(YES).allowed()).as("one hasty caller hurts nobody").isTrue();
  }

  /** A way that is cut off and mended: a call in between is answered after all. */
  @Test
  void cutOff_mended_isAnswered() throws Exception {
    int port = freePort();
    serve(port);
    Forwarder way = opened(Forwarder.to(port));
    BeadleClient client =
        connect(BeadleClient.builder("127.0.0.1:" + way.port())).withDeadline(PATIENCE);
    assertThat(client.decide(YES).allowed()).isTrue();
    way.cut();
    var waiting = client.async().decide(YES).toCompletableFuture();
    assertThat(client.withDeadline(Duration.ofMillis(100)).decide(YES).reason())
        .isEqualTo(Reason.UNAVAILABLE);
    way.mend();
    assertThat(waiting.get(60, TimeUnit.SECONDS).allowed()).isTrue();
  }

  /** Something that is no sidecar: whatever it says, nothing is allowed. */
  @Test
  void garbage_isUnavailable() throws Exception {
    for (String said : List.of("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue", "\0\1\2", "")) {
      try (var impostor = new Impostor(said);
          BeadleClient client =
              BeadleClient.builder("127.0.0.1:" + impostor.port())
                  .deadline(Duration.ofMillis(300))
                  .build()) {
        for (int i = 0; i < 5; i++) {
          CapabilityDecision decision = client.decide(YES);
          assertThat(decision.allowed()).isFalse();
          assertThat(decision.reason()).isEqualTo(Reason.UNAVAILABLE);
        }
        assertThat(client.decideBatch(List.of(YES))).noneMatch(CapabilityDecision::allowed);
      }
    }
  }

  private BeadleClient connect(BeadleClientBuilder builder) {
    return opened(builder.build());
  }

  private ProcessRun serve(int port) throws IOException {
    ProcessRun process =
        opened(
            ProcessRun.start(
                folder,
                Map.of(),
                "serve",
                "--site",
                "" + CommandRun.demoFolder(),
                "--grpc-port",
                "" + port,
                "--http-port",
                "0",
                "--log-format",
                "json"));
    Await.until(
        "it serves", PATIENCE, () -> process.err().contains("\"serving\"") || !process.isAlive());
    assertThat(process.isAlive()).as(process.err()).isTrue();
    return process;
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Virtual threads that ask, and look at every answer. */
  private static final class Callers implements AutoCloseable {
    private final BeadleClient client;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(CALLERS);

    Callers(BeadleClient client) {
      this.client = client;
      for (int i = 0; i < CALLERS; i++) {
        boolean isYes = i % 2 == 0;
        Thread.ofVirtual().start(() -> ask(isYes));
      }
    }

    void awaitAnswers(int more) {
      int before = answered.get();
      Await.until("answers", PATIENCE, () -> answered.get() >= before + more);
      assertThat(wrong).hasValue(0);
    }

    void awaitUnavailable(int more) {
      int before = unavailable.get();
      Await.until("denials", PATIENCE, () -> unavailable.get() >= before + more);
      assertThat(wrong).hasValue(0);
    }

    @Override
    public void close() {
      isOver.set(true);
      Await.until("nobody hangs", PATIENCE, () -> ended.getCount() == 0);
      assertThat(wrong).hasValue(0);
    }

    private void ask(boolean isYes) {
      try {
        while (!isOver.get()) {
          look(client.decide(isYes ? YES : NO), isYes);
        }
      } finally {
        ended.countDown();
      }
    }

    private void look(CapabilityDecision decision, boolean isYes) {
      if (!decision.isDecided()) {
        unavailable.incrementAndGet();
      } else {
        answered.incrementAndGet();
      }
      boolean isRight = decision.isDecided() ? decision.allowed() == isYes : !decision.allowed();
      if (!isRight) {
        wrong.incrementAndGet();
      }
    }
  }

  /** Takes connections and says something that is no gRPC. */
  private static final class Impostor implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final java.util.concurrent.ExecutorService threads =
        Executors.newVirtualThreadPerTaskExecutor();

    Impostor(String said) throws IOException {
      threads.execute(() -> {
        while (!listener.isClosed()) {
          try (var caller = listener.accept()) {
            caller.getOutputStream().write(said.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            caller.getOutputStream().flush();
          } catch (IOException _) {
            // The caller, or the test, has gone.
          }
        }
      });
    }

    int port() {
      return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listener.close();
      threads.close();
    }
  }
}
