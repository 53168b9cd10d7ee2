package dev.beadle.server.reference;

import dev.beadle.server.reference.ReferenceSite.Capability;
import dev.beadle.server.reference.ReferenceSite.Context;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moodle's {@code has_capability}, written a second time, straight from moodle-rules.md (the §
 * numbers below are its sections): strings for paths, maps for tables, one method for each rule.
 *
 * <p>It exists so that the production engine can be compared with something that shares none of its
 * code and none of its cleverness; so it must stay slow and plain. Cost: every question builds the
 * subject's access data anew. Thread-safe, if the caller leaves the tables alone.
 */
public final class ReferenceEngine {

  private static final long ALLOW = 1;
  private static final long PROHIBIT = -1000;

  /**
   * The risks that close a capability to guests: config 2, cross-site scripting 4, data loss 32.
   */
  private static final long GUARDED_RISKS = 2 | 4 | 32;

  private final ReferenceSite site;

  /**
   * Reads a site.
   *
   * @param tables table name without prefix to its rows; column to text, "" for NULL
   * @param deprecatedCapabilities what the components' code declares deprecated
   */
  public ReferenceEngine(
      Map<String, List<Map<String, String>>> tables,
      List<DeprecatedCapability> deprecatedCapabilities) {
    site = new ReferenceSite(tables, deprecatedCapabilities);
  }

  /**
   * Answers one question.
   *
   * @throws java.util.NoSuchElementException if the question names a context that has no row
   * @throws IllegalArgumentException for a name starting with {@code moodle/legacy:} (§6.2)
   */
  public Answer answer(Question question) {
    question.roleSwitches().keySet().forEach(site::context);
    question.temporaryRoles().keySet().forEach(site::context);
    if (question.loginAsContextId() != null) {
      site.context(question.loginAsContextId());
    }
    if (question.capability().startsWith("moodle/legacy:")) {
      throw new IllegalArgumentException("legacy capability: " + question.capability());
    }
    return Answer.by(decide(question, site.context(question.contextId())));
  }

  /** §6: the order of the tests is part of the rules. */
  private Rule decide(Question question, Context context) {
    long userId = question.userId();
    Capability capability = site.findCapability(question.capability());
    if (capability == null) {
      return Rule.DENIED_UNKNOWN_CAPABILITY;
    }
    if (isRefusedByForcedLogin(userId)) {
      return Rule.DENIED_FORCED_LOGIN;
    }
    if (isRefusedByGuestGuard(userId, capability)) {
      return Rule.DENIED_GUEST_GUARD;
    }
    if (isRefusedByLock(userId, capability, context)) {
      return Rule.DENIED_CONTEXT_LOCKED;
    }
    if (isDeletedCurrentUser(question)) {
      return Rule.DENIED_DELETED_USER;
    }
    if (!userExists(userId)) {
      return Rule.DENIED_NO_SUCH_USER;
    }
    if (isBroken(context)) {
      return site.isSiteAdmin(userId)
          ? Rule.ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT
          : Rule.DENIED_BROKEN_CONTEXT;
    }
    if (isOutsideLoginAs(question, context)) {
      return Rule.DENIED_OUTSIDE_LOGIN_AS;
    }
    if (isAllowedAsSiteAdmin(question, context)) {
      return Rule.ALLOWED_BY_SITE_ADMIN;
    }
    return evaluate(question, context);
  }

  /** §6.5. */
  private boolean isRefusedByForcedLogin(long userId) {
    return site.isSet("forcelogin") && userId == 0;
  }

  /** §6.6: only exactly 'write' and three of the risks; being a site admin does not help. */
  private boolean isRefusedByGuestGuard(long userId, Capability capability) {
    boolean guarded =
        capability.type().equals("write") || (capability.risks() & GUARDED_RISKS) != 0;
    return guarded && (userId == 0 || site.isGuest(userId));
  }

  /** §6.7: admins are blocked too, unless contextlockappliestoadmin is empty. */
  private boolean isRefusedByLock(long userId, Capability capability, Context context) {
    if (!site.isSet("contextlocking")
        || !capability.type().equals("write")
        || capability.name().equals("moodle/site:managecontextlocks")
        || !site.isLocked(context)) {
      return false;
    }
    return !site.isSiteAdmin(userId) || site.isSet("contextlockappliestoadmin");
  }

  /** §6.8, first half: the flag is looked at only in the current user's own record. */
  private boolean isDeletedCurrentUser(Question question) {
    return question.subjectIsCurrentUser()
        && Boolean.TRUE.equals(site.findDeletedFlag(question.userId()));
  }

  /** §6.8, second half: a context row of the user level is enough, even of a deleted user. */
  private boolean userExists(long userId) {
    return userId == 0
        || Boolean.FALSE.equals(site.findDeletedFlag(userId))
        || site.hasUserContext(userId);
  }

  /** §6.9. */
  private static boolean isBroken(Context context) {
    return ReferenceSite.isEmpty(context.path()) || context.depth() == 0;
  }

  /**
   * §6.10, with §2's is_child_of: a prefix of the path text with a trailing slash. So a login-as
   * context with an empty path holds everything.
   */
  private boolean isOutsideLoginAs(Question question, Context context) {
    if (question.loginAsContextId() == null) {
      return false;
    }
    String inside = site.context(question.loginAsContextId()).path() + "/";
    return !(context.path() + "/").startsWith(inside);
  }

  /**
   * §6.11, §8: a switch at the context or above takes the admin's rights away from himself only.
   */
  private boolean isAllowedAsSiteAdmin(Question question, Context context) {
    return question.doAnything()
        && site.isSiteAdmin(question.userId())
        && findSwitchedRole(question, ReferenceSite.pathsNearestFirst(context.path())) == null;
  }

  /** §7.3, §7.4: a prohibit of any role ends it; a role's nearest row speaks for that role. */
  private Rule evaluate(Question question, Context context) {
    List<String> paths = ReferenceSite.pathsNearestFirst(context.path());
    boolean allowed = false;
    boolean prevented = false;
    for (long roleId : rolesToConsider(question, paths)) {
      List<Long> permissions = site.permissions(roleId, paths, question.capability());
      if (permissions.contains(PROHIBIT)) {
        return Rule.DENIED_BY_PROHIBIT;
      }
      if (!permissions.isEmpty()) {
        boolean roleAllows = permissions.getFirst() == ALLOW;
        allowed |= roleAllows;
        prevented |= !roleAllows;
      }
    }
    if (allowed) {
      return Rule.ALLOWED_BY_ROLE;
    }
    return prevented ? Rule.DENIED_BY_PREVENT : Rule.DENIED_NOTHING_ALLOWS;
  }

  /** §7.2: a switched role stands alone with the default user role; else all roles on the paths. */
  private Set<Long> rolesToConsider(Question question, List<String> paths) {
    Set<Long> roleIds = new LinkedHashSet<>();
    Long switchedRole = findSwitchedRole(question, paths);
    if (switchedRole != null) {
      roleIds.add(switchedRole);
      if (site.isSet("defaultuserroleid")) {
        roleIds.add(site.roleIdOfSetting("defaultuserroleid"));
      }
      return roleIds;
    }
    Map<String, Set<Long>> accessData = accessData(question);
    for (String path : paths) {
      roleIds.addAll(accessData.getOrDefault(path, Set.of()));
    }
    return roleIds;
  }

  /**
   * §8: the role switched to at the nearest of the paths; only the current user's switches count.
   */
  private @Nullable Long findSwitchedRole(Question question, List<String> pathsNearestFirst) {
    if (!question.subjectIsCurrentUser()) {
      return null;
    }
    Map<String, Long> roleByPath = new HashMap<>();
    question
        .roleSwitches()
        .forEach((contextId, roleId) -> roleByPath.put(site.context(contextId).path(), roleId));
    for (String path : pathsNearestFirst) {
      Long roleId = roleByPath.get(path);
      if (roleId != null && roleId != 0) {
        return roleId;
      }
    }
    return null;
  }

  /** §5: the stored roles, and the temporary ones of the session's own user. */
  private Map<String, Set<Long>> accessData(Question question) {
    Map<String, Set<Long>> accessData = site.accessData(question.userId());
    if (question.subjectIsCurrentUser()) {
      question
          .temporaryRoles()
          .forEach((contextId, roleIds) -> addTemporary(accessData, contextId, roleIds));
    }
    return accessData;
  }

  private void addTemporary(Map<String, Set<Long>> accessData, long contextId, List<Long> roleIds) {
    String path = site.context(contextId).path();
    roleIds.forEach(roleId -> ReferenceSite.addRole(accessData, path, roleId));
  }
}
