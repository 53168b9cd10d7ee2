package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint.ListDecision;
import dev.beadle.v1.Rule;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** check.proto, Rule: each rule of the engine has its own on the wire, and each there has one. */
final class RuleMappingTest {
  /** Rule 0 is never sent in a decision; allowed are 1 to 15, denied are 16 and more. */
  @Test
  void ruleOf_everyDecision_isDistinctAndOfTheSameOutcome() {
    Map<Rule, Decision> back = new EnumMap<>(Rule.class);
    for (Decision decision : Decision.values()) {
      Rule rule = DecisionMapper.ruleOf(decision);
      assertThat(back.put(rule, decision)).as("%s is shared", rule).isNull();
      assertThat(rule.getNumber()).isPositive();
      assertThat(rule.getNumber() < 16).as("%s", rule).isEqualTo(decision.isAllowed());
      assertThat(rule.getNumber()).as("fits a byte of a matrix").isLessThan(256);
    }
    Set<Rule> all = EnumSet.allOf(Rule.class);
    all.removeAll(Arrays.asList(Rule.RULE_UNSPECIFIED, Rule.UNRECOGNIZED));
    assertThat(back.keySet()).isEqualTo(all);
  }

  /** Decision: its message says whether, by which rule, and which member of a list decided. */
  @Test
  void messageOf_everyDecision_saysOutcomeRuleAndIndex() {
    for (Decision decision : Decision.values()) {
      var message = DecisionMapper.messageOf(decision);
      assertThat(message.getAllowed()).isEqualTo(decision.isAllowed());
      assertThat(message.getRule()).isEqualTo(DecisionMapper.ruleOf(decision));
      assertThat(message.getDecidingIndex()).isZero();
      for (int index : new int[] {0, 1, 999}) {
        var ofList = DecisionMapper.messageOf(new ListDecision(decision, index));
        assertThat(ofList).isEqualTo(message.toBuilder().setDecidingIndex(index).build());
        assertThat(DecisionMapper.resultOf(new ListDecision(decision, index)).getDecision())
            .isEqualTo(ofList);
      }
      assertThat(DecisionMapper.resultOf(decision).getDecision()).isEqualTo(message);
    }
  }
}
