package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.Questions;
import dev.beadle.benchmarks.load.Stage.Way;
import dev.beadle.benchmarks.load.WireContender.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;

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
      recorder.attempt(List.of(Scenario.DENY_UNARY, Scenario.DENY_BATCH), () -> runDenyOnly(stage));
      recorder.attempt(List.of(Scenario.UNLIKE_MATRIX), () -> runUnlike(stage));
      runNewServers(stage);
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
    Stage matrices = stage.asking(options.questionsFor(MATRIX, false));
    compare(matrices, Scenario.MATRIX, USUAL, inFlight(MATRIX));
    comparePlain(stage, Scenario.PLAIN_UNARY, unary(UNARY_IN_FLIGHT));
    comparePlain(stage, Scenario.PLAIN_BATCH, batch());
    comparePlain(matrices, Scenario.PLAIN_MATRIX, inFlight(MATRIX));
    compare(stage, Scenario.STREAM, SHORT, inFlight(new Shape.Stream(1_000)));
    var clients = new Way(new Shape.Client(), new Pace(CLIENT_THREADS, 0, 1), false);
    Way calls = unary(CLIENT_THREADS);
    recorder.measure(Scenario.CLIENT, USUAL, () -> stage.beadle(clients), () -> stage.echo(calls));
    recorder.measure(
        Scenario.PLAIN_CLIENT, USUAL, () -> stage.beadle(clients), () -> stage.plainEcho(calls));
  }

  private void runOpenLoop(Stage stage) throws Exception {
    List<String> scenarios = new ArrayList<>(List.of(Scenario.HALF_PEAK));
    Scenario.CURVE_PERCENTS.forEach(percent -> scenarios.add(Scenario.curve(percent)));
    recorder.attempt(scenarios, () -> runAtRates(stage, peak()));
  }

  private void runAtRates(Stage stage, double peak) throws Exception {
    compare(stage, Scenario.HALF_PEAK, TAIL, atRate(peak / 2));
    for (int percent : Scenario.CURVE_PERCENTS) {
      compare(stage, Scenario.curve(percent), POINT, atRate(peak * percent / 100));
    }
  }

  private void runDenyOnly(Stage stage) throws Exception {
    Stage denying = stage.asking(options.questions(true));
    compare(denying, Scenario.DENY_UNARY, SHORT, unary(UNARY_IN_FLIGHT));
    compare(denying, Scenario.DENY_BATCH, SHORT, batch());
  }

  /** Hardly a row is like the one before it: what is done for those that are, gains nothing. */
  private void runUnlike(Stage stage) throws Exception {
    Stage unlike = stage.asking(options.questionsFor(MATRIX, Questions.Mix.ALTERNATING));
    compare(unlike, Scenario.UNLIKE_MATRIX, USUAL, inFlight(MATRIX));
  }

  private void runCold(QuestionSet questions) throws Exception {
    try (Stage cold = Stage.of(questions, options.jvmOptions(), options.serveOptions(true))) {
      compare(cold, Scenario.COLD_UNARY, SHORT, unary(UNARY_IN_FLIGHT));
      compare(cold, Scenario.COLD_BATCH, SHORT, batch());
    }
  }

  private void runNewServers(Stage stage) throws Exception {
    Requests requests = stage.questions().requests(UNARY);
    ServerProcess.Place place = ServerProcess.Place.make();
    List<String> jvm = options.jvmOptions();
    recorder.measureWhole(
        Scenario.NEW_SERVER,
        FROM_THE_START,
        () ->
            newServer(
                "new beadle",
                requests,
                () -> ServerProcess.beadle(place, "new-beadle", jvm, options.serveOptions(false))),
        () -> {
          byte[] response = Rehearsal.typicalResponse(stage.beadleProcess().tcpTarget(), requests);
          return newServer(
              "new echo",
              requests,
              () -> {
                ServerProcess echo =
                    ServerProcess.echo(place, "new-echo", EchoServer.Form.BYTES, jvm);
                echo.answer(requests.method().getFullMethodName(), response);
                return echo;
              });
        });
  }

  private static Contender newServer(
      String name, Requests requests, Supplier<ServerProcess> starting) {
    return new NewServerContender(name, starting, requests, new Pace(UNARY_IN_FLIGHT, 0, 1));
  }

  private void compare(Stage stage, String scenario, Interleaved.Plan plan, Way way)
      throws Exception {
    recorder.measure(scenario, plan, () -> stage.beadle(way), () -> stage.echo(way));
  }

  private void comparePlain(Stage stage, String scenario, Way way) throws Exception {
    recorder.measure(scenario, USUAL, () -> stage.beadle(way), () -> stage.plainEcho(way));
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
