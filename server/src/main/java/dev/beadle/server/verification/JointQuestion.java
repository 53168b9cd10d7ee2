package dev.beadle.server.verification;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.List;

/**
 * has_any_capability and has_all_capabilities: may a user do any, or all, of several things?
 *
 * @param capabilities the names; may be none
 * @param template the question about each of them; its own capability is left out
 */
record JointQuestion(List<String> capabilities, Joint joint, CheckQuestion template)
    implements Question {
  JointQuestion {
    capabilities = List.copyOf(capabilities);
    requireNonNull(joint, "joint");
    requireNonNull(template, "template");
  }

  /** How the answers about several capabilities become one. */
  enum Joint {
    ANY,
    ALL
  }

  @Override
  public String describe() {
    return joint + " of " + capabilities + ": " + template.describe();
  }

  @Override
  public String answer(Engine engine, PolicySnapshot site) {
    int[] ordinals = new int[capabilities.size()];
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] = Names.capability(site, capabilities.get(i), "capability");
    }
    AccessQuery query = template.queryOf(site);
    DecisionPoint decisionPoint = engine.decisionPoint();
    return AnswerText.of(
        switch (joint) {
          case ANY -> decisionPoint.decideAny(site, query, ordinals).decision().isAllowed();
          case ALL -> decisionPoint.decideAll(site, query, ordinals).decision().isAllowed();
        });
  }

  @Override
  public String explain(Engine engine, PolicySnapshot site) {
    var text = new StringBuilder();
    capabilities.forEach(name -> text.append(template.about(name).explain(engine, site)));
    return text.toString();
  }
}
