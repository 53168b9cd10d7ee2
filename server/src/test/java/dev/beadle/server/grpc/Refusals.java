package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests say about calls that are refused. */
final class Refusals {
  private Refusals() {}

  /** The call ends with this code; gives the message for more to be said of it. */
  static AbstractStringAssert<?> assertRefused(Status.Code code, ThrowingCallable call) {
    StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(refused).as("refused").isNotNull();
    assertThat(refused.getStatus().getCode()).as("%s", refused).isEqualTo(code);
    return assertThat(refused.getStatus().getDescription());
  }

  /** The question of a batch got this error; gives the message for more to be said of it. */
  static AbstractStringAssert<?> assertRefused(Status.Code code, com.google.rpc.Status error) {
    assertThat(error.getCode()).as("%s", error).isEqualTo(code.value());
    return assertThat(error.getMessage());
  }
}
