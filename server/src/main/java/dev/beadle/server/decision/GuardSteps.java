package dev.beadle.server.decision;

import dev.beadle.server.decision.Explanation.GuardStep;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SiteSettings;
import dev.beadle.server.graph.UserDirectory;
import java.util.ArrayList;
import java.util.List;

/** Tells which guards were passed, in Moodle's order (rules §6), and what each looked at. */
final class GuardSteps {
  /** The guards in their order, each by what it decides. */
  private static final List<List<Decision>> ORDER =
      List.of(
          List.of(Decision.DENIED_UNKNOWN_CAPABILITY),
          List.of(Decision.DENIED_BY_FORCED_LOGIN),
          List.of(Decision.DENIED_BY_GUEST_GUARD),
          List.of(Decision.DENIED_BY_LOCK),
          List.of(Decision.DENIED_NO_SUCH_USER, Decision.DENIED_USER_DELETED),
          List.of(
              Decision.DENIED_BY_BROKEN_CONTEXT, Decision.ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT),
          List.of(Decision.DENIED_OUTSIDE_LOGIN_AS),
          List.of(Decision.ALLOWED_BY_SITE_ADMIN));

  private GuardSteps() {}

  /** Whether a guard took the decision, rather than the roles. */
  static boolean isByGuard(Decision decision) {
    return ORDER.stream().anyMatch(guard -> guard.contains(decision));
  }

  static List<GuardStep> of(PolicySnapshot snapshot, AccessQuery query, Decision decision) {
    List<GuardStep> steps = new ArrayList<>();
    for (List<Decision> guard : ORDER) {
      boolean decided = guard.contains(decision);
      Decision named = decided ? decision : guard.getFirst();
      steps.add(new GuardStep(named, decided, detail(named, snapshot, query)));
      if (decided) {
        break;
      }
    }
    return steps;
  }

  private static String detail(Decision guard, PolicySnapshot snapshot, AccessQuery query) {
    return switch (guard) {
      case DENIED_UNKNOWN_CAPABILITY -> capabilityDetail(snapshot.capabilities(), query);
      case DENIED_BY_FORCED_LOGIN ->
          snapshot.settings().forceLogin()
              ? "the site forces visitors to log in; " + kindOfUser(snapshot.settings(), query)
              : "the site does not force visitors to log in";
      case DENIED_BY_GUEST_GUARD -> guestDetail(snapshot, query);
      case DENIED_BY_LOCK -> lockDetail(snapshot, query);
      case DENIED_NO_SUCH_USER, DENIED_USER_DELETED -> userDetail(snapshot.users(), query);
      case DENIED_BY_BROKEN_CONTEXT, ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT ->
          snapshot.contexts().isRooted(query.context())
              ? "the context has a path and a depth"
              : "the context has no path, or depth 0: only site administrators may there";
      case DENIED_OUTSIDE_LOGIN_AS -> loginAsDetail(snapshot.contexts(), query);
      case ALLOWED_BY_SITE_ADMIN -> adminDetail(snapshot, query);
      case ALLOWED_BY_ROLE,
          ALLOWED_BY_ALL_OF_NOTHING,
          DENIED_BY_PROHIBIT,
          DENIED_BY_PREVENT,
          DENIED_NOTHING_ALLOWS,
          DENIED_ANY_OF_NOTHING ->
          throw new IllegalArgumentException(guard + " is not a guard's");
    };
  }

  private static String capabilityDetail(CapabilityCatalog capabilities, AccessQuery query) {
    int capability = query.capability();
    if (capability == CapabilityCatalog.ABSENT || !capabilities.isKnown(capability)) {
      return "the capability is not in the site's list of capabilities";
    }
    String replacement = capabilities.replacementNameOf(capability);
    return replacement.isEmpty()
        ? "the capability is in the site's list of capabilities"
        : "the capability is deprecated: the type and risks of its replacement "
            + replacement
            + " are used, but roles are asked for the old name";
  }

  private static String guestDetail(PolicySnapshot snapshot, AccessQuery query) {
    String capability =
        snapshot.capabilities().isBarredToGuests(query.capability())
            ? "the capability writes or has a risk that bars visitors and guests"
            : "the capability neither writes nor has a risk that bars visitors and guests";
    return capability + "; " + kindOfUser(snapshot.settings(), query);
  }

  private static String kindOfUser(SiteSettings settings, AccessQuery query) {
    if (query.userId() == 0) {
      return "the user is a visitor who is not logged in";
    }
    return query.userId() == settings.guestUserId()
        ? "the user is the guest account"
        : "the user is an ordinary account";
  }

  private static String lockDetail(PolicySnapshot snapshot, AccessQuery query) {
    SiteSettings settings = snapshot.settings();
    if (!settings.contextLocking()) {
      return "context locking is off";
    }
    if (!snapshot.capabilities().writes(query.capability())) {
      return "the capability does not write, so locks do not matter";
    }
    if (snapshot.capabilities().managesLocks(query.capability())) {
      return "the capability manages locks, so they do not matter";
    }
    if (!snapshot.contexts().isLocked(query.context())) {
      return "neither the context nor one above it is locked";
    }
    return settings.locksApplyToAdmins() || !settings.isSiteAdmin(query.userId())
        ? "the context, or one above it, is locked, and the capability writes"
        : "the context, or one above it, is locked, but locks do not bind site administrators";
  }

  private static String userDetail(UserDirectory users, AccessQuery query) {
    if (query.userId() == 0) {
      return "a visitor need not exist";
    }
    int user = users.find(query.userId());
    if (user == UserDirectory.ABSENT) {
      return "the site has no such user";
    }
    String row =
        !users.hasRow(user)
            ? "the user has no record"
            : users.isDeleted(user) ? "the user's record is deleted" : "the user has a record";
    return users.exists(user) && (!users.hasRow(user) || users.isDeleted(user))
        ? row + ", but a context of his own"
        : row;
  }

  private static String loginAsDetail(ContextTree contexts, AccessQuery query) {
    int loginAs = query.environment().loginAsContext();
    if (loginAs == ContextTree.ABSENT) {
      return "the session is not a “log in as” session";
    }
    String where = "the “log in as” session is bound to context " + contexts.idOf(loginAs);
    return contexts.isWithin(query.context(), loginAs)
        ? where + ", which holds this one"
        : where + ", which does not hold this one";
  }

  private static String adminDetail(PolicySnapshot snapshot, AccessQuery query) {
    if (!snapshot.settings().isSiteAdmin(query.userId())) {
      return "the user is no site administrator";
    }
    if (!query.environment().doAnything()) {
      return "the user is a site administrator, but the question leaves that out (doanything)";
    }
    boolean switched =
        RoleWalk.findSwitch(snapshot.contexts(), query.context(), query.environment())
            != Environment.NO_SWITCH;
    return switched
        ? "the user is a site administrator, but has switched to a role here"
        : "the user is a site administrator";
  }
}
