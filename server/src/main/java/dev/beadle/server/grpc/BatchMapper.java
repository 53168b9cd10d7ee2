package dev.beadle.server.grpc;

import dev.beadle.server.admin.AdminBatch;
import dev.beadle.server.admin.AdminCommand;
import dev.beadle.server.admin.AdminGuard;
import dev.beadle.server.admin.AdminLimits;
import dev.beadle.server.admin.Precondition;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.v1.RowCondition;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads batches of commands from the wire. Thread-safe. Refusals are of kind INVALID and name the
 * field as in {@code commands[3].assign_role.user_id}.
 */
public final class BatchMapper {
  private final AdminLimits limits;
  private final long leastActor;

  private BatchMapper(AdminLimits limits, long leastActor) {
    this.limits = limits;
    this.leastActor = leastActor;
  }

  /** Of what comes over a connection, where an actor is always a user of the site. */
  public static BatchMapper ofConnections(AdminLimits limits) {
    return new BatchMapper(limits, 1);
  }

  /** Of what the operator at the machine itself says, who is the actor 0. */
  public static BatchMapper ofOperator(AdminLimits limits) {
    return new BatchMapper(limits, AdminGuard.OPERATOR);
  }

  /**
   * The batch that a message says.
   *
   * @throws LimitExceededException if it has too many commands or preconditions
   */
  public AdminBatch batchOf(dev.beadle.v1.AdminBatch message) {
    FieldChecks.requireAtMost(
        "commands", message.getCommandsCount(), "max-batch-commands", limits.mostCommands());
    FieldChecks.requireAtMost(
        "preconditions.rows",
        message.getPreconditions().getRowsCount(),
        "max-batch-preconditions",
        Math.max(0, limits.mostPreconditions() - 1));
    if (message.getCommandsCount() == 0) {
      throw WireFields.required("commands", "at least one");
    }
    WireFields.requireKnown(message.toBuilder().clearCommands().build());
    WireFields.requireAtLeast(message.getActor(), leastActor, "actor");
    return new AdminBatch(
        message.getActor(),
        message.getReason(),
        message.getIdempotencyKey(),
        preconditionsOf(message.getPreconditions()),
        commandsOf(message));
  }

  /**
   * Commands in their order.
   *
   * @throws RefusedChangeException of kind INVALID
   */
  public static List<AdminCommand> commandsOf(dev.beadle.v1.AdminBatch message) {
    List<AdminCommand> commands = new ArrayList<>(message.getCommandsCount());
    for (int i = 0; i < message.getCommandsCount(); i++) {
      try {
        commands.add(AdminCommandMapper.commandOf(message.getCommands(i)));
      } catch (RefusedChangeException refused) {
        RefusedChangeException named = WireFields.within("commands[" + i + "].", refused);
        throw named.moved(String.valueOf(named.getMessage()), named.details().withCommand(i));
      }
    }
    return commands;
  }

  private static List<Precondition> preconditionsOf(dev.beadle.v1.Preconditions wanted) {
    List<Precondition> preconditions = new ArrayList<>();
    if (!wanted.getRevision().isEmpty()) {
      preconditions.add(
          new Precondition.RevisionIs(revisionOf(wanted.getRevision(), "preconditions.revision")));
    }
    for (int i = 0; i < wanted.getRowsCount(); i++) {
      try {
        preconditions.add(preconditionOf(wanted.getRows(i)));
      } catch (RefusedChangeException refused) {
        throw WireFields.within("preconditions.rows[" + i + "].", refused);
      }
    }
    return preconditions;
  }

  private static Precondition preconditionOf(RowCondition condition) {
    List<String> names = new ArrayList<>();
    for (SiteTable table : SiteTable.values()) {
      if (table.tableName().equals(condition.getTable())) {
        return condition.getAbsent()
            ? new Precondition.RowAbsent(table, condition.getColumnsMap())
            : new Precondition.RowExists(table, condition.getColumnsMap());
      }
      names.add(table.tableName());
    }
    throw WireFields.refusal(
        "table", "`" + condition.getTable() + "` (expected: " + String.join(", ", names) + ")");
  }

  /** A revision by its token. */
  static Revision revisionOf(String token, String field) {
    try {
      return Revision.parse(token);
    } catch (IllegalArgumentException malformed) {
      throw WireFields.refusal(field, String.valueOf(malformed.getMessage()));
    }
  }
}
