package dev.beadle.server.search.courses;

import static dev.beadle.server.testing.TestSite.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.decision.InvalidQueryException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** §13: will whoever creates a course have a capability in it? */
final class CreatorForecastTest {
  private static final String CREATE = "moodle/course:create";
  private static final String ASSIGN = "moodle/role:assign";
  private static final String HIDE = "moodle/course:visibility";

  private final CourseSite course = CourseSite.make();

  @BeforeEach
  void prepare() {
    course.site().capability(CREATE, "write", 0).capability(ASSIGN, "write", 0);
    course.site().capability(HIDE, "write", 0).role("creator").allow("creator", SYSTEM, HIDE);
    course.site().set("creatornewroleid", Long.toString(course.site().roleId("creator")));
  }

  /** Who has it already will have it. */
  @Test
  void willHave_capabilityAlready_isTrue() {
    course.let("ann", HIDE, "cat");
    assertThat(willHave("ann", "cat")).isTrue();
    assertThat(willHave("bob", "cat")).isFalse();
  }

  /** Who may create courses gets the role for creators, if it gives the capability there. */
  @ParameterizedTest
  @ValueSource(strings = {"cat", "course"})
  void willHave_mayCreate_byTheRoleForCreators(String context) {
    course.let("ann", CREATE, "cat");
    assertThat(willHave("ann", context)).isTrue();
    course.site().prevent("creator", "cat", HIDE);
    assertThat(willHave("ann", context)).isFalse();
  }

  /** No role for creators, or no way to enrol them: nothing is gained. */
  @Test
  void willHave_noRoleOrNoWay_isFalse() {
    course.let("ann", CREATE, "cat");
    course.site().set("enrol_plugins_enabled", "guest");
    assertThat(willHave("ann", "cat")).isFalse();
    course.site().set("enrol_plugins_enabled", "manual").set("creatornewroleid", "");
    assertThat(willHave("ann", "cat")).isFalse();
  }

  /** Who may look at courses and assign roles there is not enrolled. */
  @Test
  void willHave_ownRights_staysOutside() {
    course.let("ann", CREATE, "cat").let("ann", ASSIGN, "cat");
    assertThat(willHave("ann", "cat")).isTrue();
    assertThat(willHave("ann", "course")).isTrue();
    course.let("ann", CourseSite.VIEW_COURSE, "cat");
    assertThat(willHave("ann", "cat")).isFalse();
    assertThat(willHave("ann", "course")).isFalse();
  }

  /** In a course that there is: who is enrolled and may assign roles is not enrolled again. */
  @Test
  void willHave_enrolledAssigner_staysAsHeIs() {
    course.let("ann", CREATE, "cat").let("ann", ASSIGN, "cat");
    course.enrol("ann", course.way("manual", 0, ""));
    assertThat(willHave("ann", "course")).isFalse();
    assertThat(willHave("ann", "cat")).isTrue();
  }

  /** Moodle throws anywhere else. */
  @ParameterizedTest
  @ValueSource(strings = {SYSTEM, "forum"})
  void willHave_otherContexts_areRefused(String context) {
    assertThatThrownBy(() -> willHave("ann", context)).isInstanceOf(InvalidQueryException.class);
  }

  private boolean willHave(String user, String context) {
    return new CreatorForecast(course.as(""))
        .willHave(
            course.user(user),
            course.context(context),
            course.snapshot().capabilities().find(HIDE));
  }
}
