package dev.beadle.server.decision;

import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.UNKNOWN;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.TestQuestion;
import dev.beadle.server.testing.TestSite;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The guards in Moodle's order (§6): whatever circumstances meet, the first guard that has
 * something to say decides.
 */
final class GuardOrderTest {
  private static final int MOST_AT_ONCE = 3;
  private static final int RANDOM_SETS = 1500;

  /** What may be the case, each independent of the others. */
  private enum Circumstance {
    CAPABILITY_UNKNOWN,
    CAPABILITY_WRITES,
    VISITOR,
    FORCED_LOGIN,
    GUEST_ACCOUNT,
    LOCKED,
    ADMINISTRATOR,
    ADMINISTRATORS_SPARED_BY_LOCKS,
    WITHOUT_ROW_AND_CONTEXT,
    DELETED,
    CURRENT_USER,
    BROKEN_CONTEXT,
    LOGGED_IN_AS_ELSEWHERE,
    WITHOUT_DOANYTHING,
    SWITCHED,
    ROLE_ALLOWS,
    ROLE_PROHIBITS
  }

  /** §6: all sets of up to three circumstances, so each pair of guards in every third light. */
  @Test
  void decide_anyFewCircumstances_firstGuardDecides() {
    int sets = 1 << Circumstance.values().length;
    int tried = 0;
    for (int bits = 0; bits < sets; bits++) {
      if (Integer.bitCount(bits) <= MOST_AT_ONCE) {
        check(circumstancesOf(bits));
        tried++;
      }
    }
    assertThat(tried).isEqualTo(834);
  }

  /** §6: and sets of any size, at random. */
  @Test
  void decide_manyCircumstances_firstGuardDecides() {
    int sets = 1 << Circumstance.values().length;
    Seeds.check(RANDOM_SETS, seed -> check(circumstancesOf(new Random(seed).nextInt(sets))));
  }

  private static void check(Set<Circumstance> circumstances) {
    assertThat(question(circumstances).decide())
        .as("%s", circumstances)
        .isEqualTo(expected(circumstances));
  }

  private static Set<Circumstance> circumstancesOf(int bits) {
    Set<Circumstance> circumstances = EnumSet.noneOf(Circumstance.class);
    int rest = bits;
    for (Circumstance circumstance : Circumstance.values()) {
      if ((rest & 1) != 0) {
        circumstances.add(circumstance);
      }
      rest >>= 1;
    }
    return circumstances;
  }

  /** The rules once more, as a list. */
  private static Decision expected(Set<Circumstance> given) {
    boolean isVisitor = given.contains(Circumstance.VISITOR);
    boolean isAdmin = given.contains(Circumstance.ADMINISTRATOR) && !isVisitor;
    boolean writes = given.contains(Circumstance.CAPABILITY_WRITES);
    if (given.contains(Circumstance.CAPABILITY_UNKNOWN)) {
      return Decision.DENIED_UNKNOWN_CAPABILITY;
    }
    if (isVisitor && given.contains(Circumstance.FORCED_LOGIN)) {
      return Decision.DENIED_BY_FORCED_LOGIN;
    }
    if (writes && (isVisitor || given.contains(Circumstance.GUEST_ACCOUNT))) {
      return Decision.DENIED_BY_GUEST_GUARD;
    }
    boolean spared = isAdmin && given.contains(Circumstance.ADMINISTRATORS_SPARED_BY_LOCKS);
    if (writes && given.contains(Circumstance.LOCKED) && !spared) {
      return Decision.DENIED_BY_LOCK;
    }
    boolean isCurrent = given.contains(Circumstance.CURRENT_USER);
    if (!isVisitor && given.contains(Circumstance.DELETED) && isCurrent) {
      return Decision.DENIED_USER_DELETED;
    }
    if (!isVisitor && given.contains(Circumstance.WITHOUT_ROW_AND_CONTEXT)) {
      return Decision.DENIED_NO_SUCH_USER;
    }
    return expectedOfExisting(given, isAdmin, isCurrent);
  }

  private static Decision expectedOfExisting(
      Set<Circumstance> given, boolean isAdmin, boolean isCurrent) {
    if (given.contains(Circumstance.BROKEN_CONTEXT)) {
      return isAdmin
          ? Decision.ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT
          : Decision.DENIED_BY_BROKEN_CONTEXT;
    }
    if (given.contains(Circumstance.LOGGED_IN_AS_ELSEWHERE)) {
      return Decision.DENIED_OUTSIDE_LOGIN_AS;
    }
    boolean isSwitched = isCurrent && given.contains(Circumstance.SWITCHED);
    if (isAdmin && !given.contains(Circumstance.WITHOUT_DOANYTHING) && !isSwitched) {
      return Decision.ALLOWED_BY_SITE_ADMIN;
    }
    if (given.contains(Circumstance.ROLE_PROHIBITS)) {
      return Decision.DENIED_BY_PROHIBIT;
    }
    return given.contains(Circumstance.ROLE_ALLOWS)
        ? Decision.ALLOWED_BY_ROLE
        : Decision.DENIED_NOTHING_ALLOWS;
  }

  private static TestQuestion question(Set<Circumstance> circumstances) {
    String known = circumstances.contains(Circumstance.CAPABILITY_WRITES) ? REPLY : VIEW;
    String asked = circumstances.contains(Circumstance.CAPABILITY_UNKNOWN) ? UNKNOWN : known;
    // Everybody has this one role, in his own way.
    TestSite site =
        classroom()
            .role("role")
            .setRole("notloggedinroleid", "role")
            .setRole("guestroleid", "role")
            .setRole("defaultuserroleid", "role")
            .setUser("siteadmins", ADMIN);
    long userId = circumstances.contains(Circumstance.VISITOR) ? 0 : site.userId("ann");
    TestQuestion question = site.ask(userId, asked, "forum");
    for (Circumstance circumstance : circumstances) {
      arrange(circumstance, site, known);
      surround(circumstance, question);
    }
    return question;
  }

  private static void arrange(Circumstance circumstance, TestSite site, String capability) {
    switch (circumstance) {
      case FORCED_LOGIN -> site.set("forcelogin", "1");
      case GUEST_ACCOUNT -> site.setUser("siteguest", "ann");
      case LOCKED -> site.lock("cat");
      case ADMINISTRATOR -> site.setUser("siteadmins", "ann");
      case ADMINISTRATORS_SPARED_BY_LOCKS -> site.set("contextlockappliestoadmin", "0");
      case WITHOUT_ROW_AND_CONTEXT -> site.withoutUserRow("ann").withoutUserContext("ann");
      case DELETED -> site.changeUser("ann", "deleted", "1");
      // Of depth 0 rather than without a path, so that the lock above is still above.
      case BROKEN_CONTEXT -> site.change("forum", "depth", "0");
      case ROLE_ALLOWS -> site.allow("role", SYSTEM, capability);
      case ROLE_PROHIBITS -> site.prohibit("role", "course", capability);
      case CAPABILITY_UNKNOWN,
          CAPABILITY_WRITES,
          VISITOR,
          CURRENT_USER,
          LOGGED_IN_AS_ELSEWHERE,
          WITHOUT_DOANYTHING,
          SWITCHED -> {
        // Not the site's, but the question's.
      }
    }
  }

  private static void surround(Circumstance circumstance, TestQuestion question) {
    switch (circumstance) {
      case CURRENT_USER -> question.asCurrentUser();
      case LOGGED_IN_AS_ELSEWHERE -> question.loggedInAs(FRONT_PAGE);
      case WITHOUT_DOANYTHING -> question.withoutDoAnything();
      case SWITCHED -> question.switchedTo("role", "course");
      case CAPABILITY_UNKNOWN,
          CAPABILITY_WRITES,
          VISITOR,
          FORCED_LOGIN,
          GUEST_ACCOUNT,
          LOCKED,
          ADMINISTRATOR,
          ADMINISTRATORS_SPARED_BY_LOCKS,
          WITHOUT_ROW_AND_CONTEXT,
          DELETED,
          BROKEN_CONTEXT,
          ROLE_ALLOWS,
          ROLE_PROHIBITS -> {
        // Not the question's, but the site's.
      }
    }
  }
}
