package dev.beadle.server.search.reports;

import dev.beadle.server.decision.RoleOrigin;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.search.Checkpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Who holds which risk through what: for every context in which a role is held, by assignments that
 * count or by everybody, what of the role is risky there or below (rules §5, §7). What other roles
 * prohibit, and locks, are not looked at: it tells what a role is good for. Cost: a look at every
 * stored permission, every context and every assignment in question. Not thread-safe.
 */
public final class RiskHolders {
  private final PolicySnapshot snapshot;
  private final RiskQuestion question;
  private final Checkpoint checkpoint;
  private final RoleRisks risks;
  private final RoleRisks risksOfGuests;

  private RiskHolders(PolicySnapshot snapshot, RiskQuestion question, Checkpoint checkpoint) {
    this.snapshot = snapshot;
    this.question = question;
    this.checkpoint = checkpoint;
    this.risks = new RoleRisks(snapshot, false, question.mask(), checkpoint);
    this.risksOfGuests = new RoleRisks(snapshot, true, question.mask(), checkpoint);
  }

  /**
   * Tells every holding by which some risk is given, in an order that stays: what needs no
   * assignment first, then by context, then by role (context.id, role.id).
   */
  public static void forEach(
      PolicySnapshot snapshot,
      RiskQuestion question,
      Checkpoint checkpoint,
      Consumer<RiskHolding> action) {
    var holders = new RiskHolders(snapshot, question, checkpoint);
    holders.tellCommon(action);
    for (int node : holders.nodes()) {
      holders.tellAssigned(node, action);
    }
  }

  /** Every holding, all of them: for sites of a moderate size. */
  public static List<RiskHolding> of(
      PolicySnapshot snapshot, RiskQuestion question, Checkpoint checkpoint) {
    List<RiskHolding> holdings = new ArrayList<>();
    forEach(snapshot, question, checkpoint, holdings::add);
    return holdings;
  }

  private void tellCommon(Consumer<RiskHolding> action) {
    SpecialRoles special = snapshot.specialRoles();
    int system = snapshot.contexts().system();
    long people = people();
    tell(new Held(special.notLoggedIn(), system, RoleOrigin.NOT_LOGGED_IN, 1), action);
    tell(new Held(special.guest(), system, RoleOrigin.GUEST, 1), action);
    tell(new Held(special.defaultUser(), system, RoleOrigin.DEFAULT_USER, people), action);
    int frontPage = special.frontPageContext();
    tell(new Held(special.frontPage(), frontPage, RoleOrigin.FRONT_PAGE, people), action);
  }

  /** A role that so many hold at a node; none when either is a negative ordinal. */
  private record Held(int role, int node, RoleOrigin through, long holders) {
    boolean isByGuests() {
      return through == RoleOrigin.GUEST || through == RoleOrigin.NOT_LOGGED_IN;
    }
  }

  private void tell(Held held, Consumer<RiskHolding> action) {
    if (held.role() < 0 || held.node() < 0 || held.holders() == 0 || !isAskedFor(held)) {
      return;
    }
    RoleRisks of = held.isByGuests() ? risksOfGuests : risks;
    long below = of.risksFrom(held.role(), held.node());
    if (below == 0) {
      return;
    }
    RoleRisks.Given given = of.givenAt(held.role(), held.node());
    action.accept(
        new RiskHolding(
            snapshot.roles().idOf(held.role()),
            snapshot.contexts().idOf(held.node()),
            held.through(),
            given.risks(),
            given.capabilities(),
            below,
            held.holders()));
  }

  private boolean isAskedFor(Held held) {
    return (question.role() == RoleCatalog.ABSENT || question.role() == held.role())
        && isWithin(held.node());
  }

  private boolean isWithin(int node) {
    int within = question.within();
    // Below a context without a path lies nothing.
    return within == ContextTree.ABSENT
        || (snapshot.contexts().nodeOf(within) != ContextTree.NO_PARENT
            && snapshot.contexts().isWithin(node, within));
  }

  private void tellAssigned(int node, Consumer<RiskHolding> action) {
    Map<Integer, Long> holdersOfRole = new TreeMap<>(roleOrder());
    snapshot
        .assignments()
        .forEachUserIn(
            node,
            user -> {
              if (isPerson(user)) {
                countRoles(user, node, holdersOfRole);
              }
            });
    holdersOfRole.forEach(
        (role, holders) -> tell(new Held(role, node, RoleOrigin.ASSIGNMENT, holders), action));
  }

  private Comparator<Integer> roleOrder() {
    return Comparator.comparingLong(snapshot.roles()::idOf);
  }

  /** Counts each role of a user at a node once, however often it is assigned. */
  private void countRoles(int user, int node, Map<Integer, Long> holdersOfRole) {
    int[] block = snapshot.assignments().blockOf(user);
    int to = RoleAssignments.to(block, user);
    int first = RoleAssignments.firstIn(node, block, RoleAssignments.from(block, user), to);
    for (int at = first; at < to && block[at] == node; at += RoleAssignments.ENTRY_LENGTH) {
      int role = block[at + 1];
      if (!occursBefore(block, first, at, role)) {
        holdersOfRole.merge(role, 1L, Long::sum);
      }
    }
  }

  private static boolean occursBefore(int[] block, int from, int to, int role) {
    for (int at = from; at < to; at += RoleAssignments.ENTRY_LENGTH) {
      if (block[at + 1] == role) {
        return true;
      }
    }
    return false;
  }

  /** The nodes at which to look for assignments, by context.id. */
  private int[] nodes() {
    ContextTree contexts = snapshot.contexts();
    List<Integer> nodes = new ArrayList<>();
    for (int node = 0; node < contexts.contextCount(); node++) {
      checkpoint.at(node);
      // A node of other tables' ids, or of a context without a path, counts nowhere.
      if (contexts.nodeOf(node) == node && isWithin(node)) {
        nodes.add(node);
      }
    }
    nodes.sort(Comparator.comparingLong(contexts::idOf));
    return nodes.stream().mapToInt(Integer::intValue).toArray();
  }

  private long people() {
    UserDirectory users = snapshot.users();
    long people = 0;
    for (int user = 0; user < users.size(); user++) {
      checkpoint.at(user);
      people += isPerson(user) ? 1 : 0;
    }
    return people;
  }

  private boolean isPerson(int user) {
    UserDirectory users = snapshot.users();
    return users.hasRow(user)
        && !users.isDeleted(user)
        && users.idOf(user) != snapshot.settings().guestUserId();
  }
}
