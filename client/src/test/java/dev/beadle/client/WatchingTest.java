package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.Heartbeat;
import dev.beadle.v1.SnapshotEnd;
import dev.beadle.v1.SnapshotPage;
import dev.beadle.v1.WatchEvent;
import dev.beadle.v1.WatchRequest;
import dev.beadle.v1.WatchServiceGrpc.WatchServiceImplBase;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A watch goes on, whatever its listener does, and says so when something was missed. */
final class WatchingTest {
  private final BlockingQueue<WatchRequest> requests = new LinkedBlockingQueue<>();
  private final Deque<Consumer<StreamObserver<WatchEvent>>> answers = new ArrayDeque<>();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final CountingMeters meters = new CountingMeters();
  private Server server;
  private BeadleClient client;

  /** Answers one stream after the other with what the test has prepared; then it stays silent. */
  private final class Prepared extends WatchServiceImplBase {
    @Override
    public void watch(WatchRequest request, StreamObserver<WatchEvent> observer) {
      Consumer<StreamObserver<WatchEvent>> answer;
      synchronized (answers) {
        answer = answers.poll();
      }
      requests.add(request);
      if (answer != null) {
        answer.accept(observer);
      }
    }
  }

  /** Notes what it is told; throws when it is told what a test has chosen. */
  private final class Noting implements WatchListener {
    private final String thrownAt;
    private final AtomicInteger throwsLeft;

    Noting(String thrownAt, int times) {
      this.thrownAt = thrownAt;
      this.throwsLeft = new AtomicInteger(times);
    }

    @Override
    public void changed(ChangeSet changes) {
      note("changed " + changes.getRevision());
    }

    @Override
    public void rows(SnapshotPage page) {
      note("rows");
    }

    @Override
    public void caughtUp(String revision) {
      note("caught up " + revision);
    }

    @Override
    public void missed() {
      note("missed");
    }

    @Override
    public void interrupted(Status why) {
      note("interrupted");
    }

    private void note(String what) {
      told.add(what);
      if (what.equals(thrownAt) && throwsLeft.getAndDecrement() > 0) {
        throw new IllegalStateException("thrown by a test");
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Prepared())
            .build()
            .start();
    client = BeadleClient.builder("localhost:" + server.getPort()).meters(meters).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.shutdownNow();
  }

  /** What a listener has not taken is told again, and nobody else suffers from it. */
  @Test
  void changed_listenerThrows_isToldAgain() throws Exception {
    answers.add(observer -> observer.onNext(changes("a.2")));
    answers.add(observer -> observer.onNext(changes("a.2")));
    try (WatchSubscription _ = client.watch(from("a.1"), new Noting("changed a.2", 1))) {
      assertTold("changed a.2", "interrupted", "changed a.2", "caught up a.2");
      assertThat(requests.take().getFromRevision()).isEqualTo("a.1");
      assertThat(requests.take().getFromRevision()).isEqualTo("a.1");
      assertThat(meters.circuits).as("the endpoint is not to blame").isEmpty();
    }
  }

  /** The watch is brought up again, though the listener throws at hearing of it. */
  @Test
  void interrupted_listenerThrows_watchGoesOn() throws Exception {
    answers.add(observer -> observer.onError(Status.INTERNAL.asRuntimeException()));
    answers.add(observer -> observer.onNext(changes("a.2")));
    try (WatchSubscription _ = client.watch(from("a.1"), new Noting("interrupted", 1))) {
      assertTold("interrupted", "changed a.2", "caught up a.2");
    }
  }

  /** One that nothing will come of is told of in the log, once until there is an event. */
  @Test
  void interrupted_refused_isLoggedOnce() throws Exception {
    for (int i = 0; i < 2; i++) {
      answers.add(observer ->
          observer.onError(
              Status.FAILED_PRECONDITION.withDescription("no log").asRuntimeException()));
    }
    answers.add(observer -> observer.onNext(heartbeat("a.1")));
    answers.add(observer -> observer.onError(Status.INTERNAL.asRuntimeException()));
    try (var log = new LogLines();
        WatchSubscription _ = client.watch(from("a.1"), new Noting("", 0))) {
      assertTold("interrupted", "interrupted", "caught up a.1");
      assertThat(log.lines())
          .containsExactly(
              "a watch is refused, and tried again every two seconds: FAILED_PRECONDITION: no log");
    }
  }

  /**
   * A beginning that the log does not know is given up, once it is told that something was missed.
   */
  @Test
  void watch_beginningIsUnknown_isToldAndBeginsAnew() throws Exception {
    answers.add(observer -> observer.onError(Status.OUT_OF_RANGE.asRuntimeException()));
    answers.add(observer -> observer.onNext(heartbeat("b.7")));
    try (WatchSubscription watch = client.watch(from("a.1"), new Noting("", 0))) {
      assertTold("missed", "interrupted", "caught up b.7");
      assertThat(requests.take().hasFromRevision()).isTrue();
      assertThat(requests.take().hasFromRevision()).isFalse();
      Await.until(() -> watch.revision().equals("b.7"));
    }
  }

  /** Rows of a snapshot that broke off may be gone when the next one is read. */
  @Test
  void snapshot_breaksOff_isMissed() throws Exception {
    answers.add(observer -> {
      observer.onNext(page());
      observer.onError(Status.INTERNAL.asRuntimeException());
    });
    answers.add(observer -> {
      observer.onNext(page());
      observer.onNext(
          WatchEvent.newBuilder()
              .setSnapshotEnd(SnapshotEnd.newBuilder().setRevision("a.3"))
              .build());
      observer.onError(Status.INTERNAL.asRuntimeException());
    });
    var request = WatchRequest.newBuilder().setWithSnapshot(true).build();
    try (WatchSubscription _ = client.watch(request, new Noting("", 0))) {
      assertTold("rows", "missed", "interrupted", "rows", "caught up a.3", "interrupted");
      assertThat(requests.take().getWithSnapshot()).isTrue();
      assertThat(requests.take().getWithSnapshot()).isTrue();
      assertThat(requests.poll(20, TimeUnit.SECONDS))
          .extracting(WatchRequest::getFromRevision)
          .isEqualTo("a.3");
    }
  }

  /** Closing the client ends its watches in peace, and no other begins. */
  @Test
  void close_openWatch_isOver() throws Exception {
    answers.add(observer -> observer.onNext(heartbeat("a.1")));
    var watch = client.watch(from("a.1"), new Noting("", 0));
    assertTold("caught up a.1");
    client.close();
    watch.close();
    assertThat(told).isEmpty();
    assertThatThrownBy(() -> client.watch(from("a.1"), new Noting("", 0)))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("the client is closed");
  }

  private void assertTold(String... expected) throws InterruptedException {
    for (String one : List.of(expected)) {
      assertThat(told.poll(20, TimeUnit.SECONDS)).as("of %s", List.of(expected)).isEqualTo(one);
    }
  }

  private static WatchRequest from(String revision) {
    return WatchRequest.newBuilder().setFromRevision(revision).build();
  }

  private static WatchEvent changes(String revision) {
    return WatchEvent.newBuilder().setChanges(ChangeSet.newBuilder().setRevision(revision)).build();
  }

  private static WatchEvent heartbeat(String revision) {
    return WatchEvent.newBuilder()
        .setHeartbeat(Heartbeat.newBuilder().setRevision(revision))
        .build();
  }

  private static WatchEvent page() {
    return WatchEvent.newBuilder().setSnapshotPage(SnapshotPage.getDefaultInstance()).build();
  }
}
