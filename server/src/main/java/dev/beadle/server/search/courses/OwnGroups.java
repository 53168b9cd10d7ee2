package dev.beadle.server.search.courses;

import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The groups that the viewer is in, of all courses ({@code groups_get_my_groups}). Stateless but
 * for the site, and so thread-safe. Cost: that of his memberships.
 */
public final class OwnGroups {
  private final ViewedSite site;

  /** Of groups of a site. */
  public OwnGroups(ViewedSite site) {
    this.site = site;
  }

  /**
   * Finds them. Who may see hidden groups everywhere sees those, too, that are shown to nobody.
   *
   * @return by id
   */
  public List<Group> all() {
    PolicySnapshot snapshot = site.snapshot();
    long viewerId = site.viewer().userId();
    boolean seesHidden =
        site.has(viewerId, snapshot.contexts().system(), Memberships.VIEW_HIDDEN_GROUPS);
    List<Group> groups = new ArrayList<>();
    for (long groupId : GroupRows.idsOf(snapshot, viewerId)) {
      Group group = GroupRows.find(snapshot, groupId);
      if (group != null && (seesHidden || group.visibility() != GroupVisibility.NONE)) {
        groups.add(group);
      }
    }
    groups.sort(Comparator.comparing(Group::id));
    return List.copyOf(groups);
  }
}
