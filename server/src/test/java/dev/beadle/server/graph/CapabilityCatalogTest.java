package dev.beadle.server.graph;

import static dev.beadle.server.testing.TestSite.MANAGE_LOCKS;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.UNKNOWN;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.testing.TestSite;
import org.junit.jupiter.api.Test;

/** Capabilities and roles by name and id (§1, §3, §4, §5). */
final class CapabilityCatalogTest {
  private final TestSite site = classroom().allow("gone", SYSTEM, UNKNOWN).role("student");

  /** §3: a capability is known by its row; a name that is only mentioned has none. */
  @Test
  void find_rowsAndMentions_areToldApart() {
    CapabilityCatalog catalog = site.snapshot().capabilities();
    int view = catalog.find(VIEW);
    assertThat(catalog.hasRow(view)).isTrue();
    assertThat(catalog.isKnown(view)).isTrue();
    assertThat(catalog.nameOf(view)).isEqualTo(VIEW);
    assertThat(catalog.rowOf(view).component()).isEqualTo("mod_forum");
    int mentioned = catalog.find(UNKNOWN);
    assertThat(catalog.nameOf(mentioned)).isEqualTo(UNKNOWN);
    assertThat(catalog.hasRow(mentioned)).isFalse();
    assertThat(catalog.isKnown(mentioned)).isFalse();
    assertThat(catalog.find("mod/forum:never")).isEqualTo(CapabilityCatalog.ABSENT);
    assertThat(catalog.size()).isEqualTo(4);
    assertThat(catalog.sizeInBytes()).isPositive();
  }

  /** §6.6, §6.7: what the guards ask of a capability. */
  @Test
  void flags_everyKind_areThoseOfTheRow() {
    CapabilityCatalog catalog = site.snapshot().capabilities();
    int view = catalog.find(VIEW);
    assertThat(catalog.writes(view)).isFalse();
    assertThat(catalog.isBarredToGuests(view)).isFalse();
    int reply = catalog.find(REPLY);
    assertThat(catalog.writes(reply)).isTrue();
    assertThat(catalog.isBarredToGuests(reply)).isTrue();
    assertThat(catalog.managesLocks(reply)).isFalse();
    assertThat(catalog.managesLocks(catalog.find(MANAGE_LOCKS))).isTrue();
  }

  /** §4: a role that is only mentioned has an ordinal, but no row. */
  @Test
  void findRow_rowsAndMentions_areToldApart() {
    RoleCatalog roles = site.snapshot().roles();
    int student = roles.find(site.roleId("student"));
    assertThat(roles.shortNameOf(student)).isEqualTo("student");
    assertThat(roles.idOf(student)).isEqualTo(site.roleId("student"));
    assertThat(roles.findRow(student)).isNotNull();
    int gone = roles.find(site.roleId("gone"));
    assertThat(roles.findRow(gone)).isNull();
    assertThat(roles.shortNameOf(gone)).isEqualTo("role " + site.roleId("gone"));
    assertThat(roles.find(99_999)).isEqualTo(RoleCatalog.ABSENT);
    assertThat(roles.size()).isEqualTo(2);
    assertThat(roles.sizeInBytes()).isPositive();
  }

  /** §5, §6.8: what a directory knows of a user. */
  @Test
  void users_everyKind_areToldApart() {
    site.changeUser("sus", "suspended", "1").changeUser("del", "deleted", "1");
    site.withoutUserContext("del").withoutUserRow("rowless").assignAt(99_999, "student", 1, "", 0);
    UserDirectory users = site.snapshot().users();
    int sus = users.find(site.userId("sus"));
    assertThat(users.isSuspended(sus)).isTrue();
    assertThat(users.exists(sus)).isTrue();
    int del = users.find(site.userId("del"));
    assertThat(users.isDeleted(del)).isTrue();
    assertThat(users.exists(del)).isFalse();
    int rowless = users.find(site.userId("rowless"));
    assertThat(users.hasRow(rowless)).isFalse();
    assertThat(users.exists(rowless)).isTrue();
    int mentioned = users.find(99_999);
    assertThat(users.idOf(mentioned)).isEqualTo(99_999);
    assertThat(users.exists(mentioned)).isFalse();
    assertThat(users.find(88_888)).isEqualTo(UserDirectory.ABSENT);
    assertThat(users.sizeInBytes()).isPositive();
  }
}
