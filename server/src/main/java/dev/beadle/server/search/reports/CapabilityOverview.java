package dev.beadle.server.search.reports;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.search.Checkpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Moodle's capability overview (rules §15): where permissions are stored for a capability, as the
 * tree of these contexts and of those above them. Stateless. Cost: a look at every role wherever it
 * has anything stored, and memory for what is told.
 */
public final class CapabilityOverview {
  private static final long NOT_SET = 0;

  private final PolicySnapshot snapshot;
  private final Set<Long> roleIds;
  private final SortedMap<Long, SortedMap<Long, Long>> permissions = new TreeMap<>();
  private final Map<Long, SortedSet<Long>> children = new TreeMap<>();

  /**
   * A context of the overview.
   *
   * @param contextId context.id
   * @param childIds the contexts right below it that are in the overview too, ascending
   * @param permissions the stored number for each role (role.id, ascending) that has one; at the
   *     system every role that is looked at, those without one as 0
   */
  public record Node(long contextId, List<Long> childIds, Map<Long, Long> permissions) {
    public Node {
      childIds = List.copyOf(childIds);
      permissions = Collections.unmodifiableMap(new LinkedHashMap<>(permissions));
    }
  }

  private CapabilityOverview(PolicySnapshot snapshot, Set<Long> roleIds) {
    this.snapshot = snapshot;
    this.roleIds = roleIds;
  }

  /**
   * The overview of one capability.
   *
   * @param capability its name; one that the site does not know may have permissions all the same
   * @param roleIds the roles to look at (role.id), those without a row apart; empty for all
   * @return the system first, whatever lies below a context right after it, siblings by id
   */
  public static List<Node> of(
      PolicySnapshot snapshot, String capability, Set<Long> roleIds, Checkpoint checkpoint) {
    var overview = new CapabilityOverview(snapshot, rolesIn(snapshot, roleIds));
    overview.find(snapshot.capabilities().find(capability), checkpoint);
    overview.hang(checkpoint);
    return overview.inOrder();
  }

  private static Set<Long> rolesIn(PolicySnapshot snapshot, Set<Long> wanted) {
    RoleCatalog roles = snapshot.roles();
    Set<Long> ids = new TreeSet<>();
    for (int role = 0; role < roles.size(); role++) {
      if (roles.findRow(role) != null && (wanted.isEmpty() || wanted.contains(roles.idOf(role)))) {
        ids.add(roles.idOf(role));
      }
    }
    return ids;
  }

  private void find(int capability, Checkpoint checkpoint) {
    List<StoredPermission> rows = new ArrayList<>();
    var counted = new CountedSteps(checkpoint);
    if (capability != CapabilityCatalog.ABSENT) {
      snapshot
          .definitions()
          .forEachOf(
              capability,
              row -> {
                counted.step();
                if (roleIds.contains(snapshot.roles().idOf(row.role()))) {
                  rows.add(row);
                }
              });
    }
    long systemId = idOf(snapshot.contexts().system());
    permissions.put(systemId, new TreeMap<>());
    for (StoredPermission row : rows) {
      counted.step();
      addPath(row.context());
    }
    for (StoredPermission row : rows) {
      SortedMap<Long, Long> here = permissions.get(idOf(row.context()));
      // A damaged row's path need not hold the context itself, which then is not in the tree.
      if (here != null) {
        here.put(snapshot.roles().idOf(row.role()), row.permission());
      }
    }
    roleIds.forEach(role -> permissions.get(systemId).putIfAbsent(role, NOT_SET));
  }

  /** Adds what the path of a context names, as far as it is there. */
  private void addPath(int context) {
    for (long id : snapshot.contexts().pathIdsOf(context)) {
      if (snapshot.contexts().find(id) != ContextTree.ABSENT) {
        permissions.computeIfAbsent(id, _ -> new TreeMap<>());
      }
    }
  }

  private void hang(Checkpoint checkpoint) {
    var counted = new CountedSteps(checkpoint);
    for (long id : permissions.keySet()) {
      counted.step();
      long[] path = snapshot.contexts().pathIdsOf(snapshot.contexts().find(id));
      if (path.length > 1 && permissions.containsKey(path[1])) {
        children.computeIfAbsent(path[1], _ -> new TreeSet<>()).add(id);
      }
    }
  }

  private List<Node> inOrder() {
    List<Node> nodes = new ArrayList<>();
    Set<Long> told = new HashSet<>();
    tell(idOf(snapshot.contexts().system()), told, nodes);
    // What damaged paths keep from the system's tree.
    permissions.keySet().forEach(id -> tell(id, told, nodes));
    return nodes;
  }

  private void tell(long topmost, Set<Long> told, List<Node> nodes) {
    List<Long> waiting = new ArrayList<>(List.of(topmost));
    while (!waiting.isEmpty()) {
      long id = waiting.removeLast();
      if (told.add(id)) {
        List<Long> below = List.copyOf(children.getOrDefault(id, new TreeSet<>()));
        nodes.add(new Node(id, below, permissions.getOrDefault(id, new TreeMap<>())));
        waiting.addAll(below.reversed());
      }
    }
  }

  private long idOf(int context) {
    return snapshot.contexts().idOf(context);
  }
}
