package dev.beadle.client.internal.check;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.CodedOutputStream;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ContextReference;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A question, equal to every other one that asks the same. The plain kind (a user, a capability, a
 * context) is kept without a message of its own, since most are. Immutable but for its size on the
 * wire, which is worked out once by whoever sends it.
 */
public final class Question {
  private static final int GOLDEN = 0x9E3779B9;

  private final long userId;
  private final String capability;
  private final ContextReference context;
  // The whole question, when it is not of the plain kind.
  private final @Nullable CapabilityQuestion message;
  private final int hash;
  private int wireSize = -1;

  private Question(
      long userId,
      String capability,
      ContextReference context,
      @Nullable CapabilityQuestion message) {
    this.userId = userId;
    this.capability = capability;
    this.context = context;
    this.message = message;
    this.hash = message == null ? hashOf(userId, capability, context) : message.hashCode();
  }

  /** Whether a user has a capability in a context. */
  public static Question of(long userId, String capability, ContextReference context) {
    return new Question(
        userId, requireNonNull(capability, "capability"), requireNonNull(context, "context"), null);
  }

  /** What a message asks. */
  public static Question of(CapabilityQuestion message) {
    requireNonNull(message, "question");
    boolean isPlain =
        message.getAskedCase() == CapabilityQuestion.AskedCase.CAPABILITY
            && message.hasContext()
            && !message.hasEnvironment()
            && message.getUnknownFields().asMap().isEmpty();
    return new Question(
        message.getUserId(),
        isPlain ? message.getCapability() : "",
        message.getContext(),
        isPlain ? null : message);
  }

  /** The question as a message. */
  public CapabilityQuestion toMessage() {
    CapabilityQuestion whole = message;
    if (whole != null) {
      return whole;
    }
    return CapabilityQuestion.newBuilder()
        .setUserId(userId)
        .setCapability(capability)
        .setContext(context)
        .build();
  }

  /** Whose capability it is about. */
  public long userId() {
    return userId;
  }

  /** The capability; empty when the question is not of the plain kind. */
  public String capability() {
    return capability;
  }

  /** Where. */
  public ContextReference context() {
    return context;
  }

  /** Whether it is one capability without surroundings. */
  public boolean isPlain() {
    return message == null;
  }

  /** Bytes of its message. */
  public int wireSize() {
    if (wireSize < 0) {
      CapabilityQuestion whole = message;
      wireSize = whole == null ? plainSize() : whole.getSerializedSize();
    }
    return wireSize;
  }

  void writeTo(CodedOutputStream out) throws IOException {
    CapabilityQuestion whole = message;
    if (whole != null) {
      whole.writeTo(out);
      return;
    }
    if (userId != 0) {
      out.writeInt64(CapabilityQuestion.USER_ID_FIELD_NUMBER, userId);
    }
    out.writeMessage(CapabilityQuestion.CONTEXT_FIELD_NUMBER, context);
    out.writeString(CapabilityQuestion.CAPABILITY_FIELD_NUMBER, capability);
  }

  private int plainSize() {
    int size =
        CodedOutputStream.computeMessageSize(CapabilityQuestion.CONTEXT_FIELD_NUMBER, context)
            + CodedOutputStream.computeStringSize(
                CapabilityQuestion.CAPABILITY_FIELD_NUMBER, capability);
    return userId == 0
        ? size
        : size
            + CodedOutputStream.computeInt64Size(CapabilityQuestion.USER_ID_FIELD_NUMBER, userId);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof Question that) || hash != that.hash || userId != that.userId) {
      return false;
    }
    CapabilityQuestion whole = message;
    CapabilityQuestion thatWhole = that.message;
    if (whole != null) {
      return thatWhole != null && whole.equals(thatWhole);
    }
    return thatWhole == null && capability.equals(that.capability) && context.equals(that.context);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return toMessage().toString();
  }

  /** The message's own hash would go through its description each time. */
  private static int hashOf(long userId, String capability, ContextReference context) {
    long place =
        context.hasId()
            ? context.getId()
            : context.getInstance().getInstanceId() * 31 + context.getInstance().getLevel() + 1;
    int hash = Long.hashCode(userId) * GOLDEN + capability.hashCode();
    hash = hash * GOLDEN + Long.hashCode(place);
    return hash ^ (hash >>> 16);
  }
}
