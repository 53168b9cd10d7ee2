package dev.beadle.server.grpc;

import dev.beadle.server.admin.AdminCommand;
import dev.beadle.server.admin.CommandBatch;
import dev.beadle.server.admin.Preconditions;
import dev.beadle.server.admin.RowCondition;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.config.AdminLimits;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.v1.AdminBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads batches of commands from the wire. Thread-safe. Refusals are of kind INVALID and name the
 * field as in {@code commands[3].assign_role.user_id}.
 */
public final class BatchMapper {
  private static final int REASON_LENGTH = 1_000;
  private static final int KEY_LENGTH = 100;

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
    return new BatchMapper(limits, 0);
  }

  /**
   * The batch that a message says.
   *
   * @throws LimitExceededException if it has too many commands
   */
  public CommandBatch batchOf(AdminBatch message) {
    QuestionMapper.requireAtMost(
        "commands", message.getCommandsCount(), "max-batch-commands", limits.batchCommands());
    if (message.getCommandsCount() == 0) {
      throw WireFields.required("commands", "at least one");
    }
    WireFields.requireKnown(message.toBuilder().clearCommands().build());
    WireFields.requireAtLeast(message.getActor(), leastActor, "actor");
    return new CommandBatch(originOf(message), preconditionsOf(message), commandsOf(message));
  }

  /**
   * Commands in their order.
   *
   * @throws RefusedChangeException of kind INVALID
   */
  public static List<AdminCommand> commandsOf(AdminBatch message) {
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

  private static Origin originOf(AdminBatch message) {
    requireText(message.getReason(), "reason", REASON_LENGTH);
    String key = message.getIdempotencyKey();
    requireText(key, "idempotency_key", KEY_LENGTH);
    return new Origin(
        message.getActor(),
        message.getReason(),
        key,
        key.isEmpty() ? "" : BatchFingerprint.of(message));
  }

  private static Preconditions preconditionsOf(AdminBatch message) {
    var wanted = message.getPreconditions();
    List<Revision> revisions = new ArrayList<>();
    if (!wanted.getRevision().isEmpty()) {
      revisions.add(revisionOf(wanted.getRevision(), "preconditions.revision"));
    }
    List<RowCondition> rows = new ArrayList<>();
    for (int i = 0; i < wanted.getRowsCount(); i++) {
      try {
        rows.add(conditionOf(wanted.getRows(i)));
      } catch (RefusedChangeException refused) {
        throw WireFields.within("preconditions.rows[" + i + "].", refused);
      }
    }
    return new Preconditions(revisions, rows);
  }

  private static RowCondition conditionOf(dev.beadle.v1.RowCondition condition) {
    for (SiteTable table : SiteTable.values()) {
      if (table.tableName().equals(condition.getTable())) {
        return new RowCondition(table, condition.getColumnsMap(), condition.getAbsent());
      }
    }
    var names = new ArrayList<String>();
    for (SiteTable table : SiteTable.values()) {
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

  private static void requireText(String text, String field, int longest) {
    if (text.length() > longest) {
      throw WireFields.refusal(
          field, text.length() + " characters (expected: at most " + longest + ")");
    }
    if (text.indexOf('\0') >= 0) {
      throw WireFields.refusal(field, "holds the character 0");
    }
  }
}
