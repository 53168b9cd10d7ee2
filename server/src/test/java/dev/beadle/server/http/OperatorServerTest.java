package dev.beadle.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.BeadleClient;
import dev.beadle.server.grpc.Await;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP port: probes, methods and paths. What /metrics says is told with the metrics. */
@TestInstance(Lifecycle.PER_CLASS)
final class OperatorServerTest {
  private HttpClient http;
  private ServedSite served;

  @BeforeAll
  void serve() {
    http = HttpClient.newHttpClient();
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
    http.shutdownNow();
  }

  /** /livez: the process lives, with a site or without. */
  @Test
  void livez_always_isOk() throws Exception {
    assertThat(get(served, "/livez").statusCode()).isEqualTo(200);
    try (var empty = ServedSite.empty()) {
      HttpResponse<String> response = get(empty, "/livez");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("ok\n");
    }
  }

  /** /readyz: 503 until a site is published, then 200. */
  @Test
  void readyz_sitePublished_turnsReady() throws Exception {
    try (var later = ServedSite.empty()) {
      HttpResponse<String> before = get(later, "/readyz");
      assertThat(before.statusCode()).isEqualTo(503);
      assertThat(before.body()).contains("not ready");
      later.server().publish(ServedSite.loadDemo());
      assertThat(get(later, "/readyz").statusCode()).isEqualTo(200);
    }
  }

  /** /readyz: 503 again as soon as the server drains, while calls in flight still end. */
  @Test
  void readyz_draining_turnsUnready() throws Exception {
    try (var draining = ServedSite.demo();
        BeadleClient client = draining.connect()) {
      var answers = new LinkedBlockingQueue<Long>();
      StreamObserver<StreamCheckCapabilitiesRequest> stream = client.stream(into(answers));
      stream.onNext(StreamCheckCapabilitiesRequest.newBuilder().setRequestId(1).build());
      assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(get(draining, "/readyz").statusCode()).isEqualTo(200);
      CompletableFuture<Void> closed = CompletableFuture.runAsync(draining.server()::close);
      Await.until("it is not ready", () -> statusOf(draining, "/readyz") == 503);
      assertThat(get(draining, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(draining, "/metrics").statusCode()).isEqualTo(200);
      stream.onNext(StreamCheckCapabilitiesRequest.newBuilder().setRequestId(2).build());
      assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo(2);
      stream.onCompleted();
      closed.get(20, TimeUnit.SECONDS);
    }
  }

  /** /: where to go from here. */
  @Test
  void index_asked_namesThePages() throws Exception {
    assertThat(get(served, "/").body()).contains("/metrics", "/livez", "/readyz");
  }

  /** The paths are exact: what lies beside or below them is not found. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/metrics/",
        "/metricsx",
        "/livez/x",
        "/readyzz",
        "/LIVEZ",
        "/%00",
        "/metrics%2f..",
        "/../etc/passwd"
      })
  void get_otherPath_isNotFound(String path) throws Exception {
    assertThat(get(served, path).statusCode()).isEqualTo(404);
  }

  /** A query changes nothing. */
  @Test
  void get_query_isIgnored() throws Exception {
    assertThat(get(served, "/livez?verbose=1").statusCode()).isEqualTo(200);
  }

  /** Only GET and HEAD: others are 405 and told what would do. */
  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"})
  void anyPath_otherMethod_isNotAllowed(String method) throws Exception {
    for (String path : List.of("/", "/metrics", "/livez", "/readyz")) {
      HttpResponse<String> response =
          http.send(
              request(served, path).method(method, BodyPublishers.ofString("body")).build(),
              BodyHandlers.ofString());
      assertThat(response.statusCode()).as(path).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }
  }

  /** HEAD: as GET, without the body. */
  @Test
  void head_everyPath_isAsGetWithoutBody() throws Exception {
    for (String path : List.of("/", "/metrics", "/livez", "/readyz", "/nothing")) {
      HttpResponse<String> head =
          http.send(request(served, path).HEAD().build(), BodyHandlers.ofString());
      HttpResponse<String> get = get(served, path);
      assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
      assertThat(head.headers().firstValue("Content-Type"))
          .isEqualTo(get.headers().firstValue("Content-Type"));
      assertThat(head.body()).isEmpty();
    }
  }

  /** Bytes that are no HTTP hurt nobody. */
  @Test
  void connection_noHttp_hurtsNobody() throws Exception {
    for (String bytes :
        List.of("\r\n\r\n", "GET\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "x")) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), served.server().httpPort())) {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
      }
    }
    assertThat(get(served, "/livez").statusCode()).isEqualTo(200);
  }

  /** A caller who sends half a request holds nobody up: each request has a thread of its own. */
  @Test
  void connection_halfARequest_holdsNobodyUp() throws Exception {
    try (var slow = new Socket(InetAddress.getLoopbackAddress(), served.server().httpPort())) {
      slow.getOutputStream().write("GET /livez HT".getBytes(StandardCharsets.US_ASCII));
      slow.getOutputStream().flush();
      assertThat(get(served, "/livez").statusCode()).isEqualTo(200);
    }
  }

  /** Many scrapers at once are all answered. */
  @Test
  void metrics_manyAtOnce_areAnswered() throws Exception {
    int count = 40;
    var done = new CountDownLatch(count);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        var _ =
            threads.submit(() -> {
              assertThat(get(served, "/metrics").statusCode()).isEqualTo(200);
              done.countDown();
              return done;
            });
      }
    }
    assertThat(done.getCount()).isZero();
  }

  private int statusOf(ServedSite site, String path) {
    try {
      return get(site, path).statusCode();
    } catch (Exception unreachable) {
      throw new AssertionError(unreachable);
    }
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

  private HttpResponse<String> get(ServedSite site, String path) throws Exception {
    return http.send(request(site, path).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(ServedSite site, String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + site.server().httpPort() + path));
  }
}
