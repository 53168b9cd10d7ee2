package dev.beadle.server.testing;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.graph.DeprecatedCapability;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Permission;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A site made by hand, with names instead of ids. What is said first holds until it is said
 * otherwise; a user or a role comes into being when it is first named. Not thread-safe.
 *
 * <p>It begins as Moodle does: the system context, the front page, the guest account {@code guest},
 * the administrator {@code admin}, three capabilities, locks switched on and binding everybody, and
 * no role that anybody has by himself.
 */
public final class TestSite {
  /** A read capability without risks. */
  public static final String VIEW = "mod/forum:viewdiscussion";

  /** A write capability whose only risk, spam, bars nobody. */
  public static final String REPLY = "mod/forum:replypost";

  /** The one write capability that locks do not stop. */
  public static final String MANAGE_LOCKS = "moodle/site:managecontextlocks";

  /** A name that no table of capabilities has. */
  public static final String UNKNOWN = "mod/none:such";

  public static final String SYSTEM = "system";
  public static final String FRONT_PAGE = "frontpage";
  public static final String GUEST = "guest";
  public static final String ADMIN = "admin";

  private static final long FIRST_FREE_ID = 100;

  private final MemoryTables tables = MemoryTables.empty("a site made by hand");
  private final Map<String, Map<String, String>> contexts = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> users = new LinkedHashMap<>();
  private final Map<String, Long> roles = new HashMap<>();
  private final List<DeprecatedCapability> deprecated = new ArrayList<>();
  // One sequence for all tables: a mixed-up id finds nothing rather than something else.
  private long nextId = FIRST_FREE_ID;
  private SiteLoader.@Nullable Loaded loaded;

  private TestSite() {}

  /** A site as Moodle leaves it, less the roles. */
  public static TestSite site() {
    var site = new TestSite();
    site.addContext(SYSTEM, 1, ContextLevel.SYSTEM, 0, "");
    site.put(SiteTable.COURSE, Map.of("id", "1", "category", "0", "shortname", FRONT_PAGE));
    site.addContext(FRONT_PAGE, 2, ContextLevel.COURSE, 1, SYSTEM);
    site.addUser(GUEST, 1);
    site.addUser(ADMIN, 2);
    site.capability(VIEW, "read", 0);
    site.capability(REPLY, "write", 16);
    site.capability(MANAGE_LOCKS, "write", 0);
    return site.set("siteguest", "1")
        .set("siteadmins", "2")
        .set("contextlocking", "1")
        .set("contextlockappliestoadmin", "1");
  }

  /** A site with the category cat, in it the course course, in it the module forum. */
  public static TestSite classroom() {
    return site().category("cat", SYSTEM).course("course", "cat").module("forum", "course");
  }

  public TestSite category(String name, String parent) {
    long id = newId();
    put(
        SiteTable.COURSE_CATEGORIES,
        Map.of("id", Long.toString(id), "name", name, "visible", "1", "parent", "0"));
    return addContext(name, newId(), ContextLevel.COURSE_CATEGORY, id, parent);
  }

  public TestSite course(String name, String parent) {
    long id = newId();
    put(SiteTable.COURSE, Map.of("id", Long.toString(id), "category", "1", "shortname", name));
    return addContext(name, newId(), ContextLevel.COURSE, id, parent);
  }

  public TestSite module(String name, String parent) {
    return context(ContextLevel.MODULE, name, parent);
  }

  public TestSite block(String name, String parent) {
    return context(ContextLevel.BLOCK, name, parent);
  }

  /** A context of any level, without the thing that it belongs to. */
  public TestSite context(int level, String name, String parent) {
    return addContext(name, newId(), level, newId(), parent);
  }

  /** A role with a row. */
  public TestSite role(String name) {
    return role(name, "");
  }

  /** A role with a row and an archetype; of several, the one said first has the least sortorder. */
  public TestSite role(String name, String archetype) {
    long id = roleId(name);
    return put(
        SiteTable.ROLE,
        Map.of(
            "id",
            Long.toString(id),
            "shortname",
            name,
            "sortorder",
            Long.toString(newId()),
            "archetype",
            archetype));
  }

  /** A capability with a row; its component is what Moodle's would be. */
  public TestSite capability(String name, String type, long risks) {
    String component = name.startsWith("moodle/") ? "moodle" : name.replaceFirst(":.*", "");
    return put(
        SiteTable.CAPABILITIES,
        Map.of(
            "id",
            Long.toString(newId()),
            "name",
            name,
            "captype",
            type,
            "riskbitmask",
            Long.toString(risks),
            "component",
            component.replace('/', '_')));
  }

  /** A deprecated name, told by a component that owns capabilities. */
  public TestSite deprecate(String name, String replacement) {
    return deprecate(name, "mod_forum", replacement);
  }

  public TestSite deprecate(String name, String component, String replacement) {
    deprecated.add(new DeprecatedCapability(name, component, replacement));
    loaded = null;
    return this;
  }

  public TestSite allow(String role, String context, String capability) {
    return store(role, context, capability, Permission.STORED_ALLOW);
  }

  public TestSite prevent(String role, String context, String capability) {
    return store(role, context, capability, Permission.STORED_PREVENT);
  }

  public TestSite prohibit(String role, String context, String capability) {
    return store(role, context, capability, Permission.STORED_PROHIBIT);
  }

  /** Stores any number for a permission. */
  public TestSite store(String role, String context, String capability, long permission) {
    return storeAt(role, contextId(context), capability, permission);
  }

  /** Stores any number for a permission in a context that need not exist. */
  public TestSite storeAt(String role, long contextId, String capability, long permission) {
    return put(
        SiteTable.ROLE_CAPABILITIES,
        Map.of(
            "id",
            Long.toString(newId()),
            "contextid",
            Long.toString(contextId),
            "roleid",
            Long.toString(roleId(role)),
            "capability",
            capability,
            "permission",
            Long.toString(permission)));
  }

  /** Assigns a role by hand. */
  public TestSite assign(String user, String role, String context) {
    return assign(user, role, context, "", 0);
  }

  public TestSite assign(String user, String role, String context, String component, long itemId) {
    return assignAt(userId(user), role, contextId(context), component, itemId);
  }

  /** Assigns a role to a user, in a context, that need not exist. */
  public TestSite assignAt(
      long userId, String role, long contextId, String component, long itemId) {
    return put(
        SiteTable.ROLE_ASSIGNMENTS,
        Map.of(
            "id",
            Long.toString(newId()),
            "roleid",
            Long.toString(roleId(role)),
            "contextid",
            Long.toString(contextId),
            "userid",
            Long.toString(userId),
            "component",
            component,
            "itemid",
            Long.toString(itemId)));
  }

  /** Locks a context. */
  public TestSite lock(String context) {
    return change(context, "locked", "1");
  }

  /** Sets a setting; an empty one is as good as none. */
  public TestSite set(String setting, String value) {
    return put(SiteTable.CONFIG, Map.of("name", setting, "value", value));
  }

  /** Sets a setting to a role's id. */
  public TestSite setRole(String setting, String role) {
    return set(setting, Long.toString(roleId(role)));
  }

  /** Sets a setting to a user's id. */
  public TestSite setUser(String setting, String user) {
    return set(setting, Long.toString(userId(user)));
  }

  /** Changes a column of a context's row. */
  public TestSite change(String context, String column, String value) {
    Map<String, String> row = contextRow(context);
    row.put(column, value);
    return put(SiteTable.CONTEXT, row);
  }

  /** Changes a column of a user's row. */
  public TestSite changeUser(String user, String column, String value) {
    Map<String, String> row = userRow(user);
    row.put(column, value);
    return put(SiteTable.USER, row);
  }

  /** Takes the row of a context; what other rows say of it stays. */
  public TestSite withoutRow(String context) {
    return remove(SiteTable.CONTEXT, contextRow(context));
  }

  /** Takes a user's row; his context stays. */
  public TestSite withoutUserRow(String user) {
    return remove(SiteTable.USER, userRow(user));
  }

  /** Takes a user's context; his row stays. */
  public TestSite withoutUserContext(String user) {
    return withoutRow(contextNameOf(user));
  }

  /** Puts a row of any table. */
  public TestSite put(SiteTable table, Map<String, String> row) {
    tables.put(table, row::get);
    loaded = null;
    return this;
  }

  /** Removes a row of any table. */
  public TestSite remove(SiteTable table, Map<String, String> row) {
    tables.remove(table, row::get);
    loaded = null;
    return this;
  }

  /** context.id */
  public long contextId(String context) {
    return Long.parseLong(valueOf(contextRow(context), "id"));
  }

  /** The path of a context, as its row has it. */
  public String path(String context) {
    return valueOf(contextRow(context), "path");
  }

  /** user.id, of a user who has a row and a context if this is the first that is heard of him. */
  public long userId(String user) {
    return Long.parseLong(valueOf(userRow(user), "id"));
  }

  /** The name of the context of a user's own. */
  public String contextNameOf(String user) {
    userRow(user);
    return "user " + user;
  }

  /** role.id, of a role without a row if this is the first that is heard of it. */
  public long roleId(String role) {
    return roles.computeIfAbsent(role, _ -> newId());
  }

  /** The site as the engine has it. */
  public PolicySnapshot snapshot() {
    return load().snapshot();
  }

  /** The site with the report of its loading. */
  public SiteLoader.Loaded load() {
    SiteLoader.Loaded known = loaded;
    if (known == null) {
      var loader = new SiteLoader(deprecated, Oracle.CLOCK, LoadProgress.SILENT);
      known = loader.load(tables, Oracle.REVISION);
      loaded = known;
    }
    return known;
  }

  /** The rows, as they are now. */
  public MemoryTables rows() {
    return tables.copy();
  }

  /** Decides about somebody else, with the administrators' shortcut. */
  public Decision decide(String user, String capability, String context) {
    return ask(user, capability, context).decide();
  }

  /** A question about a user. */
  public TestQuestion ask(String user, String capability, String context) {
    return ask(userId(user), capability, context);
  }

  /** A question about a user id that need not exist; 0 is a visitor. */
  public TestQuestion ask(long userId, String capability, String context) {
    return new TestQuestion(this, userId, capability, contextId(context));
  }

  private TestSite addContext(
      String name, long id, int level, long instanceId, String parentOrEmpty) {
    String path = (parentOrEmpty.isEmpty() ? "" : path(parentOrEmpty)) + "/" + id;
    Map<String, String> row = new HashMap<>();
    row.put("id", Long.toString(id));
    row.put("contextlevel", Integer.toString(level));
    row.put("instanceid", Long.toString(instanceId));
    row.put("path", path);
    row.put("depth", Long.toString(path.chars().filter(c -> c == '/').count()));
    row.put("locked", "0");
    if (contexts.putIfAbsent(name, row) != null) {
      throw new IllegalArgumentException("second context named " + name);
    }
    return put(SiteTable.CONTEXT, row);
  }

  private Map<String, String> addUser(String name, long id) {
    Map<String, String> row = new HashMap<>();
    row.put("id", Long.toString(id));
    row.put("username", name);
    row.put("deleted", "0");
    row.put("suspended", "0");
    users.put(name, row);
    put(SiteTable.USER, row);
    addContext("user " + name, newId(), ContextLevel.USER, id, SYSTEM);
    return row;
  }

  private Map<String, String> contextRow(String name) {
    Map<String, String> row = contexts.get(name);
    if (row == null) {
      throw new IllegalArgumentException("no context named " + name + " in " + contexts.keySet());
    }
    return row;
  }

  private Map<String, String> userRow(String name) {
    Map<String, String> row = users.get(name);
    return row == null ? addUser(name, newId()) : row;
  }

  private static String valueOf(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }

  private long newId() {
    return nextId++;
  }
}
