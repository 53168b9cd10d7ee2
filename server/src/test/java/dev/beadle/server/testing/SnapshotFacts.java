package dev.beadle.server.testing;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RolePermissions;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a snapshot says, structure by structure, by ids and names instead of ordinals:
 * two snapshots that say the same are equal here, however they came about. Stateless.
 */
public final class SnapshotFacts {
  private SnapshotFacts() {}

  /** What a snapshot says, each fact a line, by the structure that says it. */
  public static Map<String, SortedMap<String, String>> of(PolicySnapshot snapshot) {
    Map<String, SortedMap<String, String>> facts = new TreeMap<>();
    for (SiteTable table : SiteTable.values()) {
      facts.put("rows of " + table.tableName(), rows(snapshot, table));
    }
    facts.put("contexts", contexts(snapshot));
    facts.put("scopes", scopes(snapshot));
    facts.put("users", users(snapshot));
    facts.put("assignments", assignments(snapshot));
    facts.put("capabilities", capabilities(snapshot));
    facts.put("site", site(snapshot));
    return facts;
  }

  /** Fails with the first structure that differs, and only its differing lines. */
  public static void assertSame(PolicySnapshot actual, PolicySnapshot expected, Object after) {
    Map<String, SortedMap<String, String>> actualFacts = of(actual);
    of(expected)
        .forEach((structure, lines) -> {
          SortedMap<String, String> missing = new TreeMap<>(lines);
          SortedMap<String, String> extra =
              new TreeMap<>(actualFacts.getOrDefault(structure, new TreeMap<>()));
          missing
              .entrySet()
              .removeAll(actualFacts.getOrDefault(structure, new TreeMap<>()).entrySet());
          extra.entrySet().removeAll(lines.entrySet());
          if (!missing.isEmpty() || !extra.isEmpty()) {
            throw new AssertionError(
                structure + ": expected " + missing + " but was " + extra + " after " + after);
          }
        });
  }

  private static SortedMap<String, String> rows(PolicySnapshot snapshot, SiteTable table) {
    SortedMap<String, String> rows = new TreeMap<>();
    FactCursor cursor = SnapshotRows.of(snapshot, table);
    while (cursor.next()) {
      TableRow row = TableRow.copyOf(table, cursor);
      if (rows.put(row.key().toString(), row.toString()) != null) {
        throw new AssertionError(row + " comes twice");
      }
    }
    return rows;
  }

  private static SortedMap<String, String> contexts(PolicySnapshot snapshot) {
    ContextTree contexts = snapshot.contexts();
    SortedMap<String, String> facts = new TreeMap<>();
    for (int context = 0; context < contexts.contextCount(); context++) {
      if (!contexts.hasRow(context)) {
        continue;
      }
      int node = contexts.nodeOf(context);
      List<String> children = new ArrayList<>();
      contexts.forEachChild(
          context,
          child -> {
            if (leadsToRow(contexts, child)) {
              children.add(nameOf(contexts, child));
            }
          });
      facts.put(
          nameOf(contexts, context),
          "node %s, rooted %s, locked %s, itself %s, found %s %s, children %s"
              .formatted(
                  node == ContextTree.NO_PARENT ? "none" : contexts.pathOf(node),
                  contexts.isRooted(context),
                  contexts.isLocked(context),
                  contexts.isLockedItself(context),
                  contexts.find(contexts.idOf(context)) == context,
                  contexts.find(contexts.levelOf(context), contexts.instanceIdOf(context))
                      == context,
                  new TreeSet<>(children)));
    }
    return facts;
  }

  /** A made-up node below which nothing lies any more is as good as none. */
  private static boolean leadsToRow(ContextTree contexts, int node) {
    if (contexts.hasRow(node)) {
      return true;
    }
    List<Integer> children = new ArrayList<>();
    contexts.forEachChild(node, children::add);
    return children.stream().anyMatch(child -> leadsToRow(contexts, child));
  }

  private static String nameOf(ContextTree contexts, int context) {
    return contexts.idOf(context) + " at " + contexts.pathOf(context);
  }

  private static SortedMap<String, String> scopes(PolicySnapshot snapshot) {
    ContextTree contexts = snapshot.contexts();
    SortedMap<String, String> facts = new TreeMap<>();
    for (int node = 0; node < contexts.contextCount(); node++) {
      OverrideScope scope = snapshot.definitions().findScope(node);
      if (scope != null) {
        List<String> below = new ArrayList<>();
        snapshot.definitions().forEachScopeBelow(node, at -> below.add(contexts.pathOf(at)));
        facts.put(
            contexts.pathOf(node),
            said(snapshot, scope)
                + " above "
                + chain(snapshot, scope)
                + " below "
                + new TreeSet<>(below));
      }
      if (ContextTree.isScoped(contexts.linkOf(node)) != (scope != null)) {
        throw new AssertionError("the mark of node " + contexts.pathOf(node));
      }
      OverrideScope pathless = snapshot.definitions().findPathless(node);
      if (pathless != null) {
        facts.put("pathless " + contexts.idOf(node), said(snapshot, pathless));
      }
    }
    facts.put("count", String.valueOf(snapshot.definitions().scopeCount()));
    facts.put("permissions", String.valueOf(snapshot.definitions().permissionCount()));
    return facts;
  }

  private static String chain(PolicySnapshot snapshot, OverrideScope scope) {
    StringBuilder chain = new StringBuilder();
    for (@Nullable OverrideScope at = scope.findParent(); at != null; at = at.findParent()) {
      // The very object: a scope stands for all that lies above it.
      if (snapshot.definitions().findScope(at.node()) != at) {
        throw new AssertionError("an old scope at " + snapshot.contexts().pathOf(at.node()));
      }
      chain.append(snapshot.contexts().pathOf(at.node())).append(' ');
    }
    return chain.toString();
  }

  private static String said(PolicySnapshot snapshot, OverrideScope scope) {
    SortedMap<String, String> said = new TreeMap<>();
    for (int i = 0; i < scope.roleCount(); i++) {
      RolePermissions permissions = scope.permissionsAt(i);
      for (int at = 0; at < permissions.size(); at++) {
        said.put(
            snapshot.roles().idOf(scope.roleAt(i))
                + " "
                + snapshot.capabilities().nameOf(permissions.capabilityAt(at)),
            permissions.permissionAt(at) + " by row " + permissions.rowIdAt(at));
      }
    }
    return said.toString();
  }

  private static SortedMap<String, String> users(PolicySnapshot snapshot) {
    SortedMap<String, String> facts = new TreeMap<>();
    var users = snapshot.users();
    for (int user = 0; user < users.size(); user++) {
      long id = users.idOf(user);
      // An id that only hangs about without row, context or role is as good as none.
      if (users.hasRow(user) || users.exists(user) || snapshot.assignments().countOf(user) > 0) {
        facts.put(
            String.valueOf(id),
            "row %s, exists %s, deleted %s, suspended %s, live %s, found %s"
                .formatted(
                    users.hasRow(user),
                    users.exists(user),
                    users.isDeleted(user),
                    users.isSuspended(user),
                    users.isLive(id),
                    users.find(id) == user));
      }
    }
    return facts;
  }

  private static SortedMap<String, String> assignments(PolicySnapshot snapshot) {
    SortedMap<String, String> facts = new TreeMap<>();
    for (int context = 0; context < snapshot.contexts().contextCount(); context++) {
      int at = context;
      TreeSet<Long> holders = new TreeSet<>();
      snapshot.assignments().forEachUserIn(at, user -> holders.add(snapshot.users().idOf(user)));
      if (!holders.isEmpty()) {
        facts.put("in " + nameOf(snapshot.contexts(), at), holders.toString());
      }
    }
    for (int user = 0; user < snapshot.users().size(); user++) {
      List<String> held = new ArrayList<>();
      for (int i = 0; i < snapshot.assignments().countOf(user); i++) {
        var row = snapshot.assignments().get(user, i);
        held.add(
            row.rowId()
                + " at "
                + snapshot.contexts().pathOf(row.context())
                + " "
                + snapshot.roles().idOf(row.role())
                + " "
                + row.source());
      }
      if (!held.isEmpty()) {
        facts.put("of " + snapshot.users().idOf(user), new TreeSet<>(held).toString());
      }
    }
    facts.put("count", String.valueOf(snapshot.assignments().assignmentCount()));
    return facts;
  }

  private static SortedMap<String, String> capabilities(PolicySnapshot snapshot) {
    SortedMap<String, String> facts = new TreeMap<>();
    var catalog = snapshot.capabilities();
    for (int capability = 0; capability < catalog.size(); capability++) {
      if (catalog.hasRow(capability) || catalog.isKnown(capability)) {
        facts.put(
            catalog.nameOf(capability),
            "row %s, known %s, writes %s, barred %s, locks %s, replaced by %s"
                .formatted(
                    catalog.hasRow(capability),
                    catalog.isKnown(capability),
                    catalog.writes(capability),
                    catalog.isBarredToGuests(capability),
                    catalog.managesLocks(capability),
                    catalog.replacementNameOf(capability)));
      }
    }
    return facts;
  }

  private static SortedMap<String, String> site(PolicySnapshot snapshot) {
    SortedMap<String, String> facts = new TreeMap<>();
    var settings = snapshot.settings();
    var special = snapshot.specialRoles();
    facts.put("admins", Arrays.toString(settings.siteAdminIds()));
    facts.put("guest", String.valueOf(settings.guestUserId()));
    facts.put("forcelogin", String.valueOf(settings.forceLogin()));
    facts.put("locking", settings.contextLocking() + " " + settings.locksApplyToAdmins());
    facts.put("roles of users", roleId(snapshot, special.defaultUser()));
    facts.put("roles on the front page", roleId(snapshot, special.frontPage()));
    facts.put("roles of guests", roleId(snapshot, special.guest()));
    facts.put("roles of visitors", roleId(snapshot, special.notLoggedIn()));
    facts.put(
        "front page",
        special.frontPageContext() < 0
            ? "none"
            : snapshot.contexts().pathOf(special.frontPageContext()));
    return facts;
  }

  private static String roleId(PolicySnapshot snapshot, int role) {
    return role < 0 ? "none" : String.valueOf(snapshot.roles().idOf(role));
  }
}
