package dev.beadle.client.internal.wire;

import static java.util.Objects.requireNonNull;

import io.grpc.NameResolverRegistry;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How sidecars are named. Stateless. */
public final class Targets {
  private static final int HIGHEST_PORT = 65_535;

  private static final String UNIX = "unix:";

  private static final Pattern SOCKET = Pattern.compile("unix:/*[^/].*");

  /** What a name resolver of gRPC reads, such as {@code dns:///host:port}. */
  private static final Pattern RESOLVED = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):///?[^/].*");

  private Targets() {}

  /**
   * A target that names something.
   *
   * @param field what it is called where it was given
   * @throws IllegalArgumentException if it does not
   */
  public static String require(String field, String target) {
    requireNonNull(target, field);
    boolean isSocket = target.regionMatches(true, 0, UNIX, 0, UNIX.length());
    boolean isSound =
        isSocket ? SOCKET.matcher(target).matches() : namesPort(target) || isResolved(target);
    if (!isSound) {
      throw new IllegalArgumentException(
          field
              + ": \""
              + target
              + "\" (expected: HOST:PORT with a port from 1 to "
              + HIGHEST_PORT
              + ", or unix:/PATH)");
    }
    return target;
  }

  private static boolean isResolved(String target) {
    Matcher matcher = RESOLVED.matcher(target);
    return matcher.matches()
        && NameResolverRegistry.getDefaultRegistry().getProviderForScheme(matcher.group(1)) != null;
  }

  /** Whether it is a host and a port, and nothing else, as gRPC reads it. */
  private static boolean namesPort(String target) {
    try {
      var named = new URI("//" + target);
      int port = named.getPort();
      return named.getHost() != null
          && port >= 1
          && port <= HIGHEST_PORT
          && target.endsWith(":" + port)
          && named.getUserInfo() == null;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }
}
