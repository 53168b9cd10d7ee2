package dev.beadle.server.search.courses;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.reference.RandomParticipation;
import dev.beadle.server.testing.RandomSite;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Sites and words for the tests of this room. Stateless. */
final class Courses {
  static final DecisionPoint DECISION_POINT = new DecisionPoint(new Resolver());

  private Courses() {}

  /** A random site with enrolments and groups. */
  static RandomSite siteOf(long seed) {
    Map<String, List<Map<String, String>>> tables = RandomSite.of(seed).copyOfTables();
    RandomParticipation.addTo(tables, new Random(seed));
    return RandomSite.of(tables);
  }

  /** A site as a user in a plain session sees it. */
  static ViewedSite viewed(PolicySnapshot site, long viewerId) {
    return new ViewedSite(site, Viewer.of(viewerId), DECISION_POINT);
  }

  static GroupSetting settingOf(PolicySnapshot site, long courseId, long courseModuleId) {
    GroupPlace place =
        courseModuleId == 0
            ? new GroupPlace.OfCourse(courseId)
            : new GroupPlace.OfActivity(courseModuleId);
    return GroupSetting.of(site, place, ModuleFeatures.OF_CORE);
  }

  static Set<Long> setOf(long... ids) {
    Set<Long> set = new TreeSet<>();
    Arrays.stream(ids).forEach(set::add);
    return set;
  }

  static Set<Long> idsOf(List<Group> groups) {
    return setOf(groups.stream().mapToLong(Group::id).toArray());
  }
}
