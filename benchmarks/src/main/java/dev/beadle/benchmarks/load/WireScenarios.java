package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.load.Stage.Way;
import dev.beadle.benchmarks.load.WireContender.Pace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Beadle beside the echo: what is asked how. */
final class WireScenarios {
  private static final Interleaved.Plan USUAL = new Interleaved.Plan(6, 1.5, 7);
  private static final Interleaved.Plan SHORT = new Interleaved.Plan(4, 1, 5);
  private static final Interleaved.Plan TAIL = new Interleaved.Plan(4, 3, 7);
  private static final Interleaved.Plan POINT = new Interleaved.Plan(0.5, 1.5, 3);
  private static final Interleaved.Plan FROM_THE_START = new Interleaved.Plan(0, 1, 3);

  private static final Shape BATCH = new Shape.Batch(1_000);
  private static final Shape MATRIX = new Shape.Matrix(50, 20);
  private static final Shape UNARY = new Shape.Unary();
  private static final int BATCHES_IN_FLIGHT = 4;
  private static final int UNARY_IN_FLIGHT = 64;
  private static final int CLIENT_THREADS = 256;

  /** Where the curve is measured, in percent of Beadle's peak. */
  private static final List<Integer> CURVE = List.of(10, 25, 40, 50, 60, 70, 80, 90);

  private final Recorder recorder;
  private final LoadOptions options;

  WireScenarios(Recorder recorder, LoadOptions options) {
    this.recorder = recorder;
    this.options = options;
  }

  /** Measures what is wanted. */
  void run() throws Exception {
    QuestionSet questions = options.questions(false);
    try (Stage stage = Stage.of(questions, options.jvmOptions(), options.serveOptions(false))) {
      runGated(stage);
      runOpenLoop(stage);
      runDenyOnly(stage);
      runOwn(stage);
      recorder.measureWhole(Scenario.NEW_SERVER, FROM_THE_START, () -> newServers(stage));
    }
    if (recorder.wantsAny(Scenario.COLD_UNARY, Scenario.COLD_BATCH)) {
      runCold(questions);
    }
  }

  /** Only what the gate looks at. */
  void runGated(Stage stage) throws Exception {
    compare(stage, Scenario.UNARY, USUAL, unary(UNARY_IN_FLIGHT));
    compare(stage, Scenario.LONELY, USUAL, new Way(UNARY, new Pace(1, 0, 1), true));
    compare(stage, Scenario.BATCH, USUAL, batch());
    compare(stage, Scenario.MATRIX, USUAL, inFlight(MATRIX));
    comparePlain(stage, Scenario.PLAIN_UNARY, unary(UNARY_IN_FLIGHT));
    comparePlain(stage, Scenario.PLAIN_BATCH, batch());
    comparePlain(stage, Scenario.PLAIN_MATRIX, inFlight(MATRIX));
    compare(stage, Scenario.STREAM, SHORT, inFlight(new Shape.Stream(1_000)));
    var clients = new Way(new Shape.Client(), new Pace(CLIENT_THREADS, 0, 1), false);
    Way calls = unary(CLIENT_THREADS);
    recorder.measure(
        Scenario.CLIENT, USUAL, () -> List.of(stage.beadle(clients), stage.echo(calls)));
    recorder.measure(
        Scenario.PLAIN_CLIENT, USUAL, () -> List.of(stage.beadle(clients), stage.plainEcho(calls)));
  }

  private void runOpenLoop(Stage stage) throws Exception {
    List<String> scenarios = new ArrayList<>(List.of(Scenario.HALF_PEAK));
    CURVE.forEach(percent -> scenarios.add(Scenario.CURVE + percent));
    recorder.attempt(scenarios, () -> runAtRates(stage, peak()));
  }

  private void runAtRates(Stage stage, double peak) throws Exception {
    compare(stage, Scenario.HALF_PEAK, TAIL, atRate(peak / 2));
    for (int percent : CURVE) {
      compare(stage, Scenario.CURVE + percent, POINT, atRate(peak * percent / 100));
    }
  }

  private void runDenyOnly(Stage stage) throws Exception {
    if (recorder.wantsAny(Scenario.DENY_UNARY, Scenario.DENY_BATCH)) {
      Stage denying = stage.asking(options.questions(true));
      compare(denying, Scenario.DENY_UNARY, SHORT, unary(UNARY_IN_FLIGHT));
      compare(denying, Scenario.DENY_BATCH, SHORT, batch());
    }
  }

  /** In contexts of its user, the rows of a matrix are less alike than in any. */
  private void runOwn(Stage stage) throws Exception {
    if (recorder.wants(Scenario.OWN_MATRIX)) {
      Stage owning = stage.asking(options.ownQuestionsFor(MATRIX));
      compare(owning, Scenario.OWN_MATRIX, USUAL, inFlight(MATRIX));
    }
  }

  private void runCold(QuestionSet questions) throws Exception {
    try (Stage cold = Stage.of(questions, options.jvmOptions(), options.serveOptions(true))) {
      compare(cold, Scenario.COLD_UNARY, SHORT, unary(UNARY_IN_FLIGHT));
      compare(cold, Scenario.COLD_BATCH, SHORT, batch());
    }
  }

  private List<Contender> newServers(Stage stage) throws IOException, InterruptedException {
    Requests requests = stage.questions().requests(UNARY);
    byte[] response = Rehearsal.typicalResponse(stage.beadleProcess().tcpTarget(), requests);
    ServerProcess.Place place = ServerProcess.Place.make();
    List<String> jvm = options.jvmOptions();
    var pace = new Pace(UNARY_IN_FLIGHT, 0, 1);
    return List.of(
        new NewServerContender(
            "new beadle",
            () -> ServerProcess.beadle(place, "new-beadle", jvm, options.serveOptions(false)),
            requests,
            pace),
        new NewServerContender(
            "new echo",
            () -> {
              ServerProcess echo =
                  ServerProcess.echo(place, "new-echo", EchoServer.Form.BYTES, jvm);
              echo.answer(requests.method().getFullMethodName(), response);
              return echo;
            },
            requests,
            pace));
  }

  private void compare(Stage stage, String scenario, Interleaved.Plan plan, Way way)
      throws Exception {
    recorder.measure(scenario, plan, () -> List.of(stage.beadle(way), stage.echo(way)));
  }

  private void comparePlain(Stage stage, String scenario, Way way) throws Exception {
    recorder.measure(scenario, USUAL, () -> List.of(stage.beadle(way), stage.plainEcho(way)));
  }

  private double peak() {
    Properties unary = recorder.results().all().get(Scenario.UNARY);
    if (unary == null) {
      throw new IllegalStateException(
          "the peak is not known: measure the scenario `" + Scenario.UNARY + "` before");
    }
    return Summary.of(unary).get(Figure.CHECKS_PER_SECOND).left().median();
  }

  private static Way unary(int inFlight) {
    return new Way(UNARY, new Pace(inFlight, 0, 1), false);
  }

  private static Way batch() {
    return inFlight(BATCH);
  }

  private static Way inFlight(Shape shape) {
    return new Way(shape, new Pace(BATCHES_IN_FLIGHT, 0, 1), false);
  }

  private static Way atRate(double perSecond) {
    return new Way(UNARY, new Pace(1, perSecond, 1), false);
  }
}
