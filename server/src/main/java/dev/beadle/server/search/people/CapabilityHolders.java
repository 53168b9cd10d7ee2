package dev.beadle.server.search.people;

import dev.beadle.server.decision.RoleOrigin;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.IdList;
import dev.beadle.server.search.ListMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The ordinary users who have one of a few capabilities in a context by their roles: neither
 * visitors nor the guest account, nor what administrators may beyond their roles. Immutable once
 * made, and so thread-safe.
 */
final class CapabilityHolders {
  private final PolicySnapshot snapshot;
  private final ListMode mode;
  private final Ancestry ancestry;
  private final RoleVerdicts verdicts;
  private final EverybodysRoles everybodys;
  private final long everybodyAllowed;
  private final long everybodyProhibited;
  // The capabilities that no guard stops for ordinary users.
  private final long open;

  private CapabilityHolders(
      PolicySnapshot snapshot, WhoCanQuery query, Ancestry ancestry, int[] capabilities) {
    this.snapshot = snapshot;
    this.mode = query.mode();
    this.ancestry = ancestry;
    this.verdicts = RoleVerdicts.of(snapshot, ancestry, capabilities);
    this.everybodys =
        switch (mode) {
          case MOODLE -> EverybodysRoles.ofMoodlesList(snapshot, query.context());
          case CONSISTENT -> EverybodysRoles.ofChecks(snapshot, ancestry);
        };
    this.everybodyAllowed = everybodys.allowedBy(verdicts);
    this.everybodyProhibited = everybodys.prohibitedBy(verdicts);
    this.open = open(capabilities, query.context());
  }

  /**
   * Of some of the capabilities of a question.
   *
   * @param capabilities at most {@link RoleVerdicts#MOST_CAPABILITIES}
   */
  static CapabilityHolders of(
      PolicySnapshot snapshot, WhoCanQuery query, List<Integer> capabilities) {
    CapabilityCatalog catalog = snapshot.capabilities();
    int[] withRow = new int[capabilities.size()];
    for (int i = 0; i < withRow.length; i++) {
      int capability = capabilities.get(i);
      boolean hasRow = capability != CapabilityCatalog.ABSENT && catalog.hasRow(capability);
      withRow[i] = hasRow ? capability : CapabilityCatalog.ABSENT;
    }
    Ancestry ancestry =
        switch (query.mode()) {
          case MOODLE -> Ancestry.byIds(snapshot, query.context());
          case CONSISTENT -> Ancestry.byNodes(snapshot, query.context());
        };
    return new CapabilityHolders(snapshot, query, ancestry, withRow);
  }

  /** Adds the ids of the holders. Cost: that of those assigned here and above, or of all users. */
  void addTo(IdList ids, Checkpoint checkpoint) {
    if ((verdicts.allowedByAny() & open) == 0) {
      return;
    }
    long everybodyHas = everybodyAllowed & ~everybodyProhibited & open;
    if (everybodyHas == 0) {
      RoleHolders holders = RoleHolders.of(ancestry, verdicts, checkpoint);
      for (int i = 0; i < holders.count(); i++) {
        checkpoint.at(i);
        addIf(has(holders, i), holders.userAt(i), ids);
      }
    } else if ((everybodyHas & ~verdicts.prohibitedByAny()) != 0) {
      for (int user = 0; user < snapshot.users().size(); user++) {
        checkpoint.at(user);
        addIf(true, user, ids);
      }
    } else {
      addUnprohibited(ids, checkpoint);
    }
  }

  private void addUnprohibited(IdList ids, Checkpoint checkpoint) {
    RoleHolders holders = RoleHolders.of(ancestry, verdicts, checkpoint);
    int next = 0;
    for (int user = 0; user < snapshot.users().size(); user++) {
      checkpoint.at(user);
      boolean isHolder = next < holders.count() && holders.userAt(next) == user;
      addIf(!isHolder || has(holders, next), user, ids);
      next += isHolder ? 1 : 0;
    }
  }

  private boolean has(RoleHolders holders, int index) {
    long allowed = holders.allowedAt(index) | everybodyAllowed;
    return (allowed & ~(holders.prohibitedAt(index) | everybodyProhibited) & open) != 0;
  }

  private void addIf(boolean has, int user, IdList ids) {
    if (has && counts(user)) {
      ids.add(snapshot.users().idOf(user));
    }
  }

  private boolean counts(int user) {
    UserDirectory users = snapshot.users();
    boolean exists =
        switch (mode) {
          // §9.7; an account without a row is none to Moodle's list.
          case MOODLE -> users.hasRow(user) && !users.isDeleted(user);
          case CONSISTENT -> users.exists(user);
        };
    long id = users.idOf(user);
    return exists && id != 0 && id != snapshot.settings().guestUserId();
  }

  /**
   * Whether a user, by id, is one of the holders. Cost: that of his assignments here and above, or
   * none where everybody is.
   */
  boolean includes(long userId) {
    int user = snapshot.users().find(userId);
    if ((verdicts.allowedByAny() & open) == 0 || user == UserDirectory.ABSENT || !counts(user)) {
      return false;
    }
    long everybodyHas = everybodyAllowed & ~everybodyProhibited & open;
    return (everybodyHas & ~verdicts.prohibitedByAny()) != 0 || givenTo(userId) != 0;
  }

  /**
   * The capabilities, a bit each, that a user's roles give him, the guards apart.
   *
   * @param userId user.id of an ordinary user
   */
  long givenTo(long userId) {
    long allowed = 0;
    long prohibited = 0;
    for (HeldRole held : rolesOf(userId)) {
      allowed |= verdicts.allowedBy(held.role());
      prohibited |= verdicts.prohibitedBy(held.role());
    }
    return allowed & ~prohibited & open;
  }

  /**
   * Adds those of a user's roles that allow one of some capabilities: assigned ones first, nearest
   * first.
   *
   * @param given the capabilities, a bit each
   */
  void addGivers(long userId, long given, List<HeldRole> givers) {
    for (HeldRole held : rolesOf(userId)) {
      if ((verdicts.allowedBy(held.role()) & given) != 0 && !givers.contains(held)) {
        givers.add(held);
      }
    }
  }

  /** Every role that counts for a user, as often as he has it. */
  private List<HeldRole> rolesOf(long userId) {
    SpecialRoles special = snapshot.specialRoles();
    if (userId == 0) {
      return siteWide(special.notLoggedIn(), RoleOrigin.NOT_LOGGED_IN);
    }
    if (userId == snapshot.settings().guestUserId()) {
      return siteWide(special.guest(), RoleOrigin.GUEST);
    }
    List<HeldRole> roles = new ArrayList<>();
    int user = snapshot.users().find(userId);
    for (int step = 0; step < ancestry.length() && user != UserDirectory.ABSENT; step++) {
      addAssigned(user, step, roles);
    }
    roles.addAll(everybodys.roles());
    return roles;
  }

  private void addAssigned(int user, int step, List<HeldRole> roles) {
    RoleAssignments assignments = snapshot.assignments();
    int context = ancestry.indexedAt(step);
    if (context == ContextTree.ABSENT) {
      return;
    }
    int[] block = assignments.blockOf(user);
    int to = RoleAssignments.to(block, user);
    int at = RoleAssignments.firstIn(context, block, RoleAssignments.from(block, user), to);
    while (at < to && block[at] == context) {
      if (ancestry.counts(step, user, block, at)) {
        int named = assignments.contextOfRow(user, block, at);
        roles.add(new HeldRole(block[at + 1], RoleOrigin.ASSIGNMENT, named));
      }
      at += RoleAssignments.ENTRY_LENGTH;
    }
  }

  private List<HeldRole> siteWide(int role, RoleOrigin origin) {
    int system = snapshot.contexts().system();
    return role >= 0 && ancestry.contains(system)
        ? List.of(new HeldRole(role, origin, system))
        : List.of();
  }

  private long open(int[] capabilities, int context) {
    boolean isLocked =
        snapshot.settings().contextLocking() && snapshot.contexts().isLocked(context);
    long bits = 0;
    for (int bit = 0; bit < capabilities.length; bit++) {
      boolean isOpen =
          capabilities[bit] != CapabilityCatalog.ABSENT
              && (!isLocked || isOpenInLocks(capabilities[bit]));
      bits |= isOpen ? 1L << bit : 0;
    }
    boolean isClosed = mode == ListMode.CONSISTENT && !snapshot.contexts().isRooted(context);
    return isClosed ? 0 : bits;
  }

  private boolean isOpenInLocks(int capability) {
    CapabilityCatalog catalog = snapshot.capabilities();
    return switch (mode) {
      // §9.1: by the row itself, and only exactly read is read.
      case MOODLE ->
          catalog.rowOf(capability).type().equals("read")
              || catalog.nameOf(capability).equals(CapabilityCatalog.MANAGE_LOCKS);
      case CONSISTENT -> !catalog.writes(capability) || catalog.managesLocks(capability);
    };
  }
}
