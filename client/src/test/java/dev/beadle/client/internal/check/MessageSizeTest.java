package dev.beadle.client.internal.check;

import static dev.beadle.client.internal.check.MessageSize.MOST_QUESTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.internal.wire.Failure;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MessageSizeTest {
  private static final Failure TOO_LARGE = Failure.own(Status.RESOURCE_EXHAUSTED);
  private static final long START = Long.MAX_VALUE - 5;

  private final MessageSize size = new MessageSize(START);

  @Test
  void isTooLarge_onlyWhatCanBeSmaller() {
    assertThat(size.isTooLarge(10, Failure.own(Status.UNAVAILABLE))).isFalse();
    assertThat(size.isTooLarge(1, TOO_LARGE)).isFalse();
    assertThat(size.most()).isEqualTo(MOST_QUESTIONS);
    assertThat(size.isTooLarge(7, TOO_LARGE)).isTrue();
    assertThat(size.most()).isEqualTo(3);
    assertThat(size.isTooLarge(2, TOO_LARGE)).isTrue();
    assertThat(size.most()).isEqualTo(1);
    assertThat(size.isTooLarge(2, TOO_LARGE)).isTrue();
    assertThat(size.most()).isEqualTo(1);
  }

  /** Several messages at once, of which one was too large. */
  @Test
  void isTooLarge_moreThanOneMessageHolds_isHalfOfOne() {
    assertThat(size.isTooLarge(3 * MOST_QUESTIONS, TOO_LARGE)).isTrue();
    assertThat(size.most()).isEqualTo(MOST_QUESTIONS / 2);
  }

  @Test
  void taken_asMuchAsThereMayBe_growsByOneUpToTheMost() {
    boolean _ = size.isTooLarge(8, TOO_LARGE);
    size.taken(3, START);
    assertThat(size.most()).isEqualTo(4);
    size.taken(4, START);
    assertThat(size.most()).isEqualTo(5);
    for (int i = 0; i < 2 * MOST_QUESTIONS; i++) {
      size.taken(MOST_QUESTIONS, START);
    }
    assertThat(size.most()).isEqualTo(MOST_QUESTIONS);
  }

  /** It took a stream to find out; after a minute it is tried again. */
  @Test
  void streamEnded_staysSmallForAMinute() {
    boolean _ = size.isTooLarge(8, TOO_LARGE);
    size.streamEnded(TOO_LARGE, START);
    size.taken(4, START + TimeUnit.SECONDS.toNanos(60) - 1);
    assertThat(size.most()).isEqualTo(4);
    size.taken(4, START + TimeUnit.SECONDS.toNanos(60));
    assertThat(size.most()).isEqualTo(5);
    size.streamEnded(Failure.own(Status.UNAVAILABLE), START + TimeUnit.SECONDS.toNanos(60));
    size.taken(5, START + TimeUnit.SECONDS.toNanos(60));
    assertThat(size.most()).isEqualTo(6);
  }
}
