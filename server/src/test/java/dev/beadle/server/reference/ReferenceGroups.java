package dev.beadle.server.reference;

import static dev.beadle.server.reference.ReferenceRows.number;
import static dev.beadle.server.reference.ReferenceRows.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Groups, written a second time from moodle-rules.md §14, as plainly as {@link ReferenceEngine} and
 * for the same purpose. Every method throws NoSuchElementException where Moodle would fail for want
 * of a row; a user of 0 is the viewer where Moodle has it so. Thread-safe, if the caller leaves the
 * tables alone.
 */
public final class ReferenceGroups {
  private static final String HIDDEN = "moodle/course:viewhiddengroups";
  private static final String ALL = "moodle/site:accessallgroups";

  private final ReferenceRows rows;

  /** Reads a site: see {@link ReferenceEngine}. */
  public ReferenceGroups(Map<String, List<Map<String, String>>> tables) {
    this.rows = new ReferenceRows(tables);
  }

  /** A place: a course, or an activity when {@code activity} is not 0. */
  public record Place(long course, long activity) {}

  /** §14: the mode of a plain record. */
  public long mode(Place place) {
    if (place.activity() == 0) {
      return number(rows.row("course", place.course()), "groupmode");
    }
    Map<String, String> activity = rows.row("course_modules", place.activity());
    Map<String, String> course = rows.row("course", number(activity, "course"));
    return number(number(course, "groupmodeforce") == 0 ? activity : course, "groupmode");
  }

  /**
   * §14: the mode of a cm_info object; of the kinds of activities drawn, only page has no groups.
   */
  public long effectiveMode(Place place) {
    if (place.activity() == 0) {
      return mode(place);
    }
    Map<String, String> activity = rows.row("course_modules", place.activity());
    Map<String, String> course = rows.row("course", number(activity, "course"));
    boolean isPage =
        rows.exists(
            "modules",
            module ->
                number(module, "id") == number(activity, "module")
                    && text(module, "name").equals("page"));
    return number(course, "groupmodeforce") != 0 && isPage ? 0 : mode(place);
  }

  /** §14: groups_get_all_groups. */
  public Set<Long> all(
      long viewer, long course, List<Long> users, long grouping, boolean participating) {
    boolean seesHidden = rows.has(viewer, viewer, rows.contextOf(50, course), HIDDEN);
    boolean isCached = users.isEmpty() && (seesHidden || !hasHidden(course));
    return select(group ->
        number(group, "courseid") == course
            && (users.isEmpty() || users.stream().anyMatch(user -> isIn(group, user)))
            && (grouping == 0
                || (isInGrouping(group, grouping) && (!isCached || isGroupingOf(grouping, course))))
            && (!participating
                || number(group, "participation") == 1
                || (isCached && number(group, "participation") != 0))
            && (seesHidden
                || visibility(group) == 0
                || (isVisibleToMembers(group) && (!users.isEmpty() || isIn(group, viewer)))));
  }

  /** §14: groups_get_activity_allowed_groups. */
  public Set<Long> allowed(long viewer, long activity, long user) {
    long worker = user == 0 ? viewer : user;
    Map<String, String> row = rows.row("course_modules", activity);
    long context = rows.contextOf(70, activity);
    boolean any = mode(new Place(0, activity)) == 2 || rows.has(viewer, worker, context, ALL);
    return all(
        viewer,
        number(row, "course"),
        any || worker == 0 ? List.of() : List.of(worker),
        number(row, "groupingid"),
        true);
  }

  /** §14: groups_group_visible. */
  public boolean isGroupVisible(long viewer, Place place, long group, long user) {
    long looker = user == 0 ? viewer : user;
    long mode = mode(place);
    if (mode == 0 || mode == 2 || rows.has(viewer, looker, context(place), ALL)) {
      return true;
    }
    return group != 0 && groupsOf(viewer, place, looker).contains(group);
  }

  /** §14: groups_user_groups_visible. */
  public boolean isUserVisible(long viewer, Place place, long user) {
    long mode = mode(place);
    if (mode == 0 || mode == 2 || rows.has(viewer, viewer, context(place), ALL)) {
      return true;
    }
    Set<Long> shared = new TreeSet<>(groupsOf(viewer, place, viewer));
    shared.retainAll(groupsOf(viewer, place, user));
    return !shared.isEmpty();
  }

  /** §14: groups_is_member. */
  public boolean isMember(long viewer, long groupId, long user) {
    long member = user == 0 ? viewer : user;
    if (!rows.hasRow("groups", groupId)) {
      return false;
    }
    Map<String, String> group = rows.row("groups", groupId);
    boolean seesAll = seesAll(viewer, number(group, "courseid"));
    return isIn(group, member) && (seesAll || seesMembership(viewer, group, member));
  }

  /** §14: groups_get_user_groups, those of any grouping. */
  public Set<Long> ofUser(long viewer, long course, long user, boolean includesHidden) {
    long member = user == 0 ? viewer : user;
    boolean seesHidden =
        rows.has(viewer, viewer, rows.contextOf(50, course), HIDDEN) || includesHidden;
    return select(group ->
        number(group, "courseid") == course
            && isIn(group, member)
            && (seesHidden || seesMembership(viewer, group, member)));
  }

  /** §14: groups_has_membership. */
  public boolean hasMembership(long viewer, long activity, long user) {
    long member = user == 0 ? viewer : user;
    Map<String, String> row = rows.row("course_modules", activity);
    long grouping = number(row, "groupingid");
    return rows.exists(
        "groups_members",
        membership ->
            number(membership, "userid") == member
                && (grouping == 0
                    ? rows.exists(
                        "groups",
                        group ->
                            number(group, "id") == number(membership, "groupid")
                                && number(group, "courseid") == number(row, "course"))
                    : rows.exists(
                        "groupings_groups",
                        link ->
                            number(link, "groupid") == number(membership, "groupid")
                                && number(link, "groupingid") == grouping)));
  }

  /** §13, §14: whether get_enrolled_sql keeps a user for these groups, -1 for none among them. */
  boolean joins(long viewer, long user, long course, List<Long> groupIds) {
    boolean seesAll = seesAll(viewer, course);
    List<Long> others = new ArrayList<>(groupIds);
    boolean wantsGroupless = others.remove(-1L);
    boolean isGroupless =
        select(group ->
                number(group, "courseid") == course
                    && isIn(group, user)
                    && (seesAll || seesMembership(viewer, group, user)))
            .isEmpty();
    if (wantsGroupless && others.isEmpty()) {
      return isGroupless;
    }
    boolean isMember =
        rows.exists(
            "groups_members",
            membership ->
                number(membership, "userid") == user
                    && others.contains(number(membership, "groupid"))
                    && (seesAll || seesIn(viewer, number(membership, "groupid"), user)));
    return isMember || (wantsGroupless && isGroupless && seesAll);
  }

  private boolean seesIn(long viewer, long groupId, long member) {
    return rows.hasRow("groups", groupId)
        && seesMembership(viewer, rows.row("groups", groupId), member);
  }

  private Set<Long> groupsOf(long viewer, Place place, long user) {
    return place.activity() == 0
        ? all(viewer, place.course(), user == 0 ? List.of() : List.of(user), 0, false)
        : allowed(viewer, place.activity(), user);
  }

  private long context(Place place) {
    return place.activity() == 0
        ? rows.contextOf(50, place.course())
        : rows.contextOf(70, place.activity());
  }

  private boolean seesAll(long viewer, long course) {
    return rows.has(viewer, viewer, rows.contextOf(50, course), HIDDEN) || !hasHidden(course);
  }

  private boolean seesMembership(long viewer, Map<String, String> group, long member) {
    long visibility = visibility(group);
    return visibility == 0
        || (member == viewer && isVisibleToMembers(group))
        || (visibility == 1 && isIn(group, viewer));
  }

  private boolean hasHidden(long course) {
    return rows.exists(
        "groups", group -> number(group, "courseid") == course && visibility(group) != 0);
  }

  private boolean isIn(Map<String, String> group, long user) {
    return rows.exists(
        "groups_members",
        membership ->
            number(membership, "groupid") == number(group, "id")
                && number(membership, "userid") == user);
  }

  private boolean isInGrouping(Map<String, String> group, long grouping) {
    return rows.exists(
        "groupings_groups",
        link ->
            number(link, "groupid") == number(group, "id")
                && number(link, "groupingid") == grouping);
  }

  private boolean isGroupingOf(long grouping, long course) {
    return rows.exists(
        "groupings", row -> number(row, "id") == grouping && number(row, "courseid") == course);
  }

  private Set<Long> select(Predicate<Map<String, String>> wanted) {
    Set<Long> ids = new TreeSet<>();
    rows.of("groups").stream().filter(wanted).forEach(group -> ids.add(number(group, "id")));
    return ids;
  }

  private static long visibility(Map<String, String> group) {
    return number(group, "visibility");
  }

  private static boolean isVisibleToMembers(Map<String, String> group) {
    return visibility(group) == 1 || visibility(group) == 2;
  }
}
