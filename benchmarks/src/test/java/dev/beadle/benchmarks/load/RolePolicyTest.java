package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.benchmarks.Sites;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What other engines are told: with it they can only answer as Beadle does. */
final class RolePolicyTest {
  private final PeerQuestions questions = new PeerQuestions(Sites.load(Sites.MEDIUM));

  @Test
  void said_askedByRolesAlone_givesTheEnginesAnswers() {
    Map<String, RolePolicy.Says> said = questions.policy().said();

    assertThat(questions.singles()).allMatch(question -> isRight(said, question));
    assertThat(questions.singles()).anyMatch(RoleQuestion::isAllowed);
    assertThat(questions.singles()).anyMatch(question -> question.roles().size() > 1);
  }

  /** Most uniform questions can be compared; it is told how many. */
  @Test
  void share_ofUniformQuestions_isMostOfThem() {
    assertThat(questions.share()).isBetween(0.8, 0.95);
  }

  @Test
  void batches_ofOneUserEach_haveUnlikeQuestionsWithTheSameRoles() {
    Map<String, RolePolicy.Says> said = questions.policy().said();

    for (List<RoleQuestion> batch : questions.batches(3)) {
      assertThat(batch).hasSize(1_000).doesNotHaveDuplicates();
      assertThat(batch).extracting(RoleQuestion::userId).containsOnly(batch.getFirst().userId());
      assertThat(batch).extracting(RoleQuestion::roles).containsOnly(batch.getFirst().roles());
      assertThat(batch).allMatch(question -> isRight(said, question));
    }
  }

  private static boolean isRight(Map<String, RolePolicy.Says> said, RoleQuestion question) {
    var allowed = new HashSet<String>();
    var prohibited = new HashSet<String>();
    for (String role : question.roles()) {
      RolePolicy.Says says = said.getOrDefault(role, new RolePolicy.Says(List.of(), List.of()));
      allowed.addAll(says.allows());
      prohibited.addAll(says.prohibits());
    }
    allowed.removeAll(prohibited);
    return allowed.contains(question.capability()) == question.isAllowed();
  }
}
