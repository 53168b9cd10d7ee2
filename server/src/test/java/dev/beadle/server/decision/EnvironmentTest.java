package dev.beadle.server.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.testing.TestSite;
import org.junit.jupiter.api.Test;

/** What surrounds a question (§6.10, §6.11, §8). */
final class EnvironmentTest {
  private final TestSite site = TestSite.classroom().role("student");
  private final PolicySnapshot snapshot = site.snapshot();
  private final int course = Names.context(snapshot, site.contextId("course"), "course");

  /** House, "0 B/op": the environments of most questions are made once. */
  @Test
  void build_plain_isOneOfTheTwoConstants() {
    assertThat(Environment.builder(snapshot).build()).isSameAs(Environment.DEFAULT);
    assertThat(Environment.builder(snapshot).withoutDoAnything().build())
        .isSameAs(Environment.WITHOUT_DOANYTHING);
  }

  /** §6.11: the shortcut of administrators is on unless it is left out. */
  @Test
  void doAnything_default_isOn() {
    assertThat(Environment.DEFAULT.doAnything()).isTrue();
    assertThat(Environment.WITHOUT_DOANYTHING.doAnything()).isFalse();
    assertThat(Environment.DEFAULT.isCurrentUser()).isFalse();
    assertThat(Environment.DEFAULT.hasSwitches()).isFalse();
    assertThat(Environment.DEFAULT.temporaryCount()).isZero();
    assertThat(Environment.DEFAULT.loginAsContext()).isEqualTo(ContextTree.ABSENT);
  }

  /** §8: switches and temporary roles belong to the current user only. */
  @Test
  void build_aboutAnother_dropsSwitchesAndTemporaryRoles() {
    long role = site.roleId("student");
    Environment environment =
        Environment.builder(snapshot).switchTo(course, role).temporaryRole(course, role).build();
    assertThat(environment).isSameAs(Environment.DEFAULT);
    Environment bound =
        Environment.builder(snapshot).switchTo(course, role).loggedInAs(course).build();
    assertThat(bound.hasSwitches()).isFalse();
    assertThat(bound.loginAsContext()).isEqualTo(course);
  }

  /** §8: it does not matter whether the user or his switches are said first. */
  @Test
  void build_ofTheCurrentUser_keepsSwitchesAndTemporaryRoles() {
    long role = site.roleId("student");
    Environment environment =
        Environment.builder(snapshot)
            .switchTo(course, role)
            .temporaryRole(course, role)
            .temporaryRole(course, 99_999)
            .currentUser()
            .build();
    int found = environment.findSwitchAt(course);
    assertThat(environment.switchedRole(found)).isEqualTo(snapshot.roles().find(role));
    assertThat(environment.switchedNode(found)).isEqualTo(course);
    assertThat(environment.findSwitchAt(snapshot.contexts().system()))
        .isEqualTo(Environment.NO_SWITCH);
    assertThat(environment.temporaryCount()).isEqualTo(2);
    assertThat(environment.temporaryNode(0)).isEqualTo(course);
    assertThat(environment.temporaryRole(0)).isEqualTo(snapshot.roles().find(role));
    assertThat(environment.temporaryRole(1)).isEqualTo(RoleCatalog.ABSENT);
  }
}
