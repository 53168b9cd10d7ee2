package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.load.ServerProcess.Place;
import dev.beadle.benchmarks.load.WireContender.Address;
import dev.beadle.benchmarks.load.WireContender.Pace;
import dev.beadle.server.graph.PolicySnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Beadle beside other engines, all asked the same questions, after each has shown that it answers
 * them as Beadle does: see {@link RolePolicy}.
 */
final class PeerScenarios {
  private static final Interleaved.Plan WIRE = new Interleaved.Plan(6, 1.5, 5);
  private static final Interleaved.Plan IN_PROCESS = new Interleaved.Plan(3, 1, 5);
  private static final int BATCHES = 64;
  private static final int SINGLES_IN_FLIGHT = 64;
  private static final int BATCHES_IN_FLIGHT = 4;
  private static final Path MATERIAL = Path.of("benchmarks", "target", "load", "material");
  private static final List<String> ENGINES =
      List.of(Scenario.JCASBIN, Scenario.CEDAR, Scenario.SAPL);

  private final Recorder recorder;
  private final PolicySnapshot snapshot;
  private final PeerQuestions questions;

  PeerScenarios(Recorder recorder, PolicySnapshot snapshot) {
    this.recorder = recorder;
    this.snapshot = snapshot;
    this.questions = new PeerQuestions(snapshot);
  }

  /** Measures what is wanted. */
  void run(LoadOptions options) throws Exception {
    recorder.attempt(
        List.of(Scenario.CERBOS_SINGLE, Scenario.CERBOS_BATCH), () -> runCerbos(options));
    recorder.attempt(ENGINES, this::runInProcess);
  }

  private void runInProcess() throws Exception {
    PeerContender.build();
    questions.write(MATERIAL);
    recorder
        .out()
        .printf("%.1f %% of uniform questions can be compared%n", 100 * questions.share());
    for (String engine : ENGINES) {
      recorder.measure(
          engine,
          IN_PROCESS,
          () -> new EngineContender(snapshot, questions.singles()),
          () -> inProcess(engine));
    }
  }

  private Contender inProcess(String engine) throws Exception {
    PeerContender peer = PeerContender.start(Place.make(), engine, MATERIAL);
    recorder.out().printf("%s: %s answers as Beadle's%n", engine, peer.verified());
    return peer;
  }

  private void runCerbos(LoadOptions options) throws Exception {
    Place place = Place.make();
    try (ServerProcess beadle =
            ServerProcess.beadle(
                place, "beadle-peers", options.jvmOptions(), options.serveOptions(false));
        CerbosServer cerbos = CerbosServer.start(place, questions.policy())) {
      List<RoleQuestion> singles = questions.singles();
      recorder.measure(
          Scenario.CERBOS_SINGLE,
          WIRE,
          () -> contender(beadle, PeerRequests.beadleSingles(singles), SINGLES_IN_FLIGHT),
          () ->
              contender(
                  cerbos,
                  PeerRequests.cerbos(singles.stream().map(List::of).toList()),
                  SINGLES_IN_FLIGHT));
      List<List<RoleQuestion>> batches = questions.batches(BATCHES);
      recorder.measure(
          Scenario.CERBOS_BATCH,
          WIRE,
          () -> contender(beadle, PeerRequests.beadleBatches(batches), BATCHES_IN_FLIGHT),
          () -> contender(cerbos, PeerRequests.cerbos(batches), BATCHES_IN_FLIGHT));
    }
  }

  private static Contender contender(ServerProcess beadle, Requests requests, int inFlight)
      throws InterruptedException {
    var address = new Address(Stage.BEADLE, beadle.tcpTarget());
    return contender(address, requests, inFlight, beadle::use);
  }

  private static Contender contender(CerbosServer cerbos, Requests requests, int inFlight)
      throws InterruptedException {
    return contender(new Address("cerbos", cerbos.target()), requests, inFlight, cerbos::use);
  }

  private static Contender contender(
      Address address, Requests requests, int inFlight, Supplier<ServerUse> use)
      throws InterruptedException {
    Rehearsal.requireRight(address.target(), requests);
    return new WireContender(address, requests, new Pace(inFlight, 0, 1), use);
  }
}
