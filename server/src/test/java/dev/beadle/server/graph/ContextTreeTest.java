package dev.beadle.server.graph;

import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.TestSite;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree that the paths of contexts span (§2). */
final class ContextTreeTest {
  private final Oddities oddities = new Oddities();
  private final ContextTreeBuilder builder = new ContextTreeBuilder(oddities);

  /** §2: each context is a node, linked to the one above it. */
  @Test
  void parentOf_regularRows_leadsToTheRoot() {
    TestSite site = classroom();
    ContextTree contexts = site.snapshot().contexts();
    int forum = contexts.find(site.contextId("forum"));
    int course = contexts.find(site.contextId("course"));
    int cat = contexts.find(site.contextId("cat"));
    assertThat(contexts.nodeOf(forum)).isEqualTo(forum);
    assertThat(contexts.parentOf(forum)).isEqualTo(course);
    assertThat(contexts.parentOf(course)).isEqualTo(cat);
    assertThat(contexts.parentOf(cat)).isEqualTo(contexts.system());
    assertThat(contexts.parentOf(contexts.system())).isEqualTo(ContextTree.NO_PARENT);
    assertThat(contexts.levelOf(forum)).isEqualTo(ContextLevel.MODULE);
    assertThat(contexts.isRooted(forum)).isTrue();
    assertThat(contexts.isGhost(forum)).isFalse();
  }

  /** §2: rows come in any order; a child may come before its parent, and the root last. */
  @Test
  void link_childrenFirst_linksAllTheSame() {
    add(5, 70, "/1/3/5");
    add(3, 50, "/1/3");
    add(1, 10, "/1");
    builder.link();
    ContextTree contexts = builder.build();
    assertThat(contexts.idOf(contexts.parentOf(contexts.find(5)))).isEqualTo(3);
    assertThat(contexts.idOf(contexts.parentOf(contexts.find(3)))).isEqualTo(1);
    assertThat(contexts.system()).isEqualTo(contexts.find(1));
    assertThat(oddities.counts()).isEmpty();
  }

  /** §2: ids of any size and instances of any level are found. */
  @Test
  void find_oddIds_areFound() {
    add(1, 10, "/1");
    add(999_999_999_999_999_999L, 50, "/1/999999999999999999");
    builder.add(new ContextRow(7, Integer.MAX_VALUE, -3, "/1/7", 2, false));
    builder.link();
    ContextTree contexts = builder.build();
    assertThat(contexts.find(999_999_999_999_999_999L)).isEqualTo(1);
    assertThat(contexts.find(Integer.MAX_VALUE, -3)).isEqualTo(2);
    assertThat(contexts.levelOf(2)).isEqualTo(Integer.MAX_VALUE);
    assertThat(contexts.instanceIdOf(2)).isEqualTo(-3);
    for (long absent : new long[] {0, -1, 2, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(contexts.find(absent)).isEqualTo(ContextTree.ABSENT);
    }
    assertThat(contexts.find(30, -3)).isEqualTo(ContextTree.ABSENT);
  }

  /** §2: one node stands for an ancestor without a row, whoever names it. */
  @Test
  void link_ancestorsWithoutRows_areOneNodeEach() {
    add(1, 10, "/1");
    add(5, 70, "/1/2/3/5");
    add(6, 70, "/1/2/3/6");
    add(7, 70, "/1/2/7");
    builder.link();
    ContextTree contexts = builder.build();
    int ghost = contexts.parentOf(contexts.find(5));
    assertThat(contexts.isGhost(ghost)).isTrue();
    assertThat(contexts.idOf(ghost)).isZero();
    assertThat(contexts.parentOf(contexts.find(6))).isEqualTo(ghost);
    assertThat(contexts.parentOf(contexts.find(7))).isEqualTo(contexts.parentOf(ghost));
    assertThat(contexts.find(2)).isEqualTo(ContextTree.ABSENT);
    assertThat(contexts.find(3)).isEqualTo(ContextTree.ABSENT);
    assertThat(oddities.counts()).containsExactly(Map.entry(Oddity.CONTEXT_ANCESTOR_MISSING, 2L));
  }

  /** §2: a path need not begin at the system context. */
  @Test
  void link_pathFromElsewhere_endsAtItsOwnRoot() {
    add(1, 10, "/1");
    add(5, 70, "/9/5");
    builder.link();
    ContextTree contexts = builder.build();
    int root = contexts.parentOf(contexts.find(5));
    assertThat(contexts.parentOf(root)).isEqualTo(ContextTree.NO_PARENT);
    assertThat(contexts.isWithin(contexts.find(5), contexts.system())).isFalse();
    assertThat(contexts.isWithin(contexts.find(5), contexts.find(5))).isTrue();
  }

  /** §2: every kind of damage is counted. */
  @Test
  void link_damagedRows_areCounted() {
    add(1, 10, "/1");
    builder.add(new ContextRow(2, 50, 2, "", 2, false));
    builder.add(new ContextRow(3, 50, 3, "/1/3", 0, false));
    builder.add(new ContextRow(4, 50, 4, "/1/4", 7, false));
    builder.add(new ContextRow(5, 50, 5, "/1/4", 2, false));
    builder.link();
    assertThat(oddities.counts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Oddity.CONTEXT_WITHOUT_PATH, 1L,
                Oddity.CONTEXT_DEPTH_ZERO, 1L,
                Oddity.CONTEXT_DEPTH_WRONG, 1L,
                Oddity.CONTEXT_PATH_NOT_OWN, 1L));
  }

  /** §2: rows whose paths lead in a circle load; asked for a lock, Moodle fails, and so: locked. */
  @Test
  void isLocked_rowsInACircle_isLockedRatherThanEndless() {
    add(1, 10, "/1");
    add(2, 50, "/3/2");
    add(3, 50, "/2/3");
    builder.link();
    ContextTree contexts = builder.build();
    assertThat(contexts.isLocked(contexts.find(2))).isTrue();
    assertThat(contexts.isLocked(contexts.system())).isFalse();
    assertThat(contexts.isWithin(contexts.find(2), contexts.system())).isFalse();
  }

  /** §2: a path is ids and slashes, and nothing else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "1",
        "1/2",
        "//",
        "/1/",
        "/1//2",
        "/1/x",
        "/1/-2",
        "/1/ 2",
        "/1/2 ",
        "/1/2.0",
        " /1/2",
        "/1\\2",
        "/1234567890123456789",
        "/\u0661",
        "x",
        "0"
      })
  void add_malformedPath_isRefused(String path) {
    assertThatThrownBy(() -> add(2, 50, path))
        .isInstanceOfSatisfying(
            InvalidFactException.class, invalid -> assertThat(invalid.column()).isEqualTo("path"))
        .hasMessageContaining("unparsable path `" + path + "`");
  }

  /** House, "Numbers": a path has a longest length, named when it is exceeded. */
  @Test
  void add_pathTooLong_isRefused() {
    add(2, 50, "/1".repeat(ContextPath.MAX_IDS - 1) + "/2");
    assertThatThrownBy(() -> add(3, 50, "/1".repeat(ContextPath.MAX_IDS) + "/3"))
        .isInstanceOf(InvalidFactException.class)
        .hasMessageContaining("at most " + ContextPath.MAX_IDS + " ids");
  }

  /** Moodle's database has unique keys on the id, and on level and instance. */
  @Test
  void add_duplicates_areRefused() {
    builder.add(new ContextRow(1, 10, 0, "/1", 1, false));
    assertRefused(new ContextRow(1, 50, 9, "/1", 1, false), "id");
  }

  /** Moodle's database has unique keys on the id, and on level and instance. */
  @Test
  void add_duplicateThing_isRefused() {
    builder.add(new ContextRow(1, 50, 9, "/1", 1, false));
    assertRefused(new ContextRow(2, 50, 9, "/1/2", 2, false), "instanceid");
  }

  /** §2: there is one system context. */
  @Test
  void add_secondSystemContext_isRefused() {
    builder.add(new ContextRow(1, 10, 0, "/1", 1, false));
    assertRefused(new ContextRow(2, 10, 1, "/2", 1, false), "contextlevel");
  }

  /** §2: and it must be there. */
  @Test
  void link_noSystemContext_isRefused() {
    add(2, 50, "/1/2");
    assertThatThrownBy(builder::link)
        .isInstanceOf(InvalidFactException.class)
        .hasMessageContaining("no system context");
  }

  /** §2: is_child_of, including self, on every pair of a random site, by the texts of paths. */
  @Test
  void isWithin_randomSites_comparesPaths() {
    Seeds.check(
        60,
        seed -> {
          RandomSite site = RandomSite.of(seed);
          ContextTree contexts = site.snapshot().contexts();
          Map<Long, String> paths = new HashMap<>();
          site.rows(SiteTable.CONTEXT)
              .forEach(row ->
                  paths.put(
                      Long.valueOf(row.getOrDefault("id", "")), row.getOrDefault("path", "")));
          paths.forEach((id, path) ->
              paths.forEach((otherId, otherPath) -> {
                // Between contexts without paths there is nothing to tell.
                if (!path.isEmpty()) {
                  assertThat(contexts.isWithin(contexts.find(id), contexts.find(otherId)))
                      .as("%s in %s", path, otherPath)
                      .isEqualTo((path + "/").startsWith(otherPath + "/"));
                }
              }));
        });
  }

  /** INVARIANT (rooted): every walk ends within the longest path. */
  @Test
  void parentOf_randomSites_everyWalkEnds() {
    Seeds.check(
        100,
        seed -> {
          ContextTree contexts = RandomSite.of(seed).snapshot().contexts();
          for (int node = 0; node < contexts.contextCount(); node++) {
            int steps = 0;
            for (int at = node; at != ContextTree.NO_PARENT; at = contexts.parentOf(at)) {
              steps++;
            }
            assertThat(steps).isBetween(1, ContextPath.MAX_IDS);
          }
        });
  }

  /** §2: a site without locks is never asked for them; one with locks says where. */
  @Test
  void isLockedItself_oneLock_isThatNodesOnly() {
    TestSite site = classroom().lock("course");
    ContextTree contexts = site.snapshot().contexts();
    assertThat(contexts.isLockedItself(contexts.find(site.contextId("course")))).isTrue();
    assertThat(contexts.isLockedItself(contexts.find(site.contextId("forum")))).isFalse();
    assertThat(contexts.isLocked(contexts.find(site.contextId("forum")))).isTrue();
    assertThat(contexts.isLocked(contexts.find(site.contextId("cat")))).isFalse();
    assertThat(contexts.isLocked(contexts.find(site.contextId(SYSTEM)))).isFalse();
    assertThat(contexts.sizeInBytes()).isPositive();
  }

  private void add(long id, int level, String path) {
    builder.add(
        new ContextRow(id, level, id, path, path.chars().filter(c -> c == '/').count(), false));
  }

  private void assertRefused(ContextRow row, String column) {
    assertThatThrownBy(() -> builder.add(row))
        .isInstanceOfSatisfying(
            InvalidFactException.class, invalid -> assertThat(invalid.column()).isEqualTo(column));
  }
}
