package dev.beadle.server.search.reports;

import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.reports.CapabilityOverview.Node;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class CapabilityOverviewTest {
  /** §15: contexts with a row and all above; at the system a missing row is 0, elsewhere none. */
  @Test
  void of_override_tellsTheWayToIt() {
    var site =
        classroom()
            .course("other", "cat")
            .role("student")
            .role("teacher")
            .allow("student", SYSTEM, VIEW)
            .prohibit("student", "forum", VIEW);
    long student = site.roleId("student");
    long teacher = site.roleId("teacher");
    assertThat(CapabilityOverview.of(site.snapshot(), VIEW, Set.of(), Checkpoint.NONE))
        .containsExactly(
            new Node(
                site.contextId(SYSTEM),
                List.of(site.contextId("cat")),
                Map.of(student, 1L, teacher, 0L)),
            new Node(site.contextId("cat"), List.of(site.contextId("course")), Map.of()),
            new Node(site.contextId("course"), List.of(site.contextId("forum")), Map.of()),
            new Node(site.contextId("forum"), List.of(), Map.of(student, -1000L)));
  }

  /** §15: of the roles that are asked for. */
  @Test
  void of_otherRoles_tellsNothingOfThese() {
    var site = classroom().role("student").role("teacher").prohibit("student", "forum", VIEW);
    long teacher = site.roleId("teacher");
    assertThat(CapabilityOverview.of(site.snapshot(), VIEW, Set.of(teacher), Checkpoint.NONE))
        .containsExactly(new Node(site.contextId(SYSTEM), List.of(), Map.of(teacher, 0L)));
  }

  /** Law, §15: on any site, damaged or not, it is what Moodle works out of its rows. */
  @Test
  void of_anySite_isWhatMoodleWorksOut() {
    Seeds.check(
        400,
        seed -> {
          var site = RandomSite.of(seed);
          var naive = new NaiveReports(site);
          var random = new Random(seed);
          var snapshot = site.snapshot();
          for (int capability = 0; capability < snapshot.capabilities().size(); capability++) {
            String name = snapshot.capabilities().nameOf(capability);
            Set<Long> roles = random.nextBoolean() ? Set.of() : someRoles(site, random);
            var nodes = CapabilityOverview.of(snapshot, name, roles, Checkpoint.NONE);
            var byId = new TreeMap<Long, Node>();
            nodes.forEach(node -> byId.put(node.contextId(), node));
            assertThat(nodes).hasSize(byId.size());
            assertThat(byId).isEqualTo(naive.overview(name, roles));
            assertThat(nodes.getFirst().contextId())
                .isEqualTo(snapshot.contexts().idOf(snapshot.contexts().system()));
          }
        });
  }

  private static Set<Long> someRoles(RandomSite site, Random random) {
    Set<Long> roles = new TreeSet<>(Set.of(888_888L));
    for (int i = 0; i < 3; i++) {
      var all = site.snapshot().roles();
      roles.add(all.idOf(random.nextInt(all.size())));
    }
    return roles;
  }
}
