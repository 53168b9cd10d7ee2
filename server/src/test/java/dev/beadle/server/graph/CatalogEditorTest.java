package dev.beadle.server.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.graph.CapabilityCatalog.Capability;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Users, roles, capabilities and settings that are edited are those of the resulting rows. */
final class CatalogEditorTest {
  private static final int USERS = 1_200;
  private static final int ROLES = 30;
  private static final List<DeprecatedCapability> DEPRECATED =
      List.of(
          new DeprecatedCapability("c1", "", "c2"),
          new DeprecatedCapability("c3", "mod_1", "c4"),
          new DeprecatedCapability("old", "", "c5"),
          new DeprecatedCapability("gone", "", ""));

  /** §6.8: law, incremental == reload, for who exists and who is the guest. */
  @Test
  void users_edited_areAsBuiltAfresh() {
    Seeds.check(
        60,
        seed -> {
          var random = new Random(seed);
          Map<Long, UserRow> rows = new TreeMap<>();
          Set<Long> contexts = new TreeSet<>();
          UserDirectory users = new UserDirectory.Builder().build();
          for (int round = 0; round < 6; round++) {
            UserDirectory old = users;
            List<String> before = linesOf(old);
            UserDirectory.Editor editor = users.edit();
            for (int step = random.nextInt(600); step > 0; step--) {
              changeUser(editor, rows, contexts, random);
            }
            users = editor.build();
            assertUsers(users, rows, contexts);
            assertThat(linesOf(old)).isEqualTo(before);
            assertOrdinalsStay(old, users);
          }
        });
  }

  private static void changeUser(
      UserDirectory.Editor editor, Map<Long, UserRow> rows, Set<Long> contexts, Random random) {
    long id = random.nextLong(1, USERS);
    switch (random.nextInt(6)) {
      case 0 -> {
        editor.remove(id);
        rows.remove(id);
      }
      case 1 -> {
        editor.setContext(id, false);
        contexts.remove(id);
      }
      case 2 -> {
        editor.setContext(id, true);
        contexts.add(id);
      }
      case 3 -> assertThat(editor.find(id)).isIn(UserDirectory.ABSENT, editor.ordinalOf(id));
      default -> {
        String name = random.nextInt(20) == 0 ? UserDirectory.GUEST_NAME : "";
        var row = new UserRow(id, name, random.nextInt(4) == 0, random.nextInt(4) == 0);
        editor.put(row);
        rows.put(id, row);
        assertThat(editor.isMarked(editor.find(id), UserDirectory.HAS_ROW)).isTrue();
      }
    }
  }

  private static void assertUsers(
      UserDirectory actual, Map<Long, UserRow> rows, Set<Long> contexts) {
    var builder = new UserDirectory.Builder();
    contexts.forEach(builder::addContext);
    rows.values().forEach(builder::add);
    UserDirectory expected = builder.build();
    assertThat(actual.guestByName()).isEqualTo(expected.guestByName());
    for (long id = 0; id <= USERS; id++) {
      assertThat(actual.isLive(id)).isEqualTo(expected.isLive(id));
      assertThat(lineOf(actual, id)).isEqualTo(lineOf(expected, id));
    }
  }

  private static List<String> linesOf(UserDirectory users) {
    return LongStream.rangeClosed(0, USERS).mapToObj(id -> lineOf(users, id)).toList();
  }

  private static String lineOf(UserDirectory users, long id) {
    int user = users.find(id);
    if (user == UserDirectory.ABSENT) {
      return id + " [false, false, false, false, false]";
    }
    assertThat(users.idOf(user)).isEqualTo(id);
    return id
        + " "
        + Arrays.asList(
            users.hasRow(user),
            users.isDeleted(user),
            users.isSuspended(user),
            users.exists(user),
            users.isNamedGuest(user));
  }

  private static void assertOrdinalsStay(UserDirectory old, UserDirectory next) {
    for (int user = 0; user < old.size(); user++) {
      assertThat(next.idOf(user)).isEqualTo(old.idOf(user));
    }
  }

  /** §4, §5: a role keeps its ordinal while its row comes and goes. */
  @Test
  void roles_edited_areAsBuiltAfresh() {
    Seeds.check(
        60,
        seed -> {
          var random = new Random(seed);
          Map<Long, Role> rows = new TreeMap<>();
          RoleCatalog roles = new RoleCatalog.Builder().build();
          for (int round = 0; round < 8; round++) {
            RoleCatalog old = roles;
            RoleCatalog.Builder editor = roles.edit();
            for (int step = random.nextInt(12); step > 0; step--) {
              long id = random.nextLong(1, ROLES);
              if (random.nextInt(3) == 0) {
                editor.remove(id);
                rows.remove(id);
              } else if (random.nextInt(4) == 0) {
                assertThat(editor.hasRow(editor.ordinalOf(id))).isEqualTo(rows.containsKey(id));
              } else {
                String archetype = random.nextInt(3) == 0 ? "guest" : "";
                var row = new Role(id, "", "r" + random.nextInt(9), random.nextInt(3), archetype);
                editor.put(row);
                rows.put(id, row);
              }
            }
            assertGuestRole(editor, rows, random.nextInt(ROLES));
            roles = editor.build();
            assertRoles(roles, rows);
            for (int role = 0; role < old.size(); role++) {
              assertThat(roles.idOf(role)).isEqualTo(old.idOf(role));
            }
            assertThat(roles.edit().build()).isSameAs(roles);
          }
        });
  }

  private static void assertGuestRole(
      RoleCatalog.Builder editor, Map<Long, Role> rows, long settingRoleId) {
    var afresh = new RoleCatalog.Builder();
    rows.values().forEach(afresh::add);
    int expected = afresh.guestRole(settingRoleId);
    int actual = editor.guestRole(settingRoleId);
    assertThat(actual == RoleCatalog.ABSENT).isEqualTo(expected == RoleCatalog.ABSENT);
    if (expected != RoleCatalog.ABSENT) {
      assertThat(editor.ordinalOf(afresh.build().idOf(expected))).isEqualTo(actual);
    }
  }

  private static void assertRoles(RoleCatalog roles, Map<Long, Role> rows) {
    for (long id = 0; id <= ROLES; id++) {
      int role = roles.find(id);
      Role row = role == RoleCatalog.ABSENT ? null : roles.findRow(role);
      assertThat(row).isEqualTo(rows.get(id));
    }
  }

  /** §3: law, incremental == reload, deprecated names included. */
  @Test
  void capabilities_edited_areAsBuiltAfresh() {
    Seeds.check(
        60,
        seed -> {
          var random = new Random(seed);
          Map<Long, Capability> rows = new TreeMap<>();
          CapabilityCatalog catalog =
              new CapabilityCatalog.Builder(new Oddities()).build(DEPRECATED);
          for (int round = 0; round < 8; round++) {
            CapabilityCatalog old = catalog;
            CapabilityCatalog.Editor editor = catalog.edit();
            for (int step = random.nextInt(6); step > 0; step--) {
              changeCapability(editor, rows, random);
            }
            catalog = editor.build();
            assertCapabilities(catalog, rows);
            for (int capability = 0; capability < old.size(); capability++) {
              assertThat(catalog.nameOf(capability)).isEqualTo(old.nameOf(capability));
            }
            assertThat(catalog.edit().build()).isSameAs(catalog);
          }
        });
  }

  /** Ids and names differ, so that a row changes its name; no two rows ever have one name. */
  private static void changeCapability(
      CapabilityCatalog.Editor editor, Map<Long, Capability> rows, Random random) {
    long id = random.nextLong(1, 9);
    if (random.nextInt(3) == 0) {
      editor.remove(id);
      rows.remove(id);
      return;
    }
    String name = "c" + (id + (random.nextBoolean() ? 0 : 20));
    var row =
        new Capability(
            id,
            name,
            random.nextBoolean() ? "write" : "read",
            10,
            "mod_" + random.nextInt(3),
            random.nextInt(32));
    editor.put(row);
    rows.put(id, row);
    assertThat(editor.ordinalOf(name)).isNotNegative();
  }

  private static void assertCapabilities(CapabilityCatalog actual, Map<Long, Capability> rows) {
    var builder = new CapabilityCatalog.Builder(new Oddities());
    rows.values().forEach(builder::add);
    CapabilityCatalog expected = builder.build(DEPRECATED);
    assertThat(actual.deprecated()).isEqualTo(DEPRECATED);
    for (int i = 0; i < actual.size(); i++) {
      String name = actual.nameOf(i);
      assertThat(actual.find(name)).isEqualTo(i);
      int same = expected.find(name);
      if (same == CapabilityCatalog.ABSENT) {
        assertThat(actual.hasRow(i)).isFalse();
        assertThat(actual.isKnown(i)).isFalse();
        continue;
      }
      assertThat(actual.hasRow(i)).isEqualTo(expected.hasRow(same));
      assertThat(actual.isKnown(i)).isEqualTo(expected.isKnown(same));
      assertThat(actual.writes(i)).isEqualTo(expected.writes(same));
      assertThat(actual.isBarredToGuests(i)).isEqualTo(expected.isBarredToGuests(same));
      assertThat(actual.replacementNameOf(i)).isEqualTo(expected.replacementNameOf(same));
      if (expected.hasRow(same)) {
        assertThat(actual.rowOf(i)).isEqualTo(expected.rowOf(same));
      }
    }
    rows.values().forEach(row -> assertThat(actual.find(row.name())).isNotNegative());
  }

  /** capabilities.name is unique, whatever came first. */
  @Test
  void capabilities_twoRowsOfOneName_areRefused() {
    CapabilityCatalog none = new CapabilityCatalog.Builder(new Oddities()).build(List.of());
    CapabilityCatalog.Editor editor = none.edit();
    editor.put(new Capability(1, "c", "read", 10, "mod", 0));
    editor.put(new Capability(2, "c", "read", 10, "mod", 0));
    assertThatThrownBy(editor::build)
        .isInstanceOf(InvalidFactException.class)
        .hasMessage("duplicate capability `c`");
    CapabilityCatalog.Editor again = none.edit();
    again.put(new Capability(1, "c", "read", 10, "mod", 0));
    again.put(new Capability(2, "c", "read", 10, "mod", 0));
    again.put(new Capability(1, "d", "read", 10, "mod", 0));
    assertThat(again.build().hasRow(again.build().find("c"))).isTrue();
  }

  /** §16: settings with other values; those that decide nothing are dropped. */
  @Test
  void settings_with_areThoseOfTheResultingValues() {
    SiteSettings settings = SiteSettings.of(Map.of("siteadmins", "2,3", "guestroleid", "6"), 1);
    Map<String, @Nullable String> changes = new HashMap<>();
    changes.put("siteadmins", "3");
    changes.put("guestroleid", null);
    changes.put("smtppass", "secret");
    SiteSettings changed = settings.with(changes, 9);
    assertThat(changed.values()).isEqualTo(Map.of("siteadmins", "3"));
    assertThat(changed.isSiteAdmin(2)).isFalse();
    assertThat(changed.guestUserId()).isEqualTo(9);
    assertThat(settings.isSiteAdmin(2)).isTrue();
    assertThat(settings.with(Map.of("siteadmins", "2,3", "other", "1"), 1)).isSameAs(settings);
    List<Long> admins = new ArrayList<>();
    Arrays.stream(changed.siteAdminIds()).forEach(admins::add);
    assertThat(admins).containsExactly(3L);
  }
}
