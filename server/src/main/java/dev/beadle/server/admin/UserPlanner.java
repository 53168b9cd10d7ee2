package dev.beadle.server.admin;

import dev.beadle.server.admin.UserCommand.CreateUser;
import dev.beadle.server.admin.UserCommand.DeleteUser;
import dev.beadle.server.admin.UserCommand.SuspendUser;
import dev.beadle.server.change.Change.UserSaved;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.LinkedHashMap;
import java.util.Map;

/** What changes by a command about accounts. Stateless. */
final class UserPlanner {
  private UserPlanner() {}

  static void plan(PlanState state, UserCommand command) {
    switch (command) {
      case CreateUser(String username) -> {
        long id = state.nextId(SiteTable.USER);
        state.add(new UserSaved(id, username, false, false));
        ContextPlanner.createContext(
            state, ContextLevel.USER, id, state.snapshot().contexts().system());
      }
      case DeleteUser(long userId) -> delete(state, userId);
      case SuspendUser(long userId, boolean suspended) -> {
        PolicySnapshot site = state.snapshot();
        SiteRows.requireLiveUser(site, userId);
        requireOrdinary(site, userId, "suspended");
        if (site.users().isSuspended(site.users().find(userId)) != suspended) {
          state.add(new UserSaved(userId, "", false, suspended));
        }
      }
    }
  }

  /** {@code delete_user}: the row and the context stay, and everything that hung on them goes. */
  private static void delete(PlanState state, long userId) {
    PolicySnapshot site = state.snapshot();
    SiteRows.requireLiveUser(site, userId);
    requireOrdinary(site, userId, "deleted");
    SiteRows.rowsWith(site, SiteTable.USER_ENROLMENTS, "userid", userId).forEach(state::remove);
    SiteRows.rowsWith(site, SiteTable.GROUPS_MEMBERS, "userid", userId).forEach(state::remove);
    Map<Long, StoredAssignment> own = new LinkedHashMap<>();
    StoredAssignment.ofUser(site, userId).forEach(row -> own.put(row.id(), row));
    int context = site.contexts().find(ContextLevel.USER, userId);
    boolean isSuspended = site.users().isSuspended(site.users().find(userId));
    if (context != ContextTree.ABSENT) {
      long contextId = site.contexts().idOf(context);
      // What hangs on the context takes the user's own roles there with it.
      own.values().removeIf(row -> row.contextId() == contextId);
      new ContextRemoval(state).contentOf(context).apply();
    }
    own.values().forEach(row -> state.add(row.removed()));
    state.add(new UserSaved(userId, "", true, isSuspended));
  }

  private static void requireOrdinary(PolicySnapshot site, long userId, String what) {
    if (userId == site.settings().guestUserId()) {
      throw Refusals.precondition("user_id", userId, "the guest account cannot be " + what);
    }
    if (site.settings().isSiteAdmin(userId)) {
      throw Refusals.precondition("user_id", userId, "a site administrator cannot be " + what);
    }
  }
}
