package dev.beadle.server.search.people;

import dev.beadle.server.testing.RandomSite;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Sites on which a few contexts have paths that belong to others, or to nobody (§2). */
final class PathsOfOthers {
  private static final int MOST = 3;

  private PathsOfOthers() {}

  static RandomSite damaged(RandomSite site, Random random) {
    Map<String, List<Map<String, String>>> tables = site.copyOfTables();
    List<Map<String, String>> contexts = tables.getOrDefault("context", List.of());
    for (int i = 0; i <= random.nextInt(MOST); i++) {
      Map<String, String> damaged = contexts.get(random.nextInt(contexts.size()));
      String path = contexts.get(random.nextInt(contexts.size())).getOrDefault("path", "");
      if (!path.isEmpty() && !"10".equals(damaged.get("contextlevel"))) {
        damaged.put("path", random.nextInt(3) == 0 ? path + "/777" : path);
      }
    }
    return RandomSite.of(tables);
  }
}
