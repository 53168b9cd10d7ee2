package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.load.ServerProcess.Place;
import dev.beadle.benchmarks.load.WireContender.Address;
import dev.beadle.benchmarks.load.WireContender.Pace;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Beadle and the echo, both running, and the questions that they are asked. Confined to one thread.
 */
final class Stage implements AutoCloseable {
  /** The names of the contenders that are always there. */
  static final String BEADLE = "beadle";

  static final String ECHO = "echo";
  static final String PLAIN_ECHO = "plain echo";

  private final QuestionSet questions;
  private final ServerProcess beadle;
  private final Echoes echoes;

  private Stage(QuestionSet questions, ServerProcess beadle, Echoes echoes) {
    this.questions = questions;
    this.beadle = beadle;
    this.echoes = echoes;
  }

  /** How servers are asked. */
  record Way(Shape shape, Pace pace, boolean isUnix) {}

  /** Starts both servers. */
  static Stage of(QuestionSet questions, List<String> jvm, List<String> serveOptions)
      throws IOException {
    Place place = Place.make();
    ServerProcess beadle = ServerProcess.beadle(place, BEADLE, jvm, serveOptions);
    try {
      return new Stage(questions, beadle, Echoes.start(place, jvm));
    } catch (RuntimeException failed) {
      beadle.close();
      throw failed;
    }
  }

  /** The same servers, asked other questions; whoever opened this stage closes them. */
  Stage asking(QuestionSet others) {
    return new Stage(others, beadle, echoes);
  }

  QuestionSet questions() {
    return questions;
  }

  ServerProcess beadleProcess() {
    return beadle;
  }

  /** Beadle, asked in a way; its answers have been looked at. */
  Contender beadle(Way way) throws InterruptedException {
    return beadle(targetOf(beadle, way), way, beadle::use);
  }

  /** A Beadle that runs already and has the same site. */
  Contender running(String target, Way way) throws InterruptedException {
    return beadle(target, way, () -> ServerUse.UNKNOWN);
  }

  /** The echo, asked the same with answers of the same size. */
  Contender echo(Way way) throws InterruptedException {
    return echo(ECHO, echoes.ofBytes(), way);
  }

  /** The same, of an echo that is written as any service is. */
  Contender plainEcho(Way way) throws InterruptedException {
    return echo(PLAIN_ECHO, echoes.ofMessages(), way);
  }

  private Contender beadle(String target, Way way, Supplier<ServerUse> use)
      throws InterruptedException {
    var address = new Address(BEADLE, target);
    if (way.shape() instanceof Shape.Client) {
      return new ClientContender(address, questions, way.pace().inFlight(), use);
    }
    Requests requests = questions.requests(way.shape());
    Rehearsal.requireRight(target, requests);
    return new WireContender(address, requests, way.pace(), use);
  }

  private Contender echo(String name, ServerProcess echo, Way way) throws InterruptedException {
    Requests requests = questions.requests(way.shape());
    byte[] response = Rehearsal.typicalResponse(beadle.tcpTarget(), requests);
    echo.answer(requests.method().getFullMethodName(), response);
    // As often as Beadle was asked, so that both are equally warm.
    Requests echoed = requests.withAnyAnswer();
    for (int i = 0; i < 2; i++) {
      Rehearsal.requireRight(echo.tcpTarget(), echoed);
    }
    return new WireContender(
        new Address(name, targetOf(echo, way)), requests, way.pace(), echo::use);
  }

  @Override
  public void close() {
    beadle.close();
    echoes.close();
  }

  private static String targetOf(ServerProcess server, Way way) {
    return way.isUnix() ? server.unixTarget() : server.tcpTarget();
  }
}
