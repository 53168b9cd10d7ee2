package dev.beadle.server.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;

/** What /metrics of a running server said at one moment: samples and their values. Immutable. */
public final class Scrape {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int port;
  private final Map<String, Double> samples;

  private Scrape(int port, Map<String, Double> samples) {
    this.port = port;
    this.samples = samples;
  }

  /** Reads the metrics of the server whose HTTP port this is. */
  public static Scrape of(int port) {
    Map<String, Double> samples = new LinkedHashMap<>();
    for (String line : get(port, "").body().lines().toList()) {
      if (!line.startsWith("#") && !line.isEmpty()) {
        int space = line.lastIndexOf(' ');
        samples.put(line.substring(0, space), number(line.substring(space + 1)));
      }
    }
    return new Scrape(port, samples);
  }

  /** Reads the metrics of the same server as they are now. */
  public Scrape again() {
    return of(port);
  }

  /** The value of a sample, named with its labels as the text has them. */
  public double value(String sample) {
    Double value = samples.get(sample);
    if (value == null) {
      throw new AssertionError("no sample " + sample + " among " + samples.keySet());
    }
    return value;
  }

  /** The sum of all samples of a name, whatever their labels. */
  public double sum(String name) {
    return samples.entrySet().stream()
        .filter(sample -> sample.getKey().replaceFirst("\\{.*", "").equals(name))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** The answer to a scraper who accepts this. */
  static HttpResponse<String> get(int port, String accept) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"));
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException unreachable) {
      throw new UncheckedIOException(unreachable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
