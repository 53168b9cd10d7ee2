package dev.beadle.server.verification;

import dev.beadle.server.model.Column;
import dev.beadle.server.model.Column.Kind;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.verification.DecisionFormat.Document;
import dev.beadle.server.verification.DecisionFormat.DocumentReader;
import dev.beadle.server.verification.DecisionFormat.RowReader;
import dev.beadle.server.verification.DecisionFormat.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of files of recorded decisions, known by their base names. */
public enum DecisionKind {
  /** Questions about another user. */
  HAS_CAPABILITY(
      Setting.ANY_SITE,
      rows(
          CheckRows::hasCapability,
          key("userid"),
          text("capability"),
          key("contextid"),
          key("doanything"),
          key("allowed"))),
  /** The same, each with one setting that differs from the site's. */
  HAS_CAPABILITY_VARIANTS(
      Setting.VARIANTS,
      rows(
          CheckRows::variant,
          text("variant"),
          key("userid"),
          text("capability"),
          key("contextid"),
          key("doanything"),
          key("allowed"))),
  /** The current user, with one or two roles switched to. */
  ROLE_SWITCH(
      Setting.ANY_SITE,
      rows(
          CheckRows::roleSwitch,
          key("userid"),
          number("switch1contextid"),
          number("switch1roleid"),
          number("switch2contextid"),
          number("switch2roleid"),
          text("capability"),
          key("contextid"),
          key("doanything"),
          key("allowed"))),
  /** The current user, in a "log in as" session. */
  LOGIN_AS(
      Setting.ANY_SITE,
      rows(
          CheckRows::loginAs,
          key("userid"),
          key("loginascontextid"),
          text("capability"),
          key("contextid"),
          key("doanything"),
          key("allowed"))),
  /** Questions about another user, after each step of a series of changes. */
  HAS_CAPABILITY_BY_STEP(
      Setting.STEPS,
      rows(
          CheckRows::byStep,
          key("step"),
          key("userid"),
          text("capability"),
          key("contextid"),
          key("doanything"),
          key("allowed"))),
  /** Users who have a capability, or one of several. */
  GET_USERS_BY_CAPABILITY(
      Setting.SITE_AT_HAND,
      rows(
          PeopleRows::whoCan,
          key("contextid"),
          text("capabilities"),
          text("groupids"),
          key("useviewallgroups"),
          text("exceptions"),
          text("userids"))),
  /** The same, of one capability and after each step of a series of changes. */
  GET_USERS_BY_CAPABILITY_BY_STEP(
      Setting.STEPS,
      rows(
          PeopleRows::whoCanByStep,
          key("step"),
          key("contextid"),
          text("capability"),
          text("userids"))),
  /** Roles that give a capability, and that forbid it. */
  GET_ROLES_WITH_CAP_IN_CONTEXT(
      Setting.SITE_AT_HAND,
      rows(
          RoleRows::deciding,
          key("contextid"),
          text("capability"),
          text("needed"),
          text("forbidden"))),
  /** Roles with a stored permission. */
  GET_ROLES_WITH_CAPABILITY(
      Setting.SITE_AT_HAND,
      rows(
          RoleRows::withPermission,
          text("capability"),
          number("permission"),
          number("contextid"),
          text("roleids"))),
  /** What a role says of a capability. */
  ROLE_CONTEXT_CAPABILITIES(
      Setting.SITE_AT_HAND,
      rows(
          RoleRows::effective,
          key("roleid"),
          key("contextid"),
          text("capability"),
          text("permission"))),
  /** What the current user may do with roles. */
  ASSIGNABLE_OVERRIDABLE_SWITCHABLE(
      Setting.SITE_AT_HAND,
      rows(
          RoleRows::manageable,
          key("userid"),
          key("contextid"),
          text("assignable"),
          text("overridable"),
          text("overridemode"),
          text("switchable"),
          text("viewable"))),
  /** Where a user has a capability: categories and courses, or false. */
  GET_USER_CAPABILITY_CONTEXTS(
      Setting.SITE_AT_HAND,
      rows(
          PeopleRows::whereCan,
          key("userid"),
          text("capability"),
          key("doanything"),
          text("categoryids"),
          text("courseids"))),
  /** Whether a user is enrolled. */
  IS_ENROLLED(
      Setting.SITE_AT_HAND,
      rows(
          CourseRows::enrolled,
          key("userid"),
          key("contextid"),
          text("withcapability"),
          key("onlyactive"),
          key("enrolled"))),
  /** Who is enrolled. */
  GET_ENROLLED_USERS(
      Setting.SITE_AT_HAND,
      rows(
          CourseRows::enrolledUsers,
          key("contextid"),
          text("withcapability"),
          key("onlyactive"),
          key("onlysuspended"),
          text("userids"))),
  /** Whether a user may look on, and whether he is a guest. */
  IS_VIEWING_IS_GUEST(
      Setting.SITE_AT_HAND,
      rows(
          CourseRows::viewingAndGuest,
          key("userid"),
          key("contextid"),
          text("withcapability"),
          key("viewing"),
          key("guest"))),
  /** Whether a user may enter a course. */
  CAN_ACCESS_COURSE(
      Setting.SITE_AT_HAND,
      rows(
          CourseRows::access,
          text("vieweris"),
          key("userid"),
          key("courseid"),
          text("withcapability"),
          key("onlyactive"),
          key("allowed"))),
  /** The group mode of a place, and whether a user may see a group there. */
  GROUPS_VISIBLE(
      Setting.SITE_AT_HAND,
      rows(
          GroupRows::visible,
          key("viewerid"),
          key("userid"),
          key("courseid"),
          key("cmid"),
          key("groupmode"),
          key("groupid"),
          key("visible"))),
  /** The group modes of an activity, and the groups in which a user may work there. */
  GROUPS_ALLOWED(
      Setting.SITE_AT_HAND,
      rows(
          GroupRows::allowed,
          key("viewerid"),
          key("userid"),
          key("courseid"),
          key("cmid"),
          key("groupmode"),
          key("effectivegroupmode_cminfo"),
          text("allowedgroupids"))),
  /** The groups of a course. */
  GROUPS_GET_ALL_GROUPS(
      Setting.SITE_AT_HAND,
      rows(
          GroupRows::all,
          key("viewerid"),
          key("userid"),
          key("courseid"),
          key("groupingid"),
          key("participationonly"),
          text("groupids"))),
  /** Whether the current user may see another. */
  GROUPS_USER_GROUPS_VISIBLE(
      Setting.SITE_AT_HAND,
      rows(
          GroupRows::userVisible,
          key("viewerid"),
          key("userid"),
          key("courseid"),
          key("cmid"),
          key("visible"))),
  /** Whether the current user sees that somebody is a member. */
  GROUPS_IS_MEMBER(
      Setting.SITE_AT_HAND,
      rows(GroupRows::member, key("viewerid"), key("userid"), key("groupid"), key("ismember"))),
  /** The checks of the security overview. */
  REPORT_SECURITY(Setting.SITE_AT_HAND, document(ReportDocuments::security)),
  /** The capability overview. */
  TOOL_CAPABILITY(Setting.SITE_AT_HAND, document(ReportDocuments::overview)),
  /** The capabilities that contexts offer. */
  CONTEXT_GET_CAPABILITIES(Setting.SITE_AT_HAND, document(ReportDocuments::offered));

  /** What the site must be for the questions of a kind. */
  enum Setting {
    /** The site at hand, or a running server's. */
    ANY_SITE,
    /** The site at hand. */
    SITE_AT_HAND,
    /** The site at hand, with one setting changed. */
    VARIANTS,
    /** The site at hand, after a step of a series of changes. */
    STEPS
  }

  private final Setting setting;

  // Method references without state in unmodifiable records: the type does not say so.
  @SuppressWarnings("ImmutableEnumChecker")
  private final DecisionFormat format;

  DecisionKind(Setting setting, DecisionFormat format) {
    this.setting = setting;
    this.format = format;
  }

  /**
   * The kind of a file.
   *
   * @throws SiteReadException if its base name is none of the known ones
   */
  public static DecisionKind of(Path file) {
    String baseName = baseNameOf(file);
    for (DecisionKind kind : values()) {
      if (kind.baseName().equals(baseName)) {
        return kind;
      }
    }
    throw new SiteReadException(
        file
            + ": unknown kind of decisions (expected a file named "
            + Arrays.stream(values()).map(DecisionKind::baseName).collect(Collectors.joining(", "))
            + ", with its ending)");
  }

  /** The name of a file without its folder and its endings. */
  static String baseNameOf(Path file) {
    Path fileName = file.getFileName();
    String name = fileName == null ? "" : fileName.toString();
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** Whether a running server is asked the questions of this kind. */
  public boolean isAskedOfServers() {
    return setting == Setting.ANY_SITE;
  }

  /** Whether each question says which setting differs from the site's. */
  public boolean hasVariants() {
    return setting == Setting.VARIANTS;
  }

  /** Whether each question says after which step of a series of changes it was asked. */
  public boolean hasSteps() {
    return setting == Setting.STEPS;
  }

  /** The base name of its files. */
  public String baseName() {
    return name().toLowerCase(Locale.ROOT);
  }

  DecisionFormat format() {
    return format;
  }

  private static DecisionFormat rows(RowReader reader, Column... columns) {
    return new Table(List.of(columns), reader);
  }

  private static DecisionFormat document(DocumentReader reader) {
    return new Document(reader);
  }

  private static Column key(String name) {
    return new Column(name, Kind.KEY);
  }

  private static Column number(String name) {
    return new Column(name, Kind.NUMBER);
  }

  private static Column text(String name) {
    return new Column(name, Kind.TEXT);
  }
}
