package dev.beadle.server.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.testing.TestSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From what a question names to ordinals (§2, §3, §6.2). */
final class NamesTest {
  private final TestSite site = TestSite.classroom();
  private final PolicySnapshot snapshot = site.snapshot();

  /** §6.2: names that begin with moodle/legacy: make Moodle throw. */
  @ParameterizedTest
  @ValueSource(strings = {"moodle/legacy:", "moodle/legacy:student", "moodle/legacy:mod/forum:x"})
  void capability_legacyName_isRefused(String name) {
    assertThatThrownBy(() -> Names.capability(snapshot, name, "capability"))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageStartingWith("capability")
        .hasMessageContaining("`" + name + "`");
  }

  /** §3: any other name may be asked for; unknown ones are denied, not refused. */
  @ParameterizedTest
  @ValueSource(strings = {"", "moodle/legacy", "Moodle/legacy:x", "x", "mod/forum:", "\u0000"})
  void capability_unknownName_isAbsent(String name) {
    assertThat(Names.capability(snapshot, name, "capability")).isEqualTo(CapabilityCatalog.ABSENT);
  }

  /** §2: a context is found by its id, or by its level and instance. */
  @Test
  void context_existing_isFoundBothWays() {
    int forum = Names.context(snapshot, site.contextId("forum"), "context");
    assertThat(snapshot.contexts().idOf(forum)).isEqualTo(site.contextId("forum"));
    assertThat(
            Names.context(
                snapshot,
                snapshot.contexts().levelOf(forum),
                snapshot.contexts().instanceIdOf(forum),
                "context"))
        .isEqualTo(forum);
    assertThat(Names.context(snapshot, 10, 0, "context")).isEqualTo(snapshot.contexts().system());
  }

  /** §2: a context that the site does not have cannot be asked about. */
  @ParameterizedTest
  @ValueSource(longs = {0, -1, 99_999, Long.MAX_VALUE, Long.MIN_VALUE})
  void context_unknownId_isRefused(long contextId) {
    assertThatThrownBy(() -> Names.context(snapshot, contextId, "context"))
        .isInstanceOf(UnknownContextException.class)
        .hasMessageStartingWith("context")
        .hasMessageContaining("id")
        .hasMessageEndingWith(" " + contextId);
  }

  /** §2: so it is with a level or an instance that the site does not have. */
  @Test
  void context_unknownThing_isRefused() {
    assertThatThrownBy(() -> Names.context(snapshot, 50, 99_999, "context"))
        .isInstanceOf(UnknownContextException.class)
        .hasMessageStartingWith("context")
        .hasMessageContainingAll("level 50", "instance", "99999");
    assertThatThrownBy(() -> Names.context(snapshot, 1234, 1, "context"))
        .isInstanceOf(UnknownContextException.class);
  }

  /** §4: an id that only other tables mention is no context. */
  @Test
  void context_idOnlyMentioned_isRefused() {
    site.storeAt("student", 99_999, TestSite.VIEW, 1).assignAt(2, "student", 88_888, "", 0);
    for (long mentioned : new long[] {99_999, 88_888}) {
      assertThatThrownBy(() -> Names.context(site.snapshot(), mentioned, "context"))
          .isInstanceOf(UnknownContextException.class);
    }
  }

  /** §2: an ancestor that only paths name is no context either. */
  @Test
  void context_ancestorWithoutRow_isRefused() {
    long courseId = site.contextId("course");
    site.withoutRow("course");
    assertThatThrownBy(() -> Names.context(site.snapshot(), courseId, "context"))
        .isInstanceOf(UnknownContextException.class);
  }

  /** Style, line 17: an answer to the caller costs no stack trace. */
  @Test
  void refusals_whoseFault_haveNoStackTrace() {
    assertThat(new InvalidQueryException("x").getStackTrace()).isEmpty();
    assertThat(new UnknownContextException("x").getStackTrace()).isEmpty();
  }
}
