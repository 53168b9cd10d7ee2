package dev.beadle.server.search.courses;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.search.roles.DecidingRoles;
import java.util.Arrays;

/**
 * Whether somebody who creates a course will have a capability in it ({@code
 * guess_if_creator_will_have_course_capability}). Stateless but for the site, and so thread-safe.
 * Cost: a few checks.
 */
public final class CreatorForecast {
  private static final String CREATE = "moodle/course:create";
  private static final String ASSIGN = "moodle/role:assign";

  /** The way by which a creator becomes enrolled, with the role of a setting. */
  private static final String PLUGIN = "manual";

  private static final String ENABLED_PLUGINS = "enrol_plugins_enabled";
  private static final String CREATORS_ROLE = "creatornewroleid";

  private final ViewedSite site;
  private final Participation participation;

  /** Of courses of a site. */
  public CreatorForecast(ViewedSite site) {
    this.site = site;
    this.participation = new Participation(site);
  }

  /**
   * Forecasts: he has it already, or else may create courses, will be enrolled with the role for
   * creators, since he has no rights of his own to stay out of it, and the role gives it here.
   *
   * @param context an ordinal: the course, or the category where it is to be
   * @param capability an ordinal, or {@code CapabilityCatalog.ABSENT}
   * @throws InvalidQueryException if the context is neither a course nor a category
   */
  public boolean willHave(long userId, int context, int capability) {
    PolicySnapshot snapshot = site.snapshot();
    int level = snapshot.contexts().levelOf(context);
    if (level != ContextLevel.COURSE && level != ContextLevel.COURSE_CATEGORY) {
      throw new InvalidQueryException("context: neither a course nor a category");
    }
    if (site.has(userId, context, capability)) {
      return true;
    }
    return site.has(userId, context, CREATE)
        && isEnabled(PLUGIN)
        && !staysOutside(userId, context, level)
        && gives(snapshot, context, capability);
  }

  private boolean staysOutside(long userId, int context, int level) {
    if (level == ContextLevel.COURSE_CATEGORY) {
      return site.has(userId, context, Participation.VIEW_COURSE)
          && site.has(userId, context, ASSIGN);
    }
    int assign = site.snapshot().capabilities().find(ASSIGN);
    return participation.isViewing(userId, context, assign)
        || participation.isEnrolled(new EnrolmentQuery(userId, context, assign, false, 0));
  }

  private boolean gives(PolicySnapshot snapshot, int context, int capability) {
    String creatorsRole = snapshot.settings().valueOf(CREATORS_ROLE);
    return DecidingRoles.of(snapshot, context, capability).needed().stream()
        .map(role -> Long.toString(snapshot.roles().idOf(role)))
        .anyMatch(creatorsRole::equals);
  }

  private boolean isEnabled(String plugin) {
    String enabled = site.snapshot().settings().valueOf(ENABLED_PLUGINS);
    return Arrays.asList(enabled.split(",", -1)).contains(plugin);
  }
}
