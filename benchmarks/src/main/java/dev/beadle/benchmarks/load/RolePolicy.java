package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.Engines;
import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.Explanation.RoleStep;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A site as engines of roles without a tree of contexts understand it. Such an engine is told the
 * roles that a user holds in the context, and knows what each role allows and prohibits: an allow
 * of one role is enough, unless any role prohibits. What Beadle finds by walking is given to it for
 * nothing.
 *
 * <p>Not in it: overrides below the system, so that only contexts without any are asked about, and
 * guards (locks, guests, users who are gone), so that only questions that the roles decide are
 * asked. Immutable and so thread-safe.
 */
final class RolePolicy {
  private final PolicySnapshot snapshot;

  RolePolicy(PolicySnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** What a role says in a scope, as names of capabilities. */
  record Says(List<String> allows, List<String> prohibits) {
    Says {
      allows = List.copyOf(allows);
      prohibits = List.copyOf(prohibits);
    }
  }

  /** The roles that a user holds in a context, by id; ascending. */
  List<String> rolesOf(long userId, long contextId) {
    int context = snapshot.contexts().find(contextId);
    var query = new AccessQuery(userId, context, capabilityForAnybody(), Environment.DEFAULT);
    return new Explainer(Engines.uncached())
        .explain(snapshot, query).roles().stream()
            .map(RoleStep::role)
            .sorted()
            .map(this::nameOf)
            .toList();
  }

  /** Whether no override lies between a context and the system: the roles' definitions decide. */
  boolean isSiteWide(long contextId) {
    return nearest(contextId).node() == snapshot.contexts().system();
  }

  /** What each role says in the whole site, by the names of roles; silent ones are not in. */
  Map<String, Says> said() {
    OverrideScope scope = nearest(snapshot.contexts().idOf(snapshot.contexts().system()));
    Map<String, Says> said = new TreeMap<>();
    for (int role = 0; role < snapshot.roles().size(); role++) {
      Says says = says(role, scope);
      if (!says.allows().isEmpty() || !says.prohibits().isEmpty()) {
        said.put(nameOf(role), says);
      }
    }
    return said;
  }

  private Says says(int role, OverrideScope scope) {
    if (role >= Long.SIZE / 2) {
      throw new IllegalStateException("roles: " + role + " (expected: fewer than 32)");
    }
    CapabilityCatalog capabilities = snapshot.capabilities();
    var resolution = new Resolver().resolutionOf(1L << role, null, scope, capabilities);
    List<String> allows = new ArrayList<>();
    List<String> prohibits = new ArrayList<>();
    for (int i = 0; i < capabilities.size(); i++) {
      Decision decision = resolution.decisionFor(i);
      if (decision == Decision.ALLOWED_BY_ROLE) {
        allows.add(capabilities.nameOf(i));
      } else if (decision == Decision.DENIED_BY_PROHIBIT) {
        prohibits.add(capabilities.nameOf(i));
      }
    }
    return new Says(allows, prohibits);
  }

  private OverrideScope nearest(long contextId) {
    ContextTree contexts = snapshot.contexts();
    int node = contexts.nodeOf(contexts.find(contextId));
    while (node != ContextTree.NO_PARENT) {
      @Nullable OverrideScope scope = snapshot.definitions().findScope(node);
      if (scope != null) {
        return scope;
      }
      node = contexts.parentOf(node);
    }
    throw new IllegalStateException("context " + contextId + " lies in no scope");
  }

  private String nameOf(int role) {
    return "role" + snapshot.roles().idOf(role);
  }

  /** One that no guard keeps from anybody, so that the roles are looked at. */
  private int capabilityForAnybody() {
    CapabilityCatalog capabilities = snapshot.capabilities();
    for (int i = 0; i < capabilities.size(); i++) {
      if (capabilities.isKnown(i) && !capabilities.writes(i) && !capabilities.isBarredToGuests(i)) {
        return i;
      }
    }
    throw new IllegalStateException("every capability writes or is barred to guests");
  }
}
