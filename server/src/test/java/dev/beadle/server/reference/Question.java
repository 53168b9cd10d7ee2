package dev.beadle.server.reference;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code has_capability} with the session it is made in. Role switches (context id to
 * role id) and temporary roles (context id to role ids) belong to the session's own user, so they
 * matter only if the subject is that user; the login-as context matters for every subject.
 */
public record Question(
    long userId,
    boolean subjectIsCurrentUser,
    String capability,
    long contextId,
    boolean doAnything,
    Map<Long, Long> roleSwitches,
    @Nullable Long loginAsContextId,
    Map<Long, List<Long>> temporaryRoles) {

  /** Copies into sorted maps: a question found by a seed prints the same in every run. */
  public Question {
    requireNonNull(capability, "capability");
    roleSwitches = Collections.unmodifiableMap(new TreeMap<>(roleSwitches));
    Map<Long, List<Long>> copy = new TreeMap<>();
    temporaryRoles.forEach((context, roles) -> copy.put(context, List.copyOf(roles)));
    temporaryRoles = Collections.unmodifiableMap(copy);
  }
}
