package dev.beadle.server.decision;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SiteSettings;
import dev.beadle.server.graph.UserDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Decides as Moodle's has_capability does (rules §6 and §7): the guards in their order, then the
 * roles. Thread-safe, never blocks, and allocates nothing once the resolution is known.
 */
public final class DecisionPoint {
  /** A decision about a list, and which of its members it rests on. */
  public record ListDecision(Decision decision, int decidingIndex) {}

  private final ResolutionSource resolutions;

  /** Decides with resolutions from {@code resolutions}. */
  public DecisionPoint(ResolutionSource resolutions) {
    this.resolutions = resolutions;
  }

  /** Decides one question. */
  public Decision decide(PolicySnapshot snapshot, AccessQuery query) {
    return decide(
        snapshot, query.userId(), query.context(), query.capability(), query.environment());
  }

  /** Decides one question, by its parts: see {@link AccessQuery}. */
  public Decision decide(
      PolicySnapshot snapshot, long userId, int context, int capability, Environment environment) {
    Decision guarded = findCapabilityGuard(snapshot, userId, capability);
    if (guarded == null
        && isStoppedByLocks(snapshot.capabilities(), capability)
        && isLocked(snapshot, userId, context)) {
      return Decision.DENIED_BY_LOCK;
    }
    if (guarded == null) {
      guarded = findUserGuard(snapshot, userId, context, environment);
    }
    return guarded != null
        ? guarded
        : resolutionFor(snapshot, userId, context, environment).decisionFor(capability);
  }

  /**
   * Decides about one user and context for many capabilities, the roles being looked for once.
   *
   * @param capabilities ordinals, or {@code CapabilityCatalog.ABSENT}
   * @param decisions takes the answers, from {@code offset}
   */
  public void decideEach(
      PolicySnapshot snapshot,
      AccessQuery query,
      int[] capabilities,
      Decision[] decisions,
      int offset) {
    byte[] ordinals = new byte[capabilities.length];
    var guarded = GuardedCapabilities.of(snapshot, query.userId(), capabilities);
    var row = new MatrixRows(query.userId(), query.environment(), guarded, ordinals, 1);
    row.add(query.context(), 0);
    decideRow(snapshot, row, 0);
    for (int i = 0; i < ordinals.length; i++) {
      decisions[offset + i] = Decision.of(ordinals[i]);
    }
  }

  /**
   * Decides rows of a matrix, the roles being looked for once in each and in all rows together: see
   * {@link BatchWalk}. Allocates nothing once the resolutions are known.
   */
  @SuppressWarnings("ReferenceEquality") // another environment that says the same is decided too
  public void decideRows(PolicySnapshot snapshot, MatrixRows rows) {
    QueryBatch places = rows.places();
    boolean isPlain = rows.environment() == Environment.DEFAULT;
    if (isPlain) {
      places.walk.walk(snapshot, places);
    }
    for (int row = 0; row < places.size(); row++) {
      if (isPlain && places.walk.isDone(row)) {
        decideWalkedRow(snapshot, rows, row);
      } else {
        decideRow(snapshot, rows, row);
      }
    }
  }

  private void decideWalkedRow(PolicySnapshot snapshot, MatrixRows rows, int row) {
    if (rows.repeat(row)) {
      return;
    }
    BatchWalk walk = rows.places().walk;
    boolean isLocked = walk.isLocked(row) && snapshot.settings().contextLocking();
    rows.decide(row, isLocked, resolutionOf(snapshot, walk.walked(row), null));
  }

  private void decideRow(PolicySnapshot snapshot, MatrixRows rows, int row) {
    AccessQuery query = rows.query(row);
    long userId = query.userId();
    int context = query.context();
    boolean isLocked = isLocked(snapshot, userId, context);
    Decision ofUser = findUserGuard(snapshot, userId, context, query.environment());
    if (ofUser == null) {
      Resolution resolution = resolutionFor(snapshot, userId, context, query.environment());
      rows.decide(row, isLocked, resolution);
    } else {
      rows.decide(row, isLocked, ofUser);
    }
  }

  /**
   * Decides all questions of a batch, as {@link #decide} does one by one: see {@link BatchWalk}.
   * Allocates nothing once the resolutions are known.
   */
  public void decideBatch(PolicySnapshot snapshot, QueryBatch batch) {
    batch.walk.walk(snapshot, batch);
    for (int i = 0; i < batch.size(); i++) {
      batch.decide(i, decideWalked(snapshot, batch, i));
    }
  }

  private Decision decideWalked(PolicySnapshot snapshot, QueryBatch batch, int question) {
    int capability = batch.capabilities[question];
    CapabilityCatalog capabilities = snapshot.capabilities();
    BatchWalk walk = batch.walk;
    if (!walk.isDone(question)
        || capability == CapabilityCatalog.ABSENT
        || !capabilities.isKnown(capability)) {
      return decide(
          snapshot,
          batch.userIds[question],
          batch.contexts[question],
          capability,
          Environment.DEFAULT);
    }
    if (walk.isLocked(question)
        && snapshot.settings().contextLocking()
        && isStoppedByLocks(capabilities, capability)) {
      return Decision.DENIED_BY_LOCK;
    }
    return resolutionOf(snapshot, walk.walked(question), null).decisionFor(capability);
  }

  /**
   * What somebody could do in a context who had one role there and nothing else.
   *
   * @param role an ordinal, of a row or not
   * @param context an ordinal
   */
  public LoneRole loneRole(PolicySnapshot snapshot, int role, int context) {
    return LoneRole.of(snapshot, resolutions, role, context);
  }

  /** has_any_capability: the first one allowed decides; none of an empty list (§6). */
  public ListDecision decideAny(PolicySnapshot snapshot, AccessQuery query, int[] capabilities) {
    return decideList(snapshot, query, capabilities, true, Decision.DENIED_ANY_OF_NOTHING);
  }

  /** has_all_capabilities: the first one denied decides; all of an empty list (§6). */
  public ListDecision decideAll(PolicySnapshot snapshot, AccessQuery query, int[] capabilities) {
    return decideList(snapshot, query, capabilities, false, Decision.ALLOWED_BY_ALL_OF_NOTHING);
  }

  private ListDecision decideList(
      PolicySnapshot snapshot,
      AccessQuery query,
      int[] capabilities,
      boolean decisive,
      Decision ofNothing) {
    Decision last = ofNothing;
    for (int i = 0; i < capabilities.length; i++) {
      last =
          decide(snapshot, query.userId(), query.context(), capabilities[i], query.environment());
      if (last.isAllowed() == decisive) {
        return new ListDecision(last, i);
      }
    }
    return new ListDecision(last, Math.max(0, capabilities.length - 1));
  }

  /** The decision of the first guard that looks at the capability (§6.3 to §6.6), or null. */
  static @Nullable Decision findCapabilityGuard(
      PolicySnapshot snapshot, long userId, int capability) {
    CapabilityCatalog capabilities = snapshot.capabilities();
    SiteSettings settings = snapshot.settings();
    if (capability == CapabilityCatalog.ABSENT || !capabilities.isKnown(capability)) {
      return Decision.DENIED_UNKNOWN_CAPABILITY;
    }
    if (userId == 0 && settings.forceLogin()) {
      return Decision.DENIED_BY_FORCED_LOGIN;
    }
    if (isVisitorOrGuest(settings, userId) && capabilities.isBarredToGuests(capability)) {
      return Decision.DENIED_BY_GUEST_GUARD;
    }
    return null;
  }

  /** Whether a locked context stops what has this capability (§6.7). */
  static boolean isStoppedByLocks(CapabilityCatalog capabilities, int capability) {
    return capabilities.writes(capability) && !capabilities.managesLocks(capability);
  }

  /** Whether a context is locked for a user (§6.7). */
  private static boolean isLocked(PolicySnapshot snapshot, long userId, int context) {
    SiteSettings settings = snapshot.settings();
    return settings.contextLocking()
        && (settings.locksApplyToAdmins() || !settings.isSiteAdmin(userId))
        && snapshot.contexts().isLocked(context);
  }

  /**
   * The decision of the first guard after those, which are the same for every capability (§6.8 to
   * §6.11), or null: the roles decide.
   */
  private static @Nullable Decision findUserGuard(
      PolicySnapshot snapshot, long userId, int context, Environment environment) {
    SiteSettings settings = snapshot.settings();
    ContextTree contexts = snapshot.contexts();
    if (userId != 0 && !snapshot.users().isLive(userId)) {
      Decision nonexistence = findNonexistence(snapshot.users(), userId, environment);
      if (nonexistence != null) {
        return nonexistence;
      }
    }
    if (!contexts.isRooted(context)) {
      return settings.isSiteAdmin(userId)
          ? Decision.ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT
          : Decision.DENIED_BY_BROKEN_CONTEXT;
    }
    if (environment.loginAsContext() != ContextTree.ABSENT
        && !contexts.isWithin(context, environment.loginAsContext())) {
      return Decision.DENIED_OUTSIDE_LOGIN_AS;
    }
    if (environment.doAnything()
        && settings.isSiteAdmin(userId)
        && RoleWalk.findSwitch(contexts, context, environment) == Environment.NO_SWITCH) {
      return Decision.ALLOWED_BY_SITE_ADMIN;
    }
    return null;
  }

  /** The denial of a user who has no row, or a deleted one, and so perhaps does not exist. */
  private static @Nullable Decision findNonexistence(
      UserDirectory users, long userId, Environment environment) {
    int user = users.find(userId);
    if (user == UserDirectory.ABSENT) {
      return Decision.DENIED_NO_SUCH_USER;
    }
    if (environment.isCurrentUser() && users.hasRow(user)) {
      return users.isDeleted(user) ? Decision.DENIED_USER_DELETED : null;
    }
    return users.exists(user) ? null : Decision.DENIED_NO_SUCH_USER;
  }

  /** What the user's roles say in a rooted context, the guards apart (§7). */
  private Resolution resolutionFor(
      PolicySnapshot snapshot, long userId, int context, Environment environment) {
    long walked = RoleWalk.walk(snapshot, userId, context, environment, null);
    long[] high = null;
    if (RoleWalk.hasMore(walked)) {
      var rest = new RoleSet();
      long _ = RoleWalk.walk(snapshot, userId, context, environment, rest);
      high = rest.high();
    }
    return resolutionOf(snapshot, walked, high);
  }

  /**
   * What the roles of a walk say.
   *
   * @param high those that have no bit of their own, or null
   */
  private Resolution resolutionOf(PolicySnapshot snapshot, long walked, long @Nullable [] high) {
    OverrideScope scope = RoleWalk.findScopeIn(walked, snapshot);
    return scope == null
        ? Resolution.SILENT
        : resolutions.resolutionOf(RoleWalk.rolesIn(walked), high, scope, snapshot.capabilities());
  }

  private static boolean isVisitorOrGuest(SiteSettings settings, long userId) {
    return userId == 0 || userId == settings.guestUserId();
  }
}
