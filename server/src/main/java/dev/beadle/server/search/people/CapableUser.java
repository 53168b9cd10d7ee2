package dev.beadle.server.search.people;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.Decision;
import java.util.List;

/**
 * One of those who can.
 *
 * @param userId user.id; 0 for a visitor
 * @param rule why: of several capabilities the first that he has, in the order of the question
 * @param givers the roles that give him one of the capabilities, nearest first; every role counts,
 *     not only the first. None where he can {@linkplain #isBySiteAdmin as an administrator}: then
 *     nobody looks at his roles
 */
public record CapableUser(long userId, Decision rule, List<HeldRole> givers) {
  public CapableUser {
    requireNonNull(rule, "rule");
    givers = List.copyOf(givers);
  }

  /** Whether he can because he is a site administrator, whatever his roles say. */
  public boolean isBySiteAdmin() {
    return rule == Decision.ALLOWED_BY_SITE_ADMIN
        || rule == Decision.ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT;
  }
}
