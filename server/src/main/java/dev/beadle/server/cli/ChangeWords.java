package dev.beadle.server.cli;

import dev.beadle.server.change.Change;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Permission;
import java.time.Instant;
import java.util.Locale;

/** What has changed, in a line for people. Stateless. */
final class ChangeWords {
  private ChangeWords() {}

  static String of(Change change) {
    return switch (change) {
      case Change.CapabilityDefined defined ->
          "capability " + defined.name() + " defined by " + quoted(defined.component());
      case Change.CapabilityRemoved(_, var name) -> "capability " + name + " removed";
      case Change.RoleDefined defined ->
          "role %d defined: %s, archetype %s, order %d"
              .formatted(
                  defined.id(),
                  quoted(defined.shortName()),
                  quoted(defined.archetype()),
                  defined.sortOrder());
      case Change.RoleDeleted(var id) -> "role " + id + " deleted";
      case Change.ContextSaved saved ->
          "context %d saved: %s %d, path %s%s"
              .formatted(
                  saved.id(),
                  ContextLevel.nameOf(saved.level()).toLowerCase(Locale.ROOT),
                  saved.instanceId(),
                  quoted(saved.path()),
                  saved.locked() ? ", locked" : "");
      case Change.ContextMoved(var id, var parent) -> "context " + id + " moved below " + parent;
      case Change.ContextLockChanged(var id, var locked) ->
          "context " + id + (locked ? " locked" : " unlocked");
      case Change.ContextDeleted(var id) -> "context " + id + " deleted";
      case Change.UserSaved saved ->
          "user "
              + saved.id()
              + " saved"
              + (saved.deleted() ? ", deleted" : "")
              + (saved.suspended() ? ", suspended" : "");
      case Change.UserRemoved(var id) -> "user " + id + " removed";
      case Change.SettingChanged(var name, var value) -> "setting " + name + " = " + quoted(value);
      case Change.SettingRemoved(var name) -> "setting " + name + " removed";
      case Change.PermissionSet(_, var context, var role, var capability, var permission) ->
          "role %d in context %d: %s %s"
              .formatted(role, context, capability, permission(permission));
      case Change.PermissionRemoved(_, var context, var role, var capability, _) ->
          "role %d in context %d: %s inherits".formatted(role, context, capability);
      default -> ofRow(change);
    };
  }

  private static String ofRow(Change change) {
    return switch (change) {
      case Change.RoleAssigned at ->
          "role %d assigned to user %d in context %d%s%s"
              .formatted(
                  at.roleId(),
                  at.userId(),
                  at.contextId(),
                  at.component().isEmpty() ? "" : " by " + at.component() + " " + at.itemId(),
                  times(at.startsAt(), at.endsAt()));
      case Change.RoleUnassigned at ->
          "role %d taken from user %d in context %d%s"
              .formatted(
                  at.roleId(),
                  at.userId(),
                  at.contextId(),
                  at.component().isEmpty() ? "" : " by " + at.component() + " " + at.itemId());
      case Change.RowSaved(var row) -> "saved " + row;
      case Change.RowRemoved(var row) -> "removed " + row;
      default -> throw new IllegalStateException("no words for " + change);
    };
  }

  private static String times(long startsAt, long endsAt) {
    return (startsAt == 0 ? "" : " from " + Instant.ofEpochSecond(startsAt))
        + (endsAt == 0 ? "" : " until " + Instant.ofEpochSecond(endsAt));
  }

  private static String permission(long stored) {
    return Permission.isRegular(stored)
        ? Permission.ofStored(stored).name().toLowerCase(Locale.ROOT)
        : "permission " + stored;
  }

  private static String quoted(String text) {
    return "`" + text.replaceAll("\\p{Cntrl}", " ") + "`";
  }
}
