package dev.beadle.peers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sapl.api.interpreter.Val;
import io.sapl.api.pdp.AuthorizationDecision;
import io.sapl.api.pdp.AuthorizationSubscription;
import io.sapl.api.pdp.Decision;
import io.sapl.interpreter.combinators.PolicyDocumentCombiningAlgorithm;
import io.sapl.pdp.EmbeddedPolicyDecisionPoint;
import io.sapl.pdp.PolicyDecisionPointFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SAPL, embedded. A policy for each role and effect, aimed at subjects who have the role, looks the
 * capability up in a table of what the role says. Of five forms that were tried this was the
 * fastest; a policy for each capability, 80 times slower, was the slowest. The subscriptions are
 * made beforehand.
 */
final class SaplPeer implements Peer {
  private final EmbeddedPolicyDecisionPoint pdp;
  private final List<AuthorizationSubscription> subscriptions;

  SaplPeer(Material material) throws Exception {
    Map<String, ObjectNode> said = new HashMap<>();
    List<String> documents = new ArrayList<>();
    for (Material.Said each : material.says()) {
      String effect = each.isProhibit() ? "deny" : "permit";
      ObjectNode of = said.computeIfAbsent(effect, _ -> JsonNodeFactory.instance.objectNode());
      if (!of.has(each.role())) {
        of.putObject(each.role());
        documents.add(policy(effect, each.role()));
      }
      ((ObjectNode) of.get(each.role())).put(each.capability(), true);
    }
    Map<String, Val> variables = new HashMap<>();
    said.forEach((effect, of) -> variables.put(table(effect), Val.of(of)));
    this.pdp =
        PolicyDecisionPointFactory.fixedInRamPolicyDecisionPoint(
            documents, PolicyDocumentCombiningAlgorithm.DENY_OVERRIDES, variables);
    this.subscriptions = material.questions().stream().map(SaplPeer::subscription).toList();
  }

  @Override
  public boolean isAllowed(int position) {
    AuthorizationDecision decision = pdp.decideOnce(subscriptions.get(position)).block();
    return decision != null && decision.getDecision() == Decision.PERMIT;
  }

  private static String policy(String effect, String role) {
    return "policy \"%1$s %2$s\" %1$s subject.%2$s == true where %3$s.%2$s[(action)] == true;"
        .formatted(effect, role, table(effect));
  }

  private static String table(String effect) {
    return "table_" + effect;
  }

  private static AuthorizationSubscription subscription(Material.Question question) {
    ObjectNode subject = JsonNodeFactory.instance.objectNode();
    question.roles().forEach(role -> subject.put(role, true));
    return AuthorizationSubscription.of(subject, question.capability(), "context");
  }
}
