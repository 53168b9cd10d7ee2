package dev.beadle.server.grpc;

import com.google.protobuf.Timestamp;
import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.change.ChangeMessages;
import dev.beadle.server.impact.AssignmentBoundary;
import dev.beadle.v1.ExpiryEvent;
import dev.beadle.v1.RoleAssignment;

/** Turns the beginnings and ends of assignments into their messages. Stateless. */
final class BoundaryMessages {
  private BoundaryMessages() {}

  static ExpiryEvent messageOf(AssignmentBoundary boundary) {
    return ExpiryEvent.newBuilder()
        .setKind(boundary.begins() ? ExpiryEvent.Kind.KIND_BEGINS : ExpiryEvent.Kind.KIND_ENDS)
        .setAt(Timestamp.newBuilder().setSeconds(boundary.epochSecond()))
        .setAssignment(messageOf(boundary.assignment()))
        .build();
  }

  static RoleAssignment messageOf(RoleAssigned assigned) {
    return ChangeMessages.toMessage(assigned).getRoleAssigned();
  }
}
