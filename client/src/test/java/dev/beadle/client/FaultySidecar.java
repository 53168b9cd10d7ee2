package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A sidecar that goes from one fault to the next. It would deny users with an odd id. Not for
 * several threads at once.
 */
final class FaultySidecar implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private FakeSidecar sidecar = strict(new FakeSidecar());

  FaultySidecar() throws IOException {}

  /** What can be the matter with a sidecar. */
  enum Fault {
    NONE,
    SILENT,
    RESTARTED,
    LOADING,
    LOADING_MESSAGES,
    BROKEN,
    BROKEN_MESSAGES,
    NO_RESULTS,
    ANSWER_TO_ANOTHER,
    REFUSING,
    REFUSING_MESSAGES;

    /** Others make up for it. */
    static final Set<Fault> TROUBLE = EnumSet.range(NONE, ANSWER_TO_ANOTHER);

    /** Every question gets some answer. */
    static final Set<Fault> OF_WHO_SPEAKS = EnumSet.range(BROKEN, REFUSING_MESSAGES);

    static Fault oneOf(Set<Fault> faults, Random random) {
      return List.copyOf(faults).get(random.nextInt(faults.size()));
    }
  }

  String target() {
    return sidecar.target();
  }

  /** From now on this is the matter with it, and nothing else. */
  void become(Fault fault) throws IOException, InterruptedException {
    sidecar.recover();
    switch (fault) {
      case NONE -> {}
      case SILENT -> sidecar.fallSilent();
      case RESTARTED -> restart();
      case LOADING -> fail(Status.UNAVAILABLE, false);
      case LOADING_MESSAGES -> fail(Status.UNAVAILABLE, true);
      case BROKEN -> fail(Status.INTERNAL, false);
      case BROKEN_MESSAGES -> fail(Status.INTERNAL, true);
      case REFUSING -> fail(Status.PERMISSION_DENIED, false);
      case REFUSING_MESSAGES -> fail(Status.PERMISSION_DENIED, true);
      case NO_RESULTS -> sidecar.distort(answer -> answer.toBuilder().clearBatch().build());
      case ANSWER_TO_ANOTHER ->
          sidecar.distort(
              answer -> answer.toBuilder().setRequestId(answer.getRequestId() + 1).build());
    }
  }

  @Override
  public void close() {
    sidecar.close();
  }

  private void fail(Status status, boolean isMessageByMessage) {
    if (isMessageByMessage) {
      sidecar.keepStreams();
    }
    sidecar.failWith(status);
  }

  private void restart() throws IOException, InterruptedException {
    int port = sidecar.port();
    sidecar.close();
    assertThat(sidecar.drain(PATIENCE)).isTrue();
    sidecar = strict(FakeSidecar.onPort(port));
  }

  private static FakeSidecar strict(FakeSidecar sidecar) {
    sidecar.denyOddUsers();
    return sidecar;
  }
}
