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

  /** Nothing was on its way: it cannot have been too large. */
  @Test
  void isTooLarge_nothingWasSent_changesNothing() {
    assertThat(size.isTooLarge(0, TOO_LARGE)).isFalse();
    assertThat(size.most()).isEqualTo(MOST_QUESTIONS);
  }

  /** Ten single questions in a row are refused like all larger messages: it was not the size. */
  @Test
  void isTooLarge_nothingIsSmallEnough_nextOneIsRefusedWhole() {
    for (int i = 0; i < 10; i++) {
      assertThat(size.isTooLarge(size.most(), TOO_LARGE)).isTrue();
    }
    for (int i = 0; i < 10; i++) {
      assertThat(size.most()).isEqualTo(1);
      assertThat(size.isTooLarge(1, TOO_LARGE)).isFalse();
    }
    assertThat(size.most()).isEqualTo(MOST_QUESTIONS);
    assertThat(size.isTooLarge(MOST_QUESTIONS, TOO_LARGE)).isFalse();
    assertThat(size.isTooLarge(MOST_QUESTIONS, TOO_LARGE)).as("it is looked at anew").isTrue();
  }

  /** As long as something is taken now and then, messages are split, however often. */
  @Test
  void isTooLarge_somethingIsTakenNowAndThen_isSplitOnAndOn() {
    boolean _ = size.isTooLarge(2, TOO_LARGE);
    for (int i = 0; i < 100; i++) {
      size.taken(1, START);
      assertThat(size.isTooLarge(2, TOO_LARGE)).isTrue();
      assertThat(size.isTooLarge(1, TOO_LARGE)).isFalse();
      assertThat(size.most()).isEqualTo(1);
    }
  }

  /** What one question is refused for tells nothing of messages that were taken. */
  @Test
  void isTooLarge_smallerOnesAreTaken_staysSmall() {
    boolean _ = size.isTooLarge(8, TOO_LARGE);
    size.taken(2, START);
    assertThat(size.isTooLarge(1, TOO_LARGE)).isFalse();
    assertThat(size.most()).isEqualTo(4);
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
    size.streamEnded(START);
    size.taken(4, START + TimeUnit.SECONDS.toNanos(60) - 1);
    assertThat(size.most()).isEqualTo(4);
    size.taken(4, START + TimeUnit.SECONDS.toNanos(60));
    assertThat(size.most()).isEqualTo(5);
  }
}
