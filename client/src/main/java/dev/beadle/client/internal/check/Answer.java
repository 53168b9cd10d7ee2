package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.Freshness;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What became of a question. Immutable; shared by all to whom it was answered alike. */
public sealed interface Answer {
  /** Whether it is a yes of a sidecar. */
  boolean isAllowed();

  /**
   * A sidecar decided.
   *
   * @param rule the number of the rule that decided
   * @param facts what it was decided from
   */
  record Decided(boolean isAllowed, int rule, int decidingIndex, Facts facts) implements Answer {}

  /** Nobody did. */
  record Failed(Failure failure) implements Answer {
    @Override
    public boolean isAllowed() {
      return false;
    }
  }

  /**
   * The facts that answers were taken from.
   *
   * @param revision opaque; empty when it was not told
   * @param ageNanos how long ago they were known to be up to date, when the answer was given
   */
  record Facts(String revision, long ageNanos) {
    /** What an answer says of its facts; an age that cannot be is none, or as long as can be. */
    public static Facts of(Freshness freshness) {
      long seconds = freshness.getAge().getSeconds();
      long nanos = TimeUnit.SECONDS.toNanos(seconds) + freshness.getAge().getNanos();
      boolean isOverflow = seconds > 0 && nanos < 0;
      return new Facts(freshness.getRevision(), isOverflow ? Long.MAX_VALUE : Math.max(0, nanos));
    }

    /** Nothing is known of them. */
    public static final Facts UNKNOWN = new Facts("", 0);
  }

  /** The answer of a failure, if it is one. */
  static @Nullable Failure findFailure(Answer answer) {
    return answer instanceof Failed(Failure failure) ? failure : null;
  }
}
