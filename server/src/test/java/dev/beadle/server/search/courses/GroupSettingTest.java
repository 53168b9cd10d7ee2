package dev.beadle.server.search.courses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** §14: group modes of courses and activities. */
final class GroupSettingTest {
  private final CourseSite course = CourseSite.make();

  /** §14: the activity's own mode, unless the course forces its. */
  @Test
  void of_activity_hasTheCoursesModeIfForced() {
    course.course("groupmode", 2).activity("groupmode", 1);
    assertThat(course.ofActivity().mode()).isEqualTo(GroupMode.SEPARATE);
    course.course("groupmodeforce", 1);
    assertThat(course.ofActivity().mode()).isEqualTo(GroupMode.VISIBLE);
    assertThat(course.ofActivity().isForced()).isTrue();
  }

  /** §14 [!]: a cm_info of an activity without groups has none, but only when forced. */
  @Test
  void of_activityWithoutGroups_hasNoneWhenForced() {
    course.site().put(SiteTable.MODULES, Map.of("id", "1", "name", "page", "visible", "1"));
    assertThat(course.ofActivity().effectiveMode()).isEqualTo(GroupMode.SEPARATE);
    course.course("groupmodeforce", 1);
    assertThat(course.ofActivity().mode()).isEqualTo(GroupMode.SEPARATE);
    assertThat(course.ofActivity().effectiveMode()).isEqualTo(GroupMode.NONE);
    assertThat(course.ofActivity().asModuleObject().mode()).isEqualTo(GroupMode.NONE);
  }

  /** §14: an activity that no table of features knows keeps its groups apart. */
  @Test
  void of_unknownKindOfActivity_knowsGroups() {
    course.site().put(SiteTable.MODULES, Map.of("id", "1", "name", "ourown", "visible", "1"));
    course.course("groupmodeforce", 1);
    assertThat(course.ofActivity().effectiveMode()).isEqualTo(GroupMode.SEPARATE);
  }

  /** §14: a stored number that is no mode does not show more. */
  @Test
  void of_damagedMode_separates() {
    course.course("groupmode", 7);
    assertThat(course.ofCourse().mode()).isEqualTo(GroupMode.SEPARATE);
  }

  /** What is not there, or belongs to nothing, is refused by name. */
  @Test
  void of_missingThings_isRefused() {
    assertThatThrownBy(() -> Courses.settingOf(course.snapshot(), 987_654, 0))
        .isInstanceOf(UnknownContextException.class)
        .hasMessage("place: no course has the id 987654");
    assertThatThrownBy(() -> Courses.settingOf(course.snapshot(), 0, 987_654))
        .hasMessage("place: no activity has the id 987654");
    course.activity("course", 987_654);
    assertThatThrownBy(course::ofActivity).hasMessage("place: no course has the id 987654");
  }

  /** §14: module-features.json, the whole of it. */
  @Test
  void ofCore_isWhatMoodlesModulesSay() throws IOException {
    JsonObject features =
        JsonParser.parseString(Files.readString(Oracle.path("module-features.json")))
            .getAsJsonObject();
    Set<String> names = features.keySet();
    assertThat(names).hasSizeGreaterThan(20).containsAll(ModuleFeatures.OF_CORE.withoutGroups());
    for (String name : names) {
      assertThat(ModuleFeatures.OF_CORE.knowsGroups(name))
          .as(name)
          .isEqualTo(features.getAsJsonObject(name).get("groups").getAsBoolean());
    }
  }
}
