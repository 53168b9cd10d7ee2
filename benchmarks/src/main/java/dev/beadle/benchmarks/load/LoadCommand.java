package dev.beadle.benchmarks.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks Beadle and the echo in turn, in one way, and prints what was measured. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Asks Beadle, and the echo on the same gRPC stack, in turn, and prints figures and ratios.",
      "",
      "Both run in processes of their own, which this command starts and stops. The echo reads the",
      "request's bytes and answers with a response of Beadle's, encoded beforehand: the ceiling.",
      "Before anything is measured, Beadle's answers are compared with the engine's own."
    },
    footer = {
      "",
      "Examples:",
      "  beadle bench load                                       64 single calls in flight",
      "  beadle bench load --in-flight 1 --transport unix        the latency of a lonely caller",
      "  beadle bench load --rate 20000                          20,000 calls a second, open loop",
      "  beadle bench load --shape batch:1000 --in-flight 4",
      "  beadle bench load --shape client --in-flight 256        the client library"
    })
public final class LoadCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      defaultValue = "unary",
      description = "What a message asks: " + Shape.FORMS + " (default: ${DEFAULT-VALUE}).")
  private String shape = "unary";

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "64",
      description = "Messages in flight, or virtual threads of a client (default: 64).")
  private int inFlight;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Messages a second, whatever becomes of those before; latencies count from the moment"
              + " at which each was due. 0, the default: as many as are answered.")
  private double rate;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "1",
      description = "Connections, which share the load (default: 1).")
  private int connections;

  @Option(
      names = "--transport",
      paramLabel = "TRANSPORT",
      defaultValue = "tcp",
      description = "tcp or unix (default: ${DEFAULT-VALUE}).")
  private Transport transport = Transport.TCP;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "beadle or echo: measure this one alone.")
  private @Nullable Side only;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = "Ask this running Beadle (HOST:PORT or unix:PATH), which has the same site.")
  private @Nullable String target;

  @Option(names = "--deny-only", description = "Only questions whose answer is no.")
  private boolean isDenyOnly;

  @Option(
      names = "--cold",
      description = "The server remembers no resolution: each check works out its own.")
  private boolean isCold;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Seconds of each contender in each round (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "6",
      description = "Seconds of each before the first round (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Mixin private LoadOptions options = new LoadOptions();

  /** On what is asked. */
  private enum Transport {
    TCP,
    UNIX
  }

  /** Who is asked. */
  private enum Side {
    BEADLE,
    ECHO
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    CommandLine line = command.commandLine();
    Interleaved.Plan plan =
        Misuse.named(line, "--", () -> new Interleaved.Plan(warmUp, seconds, rounds));
    Stage.Way way = Misuse.named(line, "--", this::way);
    try (Stage stage =
        Stage.of(
            options.questionsFor(way.shape(), isDenyOnly),
            options.jvmOptions(),
            options.serveOptions(isCold))) {
      List<Contender> contenders = contenders(stage, way);
      try {
        Interleaved measured = Interleaved.measure(contenders, plan);
        LoadReport.print(Summary.of(measured), out);
      } finally {
        contenders.forEach(Contender::close);
      }
    }
    return 0;
  }

  private List<Contender> contenders(Stage stage, Stage.Way way) throws InterruptedException {
    List<Contender> contenders = new ArrayList<>();
    if (only != Side.ECHO) {
      contenders.add(target == null ? stage.beadle(way) : stage.running(target, way));
    }
    if (only != Side.BEADLE) {
      contenders.add(stage.echo(way));
    }
    return contenders;
  }

  private Stage.Way way() {
    if (target != null && (isCold || transport == Transport.UNIX)) {
      throw new IllegalArgumentException(
          "target: is asked as it is (expected: neither --cold nor --transport beside it)");
    }
    Shape asked = Shape.of(shape);
    if (asked instanceof Shape.Client && (rate > 0 || connections > 1)) {
      throw new IllegalArgumentException(
          "shape: client has a pace and a connection of its own (expected: neither --rate nor"
              + " --connections beside it)");
    }
    if (asked instanceof Shape.Matrix && isDenyOnly) {
      throw new IllegalArgumentException(
          "deny-only: a matrix asks about every pair (expected: another shape beside it)");
    }
    var pace = new WireContender.Pace(inFlight, rate, connections);
    return new Stage.Way(asked, pace, transport == Transport.UNIX);
  }
}
