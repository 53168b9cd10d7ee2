package dev.beadle.server.impact;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.model.SiteTable;

/**
 * Which changes one answer can depend on. What is left out is sure not to matter, now or later;
 * what is not may still not matter. Immutable and so thread-safe.
 */
final class Relevance {
  /** The name by which Moodle finds the guest account when no setting names it. */
  private static final String GUEST_NAME = "guest";

  private final HistoricQuestion question;

  Relevance(HistoricQuestion question) {
    this.question = question;
  }

  /**
   * Whether the answer can depend on a change.
   *
   * @param site the facts before it, as far as the answer depends on them
   */
  boolean of(Change change, PolicySnapshot site) {
    return switch (change) {
      // Roles are asked about the name as it is asked for, deprecated or not (§3).
      case Change.PermissionSet set -> set.capability().equals(question.capability());
      case Change.PermissionRemoved removed -> removed.capability().equals(question.capability());
      case Change.RoleAssigned assigned -> assigned.userId() == question.userId();
      case Change.RoleUnassigned unassigned -> unassigned.userId() == question.userId();
      case Change.UserSaved saved ->
          saved.username().equals(GUEST_NAME) || mayConcern(saved.id(), site);
      case Change.UserRemoved removed -> mayConcern(removed.id(), site);
      // The front page is the course without a category.
      case Change.RowSaved saved -> saved.table() == SiteTable.COURSE;
      case Change.RowRemoved removed -> removed.table() == SiteTable.COURSE;
      case Change.CapabilityDefined _,
          Change.CapabilityRemoved _,
          Change.RoleDefined _,
          Change.RoleDeleted _,
          Change.ContextSaved _,
          Change.ContextMoved _,
          Change.ContextLockChanged _,
          Change.ContextDeleted _,
          Change.SettingChanged _,
          Change.SettingRemoved _ ->
          true;
    };
  }

  /** The user himself, and whoever was there at the start: he may be the guest account. */
  private boolean mayConcern(long userId, PolicySnapshot site) {
    return userId == question.userId() || site.users().find(userId) != UserDirectory.ABSENT;
  }
}
