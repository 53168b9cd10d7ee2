package dev.beadle.server.grpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import dev.beadle.server.change.RefusalDetails;
import dev.beadle.server.change.RefusedChangeException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Set;

/** Tells a refusal to programs: a status with details. Stateless. */
final class RefusalStatus {
  private static final String DOMAIN = "beadle.dev";

  /** Rules of our own; every other one is Moodle's. */
  private static final Set<String> OWN_RULES = Set.of("REVISION", "ROW_EXISTS", "ROW_ABSENT");

  private RefusalStatus() {}

  static StatusRuntimeException of(Status.Code code, RefusedChangeException refused) {
    var status =
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage(messageOf(refused))
            .addDetails(Any.pack(errorInfo(refused)));
    switch (refused.kind()) {
      case INVALID -> status.addDetails(Any.pack(badRequest(refused)));
      case FAILED_PRECONDITION -> status.addDetails(Any.pack(preconditionFailure(refused)));
      case NOT_FOUND, FORBIDDEN, KEY_REUSED, OVERLOADED, LOG_UNAVAILABLE -> {}
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  private static String messageOf(RefusedChangeException refused) {
    return String.valueOf(StatusMapper.shortened(refused.getMessage()));
  }

  private static ErrorInfo errorInfo(RefusedChangeException refused) {
    RefusalDetails details = refused.details();
    var info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(refused.kind().name());
    if (details.command() != RefusalDetails.UNKNOWN) {
      info.putMetadata("command", Integer.toString(details.command()));
    }
    put(info, "field", details.field());
    put(info, "rule", details.rule());
    put(info, "capability", details.capability());
    if (details.contextId() != RefusalDetails.UNKNOWN) {
      info.putMetadata("context_id", Long.toString(details.contextId()));
    }
    return info.build();
  }

  private static void put(ErrorInfo.Builder info, String name, String value) {
    if (!value.isEmpty()) {
      info.putMetadata(name, value);
    }
  }

  private static BadRequest badRequest(RefusedChangeException refused) {
    return BadRequest.newBuilder()
        .addFieldViolations(
            BadRequest.FieldViolation.newBuilder()
                .setField(refused.details().field())
                .setDescription(messageOf(refused)))
        .build();
  }

  private static PreconditionFailure preconditionFailure(RefusedChangeException refused) {
    String rule = refused.details().rule();
    return PreconditionFailure.newBuilder()
        .addViolations(
            PreconditionFailure.Violation.newBuilder()
                .setType(OWN_RULES.contains(rule) ? rule : "RULE")
                .setSubject(refused.details().field())
                .setDescription(messageOf(refused)))
        .build();
  }
}
