package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.v1.ContextInstance;
import dev.beadle.v1.ContextReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** check.proto, ContextReference: each way to name a context makes the message that it says. */
final class ContextsTest {
  /** id: context.id, whatever the number: the server says which are good. */
  @ParameterizedTest
  @ValueSource(longs = {1, 42, 0, -1, Long.MAX_VALUE})
  void id_number_isTheContextsOwnId(long contextId) {
    ContextReference reference = Contexts.id(contextId);
    assertThat(reference.getReferenceCase()).isEqualTo(ContextReference.ReferenceCase.ID);
    assertThat(reference.getId()).isEqualTo(contextId);
  }

  /** instance: Moodle's levels by name. */
  @ParameterizedTest
  @CsvSource({"30, user", "40, category", "50, course", "70, module", "80, block"})
  void instance_namedLevel_isMoodlesNumber(int level, String name) {
    ContextReference reference =
        switch (name) {
          case "user" -> Contexts.user(7);
          case "category" -> Contexts.courseCategory(7);
          case "course" -> Contexts.course(7);
          case "module" -> Contexts.module(7);
          default -> Contexts.block(7);
        };
    assertThat(reference)
        .isEqualTo(
            ContextReference.newBuilder()
                .setInstance(ContextInstance.newBuilder().setLevel(level).setInstanceId(7))
                .build())
        .isEqualTo(Contexts.instance(level, 7));
  }

  /** instance: the system is level 10, instance 0; not the same as nothing. */
  @Test
  void system_isLevel10Instance0() {
    assertThat(Contexts.system()).isEqualTo(Contexts.instance(10, 0));
    assertThat(Contexts.system().hasInstance()).isTrue();
    assertThat(Contexts.system()).isNotEqualTo(ContextReference.getDefaultInstance());
  }
}
