package dev.beadle.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.beadle.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The process of a server that is put under load: Beadle as its command line starts it, or the
 * echo. Whoever started it asks on its standard input for what it has used; it ends with the input.
 *
 * <p>Commands, a line each, answered by a line that begins with {@link #ANSWER}: {@code use},
 * {@code collect} (the same after full collections), {@code answer METHOD BASE64} (the echo only).
 */
final class ServerUnderLoad {
  /** How answers begin; whatever else the server prints is not one. */
  static final String ANSWER = "under-load: ";

  private ServerUnderLoad() {}

  /**
   * Serves: {@code beadle} and a command of Beadle's, or {@code echo}, a form, a port and a
   * socket's path.
   */
  public static void main(String[] arguments) throws IOException {
    List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
    switch (arguments[0]) {
      case "beadle" -> {
        Thread.ofPlatform().daemon().name("under-load").start(() -> obey(List.of()));
        Main.main(rest.toArray(String[]::new));
      }
      case "echo" -> {
        QuietLog.set();
        obey(
            List.of(
                EchoServer.start(
                    EchoServer.Form.valueOf(rest.get(0)),
                    Integer.parseInt(rest.get(1)),
                    Path.of(rest.get(2)))));
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Answers commands until the input ends, and then ends the process. */
  private static void obey(List<EchoServer> echoes) {
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(ANSWER + answerTo(line.split(" ", -1), echoes));
        System.out.flush();
      }
    } catch (IOException gone) {
      System.err.println("the input failed: " + gone);
    }
    System.exit(0);
  }

  private static String answerTo(String[] words, List<EchoServer> echoes) throws IOException {
    return switch (words[0]) {
      case "use" -> use().line();
      case "collect" -> {
        System.gc();
        System.gc();
        yield use().line();
      }
      case "answer" -> {
        byte[] response = Base64.getDecoder().decode(words[2]);
        echoes.forEach(echo -> echo.answer(words[1], response));
        yield HexFormat.of().toHexDigits(response.length);
      }
      default -> "unknown";
    };
  }

  private static ServerUse use() throws IOException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new ServerUse(
        system.getProcessCpuTime(),
        threads.getTotalThreadAllocatedBytes(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        residentBytes());
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        String kilobytes = line.substring("VmRSS:".length()).replace("kB", "").strip();
        return Long.parseLong(kilobytes) << 10;
      }
    }
    return 0;
  }
}
