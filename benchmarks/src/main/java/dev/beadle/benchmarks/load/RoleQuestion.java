package dev.beadle.benchmarks.load;

import java.util.List;

/**
 * A question that engines of roles are asked too.
 *
 * @param roles that the user holds in the context
 * @param isAllowed the right answer
 */
record RoleQuestion(
    long userId, long contextId, String capability, List<String> roles, boolean isAllowed) {
  RoleQuestion {
    roles = List.copyOf(roles);
  }
}
