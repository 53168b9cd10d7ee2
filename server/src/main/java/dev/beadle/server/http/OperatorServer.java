package dev.beadle.server.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /metrics} (Prometheus' text or OpenMetrics, as the scraper asks), {@code /livez}
 * and {@code /readyz}, each request on a virtual thread. Thread-safe.
 */
public final class OperatorServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService executor;

  private OperatorServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Starts to listen.
   *
   * @param unready why the server is not ready, or null when it is
   * @throws IOException if the address cannot be listened on
   */
  public static OperatorServer start(
      InetSocketAddress address,
      PrometheusMeterRegistry registry,
      Supplier<@Nullable String> unready)
      throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(executor);
    server.createContext("/", exactly("/", OperatorServer::index));
    server.createContext("/metrics", exactly("/metrics", exchange -> metrics(exchange, registry)));
    server.createContext(
        "/livez", exactly("/livez", exchange -> send(exchange, 200, TEXT, "ok\n")));
    server.createContext("/readyz", exactly("/readyz", exchange -> ready(exchange, unready)));
    server.start();
    return new OperatorServer(server, executor);
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static void index(HttpExchange exchange) throws IOException {
    send(exchange, 200, TEXT, "Beadle. See /metrics, /livez and /readyz.\n");
  }

  private static void metrics(HttpExchange exchange, PrometheusMeterRegistry registry)
      throws IOException {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    boolean openMetrics = accept != null && accept.contains("application/openmetrics-text");
    String type =
        openMetrics
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    send(exchange, 200, type, registry.scrape(type));
  }

  private static void ready(HttpExchange exchange, Supplier<@Nullable String> unready)
      throws IOException {
    String why = unready.get();
    if (why == null) {
      send(exchange, 200, TEXT, "ok\n");
    } else {
      send(exchange, 503, TEXT, "not ready: " + why + "\n");
    }
  }

  /** The server matches prefixes: this lets only the path itself through, for reading. */
  private static HttpHandler exactly(String path, HttpHandler handler) {
    return exchange -> {
      String method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals(path)) {
        send(exchange, 404, TEXT, "not found; see /metrics, /livez and /readyz\n");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, TEXT, "only GET and HEAD\n");
      } else {
        handler.handle(exchange);
      }
    };
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      exchange.sendResponseHeaders(status, bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }
}
