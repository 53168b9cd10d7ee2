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
    return words(change).replaceAll("\\p{Cntrl}", " ");
  }

  private static String words(Change change) {
    return switch (change) {
      case Change.CapabilityDefined(_, var name, _, _, var component, _) ->
          "capability " + name + " defined by " + quoted(component);
      case Change.CapabilityRemoved(_, var name) -> "capability " + name + " removed";
      case Change.RoleDefined defined -> words(defined);
      case Change.RoleDeleted(var id) -> "role " + id + " deleted";
      case Change.ContextSaved saved -> words(saved);
      case Change.ContextMoved(var id, var parent) -> "context " + id + " moved below " + parent;
      case Change.ContextLockChanged(var id, var locked) ->
          "context " + id + (locked ? " locked" : " unlocked");
      case Change.ContextDeleted(var id) -> "context " + id + " deleted";
      case Change.UserSaved(var id, _, var deleted, var suspended) ->
          "user " + id + " saved" + (deleted ? ", deleted" : "") + (suspended ? ", suspended" : "");
      case Change.UserRemoved(var id) -> "user " + id + " removed";
      case Change.SettingChanged(var name, var value) -> "setting " + name + " = " + quoted(value);
      case Change.SettingRemoved(var name) -> "setting " + name + " removed";
      case Change.PermissionSet(_, var context, var role, var capability, var permission) ->
          permission(role, context, capability) + permission(permission);
      case Change.PermissionRemoved(_, var context, var role, var capability, _) ->
          permission(role, context, capability) + "inherits";
      case Change.RoleAssigned(_, var role, var at, var user, var by, var item, var from, var to) ->
          assignment("assigned to", role, user, at) + source(by, item) + times(from, to);
      case Change.RoleUnassigned(_, var role, var at, var user, var by, var item, _, _) ->
          assignment("taken from", role, user, at) + source(by, item);
      case Change.RowSaved(var row) -> "saved " + row;
      case Change.RowRemoved(var row) -> "removed " + row;
    };
  }

  private static String words(Change.RoleDefined role) {
    return "role %d defined: %s, archetype %s, order %d"
        .formatted(role.id(), quoted(role.shortName()), quoted(role.archetype()), role.sortOrder());
  }

  private static String words(Change.ContextSaved context) {
    return "context %d saved: %s %d, path %s%s"
        .formatted(
            context.id(),
            ContextLevel.nameOf(context.level()).toLowerCase(Locale.ROOT),
            context.instanceId(),
            quoted(context.path()),
            context.locked() ? ", locked" : "");
  }

  private static String assignment(String verb, long role, long user, long context) {
    return "role " + role + " " + verb + " user " + user + " in context " + context;
  }

  private static String source(String component, long itemId) {
    return component.isEmpty() ? "" : " by " + component + " " + itemId;
  }

  private static String permission(long role, long context, String capability) {
    return "role " + role + " in context " + context + ": " + capability + " ";
  }

  private static String times(long startsAt, long endsAt) {
    return (startsAt == 0 ? "" : " from " + time(startsAt))
        + (endsAt == 0 ? "" : " until " + time(endsAt));
  }

  private static String time(long second) {
    boolean isTime =
        second >= Instant.MIN.getEpochSecond() && second <= Instant.MAX.getEpochSecond();
    return isTime ? Instant.ofEpochSecond(second).toString() : "second " + second;
  }

  private static String permission(long stored) {
    return Permission.isRegular(stored)
        ? Permission.ofStored(stored).name().toLowerCase(Locale.ROOT)
        : "permission " + stored;
  }

  private static String quoted(String text) {
    return "`" + text + "`";
  }
}
