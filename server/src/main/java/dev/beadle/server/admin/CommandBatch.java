package dev.beadle.server.admin;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.change.LogEntry.Origin;
import java.util.List;

/**
 * Commands that somebody wants done together: all of them or none.
 *
 * @param origin by whom and why
 * @param preconditions what must hold
 * @param commands in their order; at least one
 */
public record CommandBatch(
    Origin origin, Preconditions preconditions, List<AdminCommand> commands) {
  public CommandBatch {
    requireNonNull(origin, "origin");
    requireNonNull(preconditions, "preconditions");
    commands = List.copyOf(commands);
    if (commands.isEmpty()) {
      throw Fields.invalid("commands", "none", "at least one");
    }
  }
}
