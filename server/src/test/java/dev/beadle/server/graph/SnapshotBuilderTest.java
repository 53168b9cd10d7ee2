package dev.beadle.server.graph;

import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.UNKNOWN;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.model.Column;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.TestSite;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From rows to a snapshot: what is refused, what is counted, what is kept (§2 to §5, §16). */
final class SnapshotBuilderTest {
  private static final Set<SiteTable> WITH_A_PART_OF_THEIR_OWN =
      EnumSet.of(
          SiteTable.CAPABILITIES,
          SiteTable.ROLE,
          SiteTable.CONTEXT,
          SiteTable.USER,
          SiteTable.CONFIG,
          SiteTable.ROLE_CAPABILITIES,
          SiteTable.ROLE_ASSIGNMENTS);

  private final SnapshotBuilder builder = new SnapshotBuilder(List.of());

  /** A row whose numbers are all one, and whose texts are all the other. */
  private record SameRow(long number, String text) implements FactRow {
    @Override
    public long numberAt(int column) {
      return number;
    }

    @Override
    public String textAt(int column) {
      return text;
    }
  }

  /** A row by its texts, in the order of the columns that are read. */
  private record TextRow(List<String> values) implements FactRow {
    @Override
    public long numberAt(int column) {
      return Long.parseLong(values.get(column));
    }

    @Override
    public String textAt(int column) {
      return values.get(column);
    }
  }

  /** Moodle's database has unique keys: no table holds the same row twice. */
  @ParameterizedTest
  @CsvSource({
    "CAPABILITIES, name, 1 x read 10 moodle 0",
    "ROLE, id, 1 n s 1 a",
    "USER, id, 1 u 0 0",
    "CONFIG, name, n v",
    "COURSE, id, 1 1 c 1 0 0 0",
    "GROUPS, id, 1 1 g 0 0",
    "MODULES, id, 1 forum 1",
    "ENROL, id, 1 manual 0 1 0 0 0 0 0"
  })
  void add_sameRowAgain_isRefused(SiteTable table, String column, String values) {
    var row = new TextRow(List.of(values.split(" ", -1)));
    builder.add(table, row);
    assertRefused(() -> builder.add(table, row), column, "duplicate");
  }

  /** Moodle's database has a unique key on role_assignments.id. */
  @Test
  void add_sameAssignmentAgain_isRefused() {
    startSite();
    var row = new TextRow(List.of("1", "5", "1", "2", "", "0", "0", "0"));
    builder.add(SiteTable.ROLE_ASSIGNMENTS, row);
    assertRefused(() -> builder.add(SiteTable.ROLE_ASSIGNMENTS, row), "id", "duplicate");
  }

  /** §4: the unique keys of role_capabilities: its id; and role, context and capability. */
  @Test
  void add_samePermissionAgain_isRefused() {
    startSite();
    builder.add(SiteTable.ROLE_CAPABILITIES, new TextRow(List.of("1", "1", "5", "x", "1")));
    assertRefused(
        () ->
            builder.add(SiteTable.ROLE_CAPABILITIES, new TextRow(List.of("1", "1", "6", "x", "1"))),
        "id",
        "duplicate role_capabilities id 1");
    assertRefused(
        () ->
            builder.add(
                SiteTable.ROLE_CAPABILITIES, new TextRow(List.of("2", "1", "5", "x", "-1"))),
        "capability",
        "second permission");
  }

  /** §1: a context level is a positive number. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "-10", "2147483648", "9223372036854775807"})
  void add_contextLevelOutOfRange_isRefused(String level) {
    assertRefused(
        () -> builder.add(SiteTable.CONTEXT, new TextRow(List.of("1", level, "1", "/1", "1", "0"))),
        "contextlevel",
        level);
  }

  /** §2: a site has a system context. */
  @Test
  void end_contextsWithoutSystem_isRefused() {
    assertRefused(() -> builder.end(SiteTable.CONTEXT), "contextlevel", "no system context");
  }

  /** §6: a setting that is to be an id must be a number. */
  @Test
  void end_guestSettingMalformed_isRefused() {
    builder.add(SiteTable.CONFIG, new TextRow(List.of("siteguest", "one")));
    assertRefused(() -> builder.end(SiteTable.CONFIG), "value", "`one` in setting `siteguest`");
  }

  /** Tables come in their order: what a row refers to must be there. */
  @Test
  void add_assignmentBeforeTheSettings_isAFailureOfTheCaller() {
    builder.add(SiteTable.CONTEXT, new TextRow(List.of("1", "10", "0", "/1", "1", "0")));
    builder.end(SiteTable.CONTEXT);
    assertThatThrownBy(() ->
            builder.add(
                SiteTable.ROLE_ASSIGNMENTS,
                new TextRow(List.of("1", "5", "1", "2", "", "0", "0", "0"))))
        .isInstanceOf(IllegalStateException.class);
  }

  /** §16: every table that no check reads is kept whole, column by column. */
  @ParameterizedTest
  @EnumSource
  void add_tableThatNoCheckReads_isKeptWhole(SiteTable table) {
    PolicySnapshot snapshot = startedSiteWith(table, new SameRow(7, "text"));
    if (WITH_A_PART_OF_THEIR_OWN.contains(table)) {
      assertThatThrownBy(() -> snapshot.relation(table))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(table.name());
      return;
    }
    Relation relation = snapshot.relation(table);
    assertThat(relation.rowCount()).isEqualTo(1);
    assertThat(relation.find(7)).isZero();
    assertThat(relation.find(8)).isEqualTo(Relation.ABSENT);
    assertThat(relation.sizeInBytes()).isPositive();
    List<Column> columns = table.columns();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      if (columns.get(i).kind().isText()) {
        assertThat(relation.textAt(0, i)).isEqualTo("text");
        assertThatThrownBy(() -> relation.numberAt(0, column))
            .isInstanceOf(IllegalArgumentException.class);
      } else {
        assertThat(relation.numberAt(0, i)).isEqualTo(7);
        assertThatThrownBy(() -> relation.textAt(0, column))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  /** A site without damage has no oddities. */
  @Test
  void oddities_cleanSite_areNone() {
    TestSite site = classroom().role("student").assign("ann", "student", "course");
    site.allow("student", SYSTEM, VIEW).setRole("defaultuserroleid", "student");
    assertThat(oddities(site)).isEmpty();
  }

  /** §4: odd permissions, each of which is treated as Moodle does, are counted by kind. */
  @Test
  void oddities_permissions_areCounted() {
    TestSite site = classroom().role("student").allow("student", SYSTEM, UNKNOWN);
    site.store("student", SYSTEM, VIEW, 0).store("student", "forum", VIEW, -999);
    site.storeAt("student", 99_999, VIEW, 1).allow("gone", SYSTEM, VIEW);
    assertThat(oddities(site))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Oddity.PERMISSION_OF_UNKNOWN_CAPABILITY, 1L,
                Oddity.PERMISSION_IRREGULAR, 2L,
                Oddity.PERMISSION_IN_MISSING_CONTEXT, 1L,
                Oddity.PERMISSION_OF_MISSING_ROLE, 1L));
  }

  /** §5: odd assignments are counted by kind. */
  @Test
  void oddities_assignments_areCounted() {
    TestSite site = classroom().role("student").changeUser("del", "deleted", "1");
    site.assign(GUEST, "student", SYSTEM).assign("del", "student", SYSTEM);
    site.assign("ann", "gone", SYSTEM).assignAt(99_999, "student", 1, "", 0);
    site.assignAt(site.userId("ann"), "student", 88_888, "", 0);
    assertThat(oddities(site))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Oddity.ASSIGNMENT_OF_GUEST, 1L,
                Oddity.ASSIGNMENT_OF_DELETED_USER, 1L,
                Oddity.ASSIGNMENT_OF_MISSING_ROLE, 1L,
                Oddity.ASSIGNMENT_OF_MISSING_USER, 1L,
                Oddity.ASSIGNMENT_IN_MISSING_CONTEXT, 1L));
  }

  /** §3, §6: odd capabilities, users and settings are counted by kind. */
  @Test
  void oddities_restOfTheSite_areCounted() {
    TestSite site = classroom().capability("mod/forum:x", "READ", 0);
    site.changeUser("del", "deleted", "1").withoutUserContext("del");
    site.withoutUserContext("ann").remove(SiteTable.COURSE, Map.of("id", "1", "category", "0"));
    site.set("siteadmins", "2,1,99999," + site.userId("del"));
    for (String setting : new String[] {"guestroleid", "defaultuserroleid", "notloggedinroleid"}) {
      site.setRole(setting, "gone");
    }
    assertThat(oddities(site))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Oddity.CAPABILITY_TYPE_IRREGULAR, 1L,
                Oddity.USER_WITHOUT_CONTEXT, 1L,
                Oddity.NO_FRONT_PAGE, 1L,
                Oddity.ADMIN_IS_GUEST, 1L,
                Oddity.ADMIN_MISSING, 1L,
                Oddity.ADMIN_DELETED, 1L,
                Oddity.SETTING_NAMES_MISSING_ROLE, 3L));
  }

  /** §4: what roles say is kept row by row, to be reported. */
  @Test
  void definitions_storedPermissions_areKeptByScope() {
    TestSite site = classroom().role("student").allow("student", SYSTEM, VIEW);
    site.prevent("student", "forum", REPLY).store("student", "forum", VIEW, 5);
    site.change("cat", "path", "").allow("student", "cat", VIEW);
    PolicySnapshot snapshot = site.snapshot();
    int forum = snapshot.contexts().find(site.contextId("forum"));
    OverrideScope scope = snapshot.definitions().findScope(forum);
    assertThat(scope).isNotNull();
    assertThat(scope.node()).isEqualTo(forum);
    assertThat(scope.roleCount()).isEqualTo(1);
    RolePermissions permissions = scope.find(scope.roleAt(0));
    assertThat(permissions).isNotNull();
    int at = permissions.indexOf(snapshot.capabilities().find(VIEW));
    assertThat(permissions.permissionAt(at)).isEqualTo(5);
    assertThat(permissions.rowIdAt(at)).isPositive();
    OverrideScope parent = scope.findParent();
    assertThat(parent).isNotNull();
    assertThat(parent.node()).isEqualTo(snapshot.contexts().system());
    assertThat(parent.findParent()).isNull();
    assertThat(snapshot.definitions().scopeCount()).isEqualTo(2);
    assertThat(snapshot.definitions().permissionCount()).isEqualTo(4);
    int cat = snapshot.contexts().find(site.contextId("cat"));
    assertThat(snapshot.definitions().findScope(cat)).isNull();
    assertThat(snapshot.definitions().findPathless(cat)).isNotNull();
  }

  /** House, "Revision": a changed snapshot is at the next revision; the old one stays. */
  @Test
  void with_otherAssignments_isTheNextRevision() {
    PolicySnapshot snapshot = classroom().snapshot();
    PolicySnapshot next = snapshot.with(snapshot.assignments());
    assertThat(snapshot.revision()).isEqualTo(Oracle.REVISION);
    assertThat(next.revision()).isEqualTo(Oracle.REVISION.next());
    assertThat(next.readAt()).isEqualTo(snapshot.readAt()).isEqualTo(Oracle.CLOCK.instant());
    assertThat(next.contexts()).isSameAs(snapshot.contexts());
    assertThat(next.definitions()).isSameAs(snapshot.definitions());
  }

  /** House, "Numbers": every structure tells its size. */
  @Test
  void sizesInBytes_loadedSite_namesEveryStructure() {
    Map<String, Long> sizes = classroom().allow("student", SYSTEM, VIEW).snapshot().sizesInBytes();
    assertThat(sizes)
        .containsKeys("contexts", "users", "role_assignments", "role_capabilities", "groups");
    assertThat(sizes.values()).allMatch(size -> size > 0);
  }

  /** A store has no snapshot until one is published, and then the newest. */
  @Test
  void findCurrent_afterPublishing_isTheNewest() {
    var store = new SnapshotStore();
    assertThat(store.findCurrent()).isNull();
    PolicySnapshot snapshot = classroom().snapshot();
    store.publish(snapshot);
    assertThat(store.findCurrent()).isSameAs(snapshot);
    PolicySnapshot next = snapshot.with(snapshot.assignments());
    store.publish(next);
    assertThat(store.findCurrent()).isSameAs(next);
  }

  private static Map<Oddity, Long> oddities(TestSite site) {
    return site.load().report().oddities();
  }

  private void startSite() {
    builder.add(SiteTable.CONTEXT, new TextRow(List.of("1", "10", "0", "/1", "1", "0")));
    builder.end(SiteTable.CONTEXT);
    builder.end(SiteTable.CONFIG);
  }

  private PolicySnapshot startedSiteWith(SiteTable table, FactRow row) {
    startSite();
    if (!WITH_A_PART_OF_THEIR_OWN.contains(table)) {
      builder.add(table, row);
    }
    return builder.build(new Revision("test", 0), Instant.EPOCH);
  }

  private static void assertRefused(Runnable addition, String column, String problem) {
    assertThatThrownBy(addition::run)
        .isInstanceOfSatisfying(
            InvalidFactException.class, invalid -> assertThat(invalid.column()).isEqualTo(column))
        .hasMessageContaining(problem);
  }
}
