package dev.beadle.server.verification;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.ExplanationText;
import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.PolicySnapshot;

/**
 * has_capability: may a user do something somewhere?
 *
 * @param userId user.id; 0 for a visitor
 * @param capability the name
 * @param contextId context.id
 * @param doAnything whether site administrators may do anything
 */
public record CheckQuestion(
    long userId, String capability, long contextId, boolean doAnything, Session session)
    implements Question {
  public CheckQuestion {
    requireNonNull(capability, "capability");
    requireNonNull(session, "session");
  }

  /** Whether it is about the session's own user. */
  public boolean isAboutCurrentUser() {
    return session.userId() == userId;
  }

  /** The same question about another capability. */
  CheckQuestion about(String otherCapability) {
    return new CheckQuestion(userId, otherCapability, contextId, doAnything, session);
  }

  @Override
  public String describe() {
    return "user %d, %s, context %d%s%s"
        .formatted(
            userId,
            capability,
            contextId,
            doAnything ? "" : ", without doanything",
            session.describe());
  }

  @Override
  public String answer(Engine engine, PolicySnapshot site) {
    return AnswerText.of(engine.decisionPoint().decide(site, queryOf(site)).isAllowed());
  }

  @Override
  public String explain(Engine engine, PolicySnapshot site) {
    return ExplanationText.of(
        site, new Explainer(engine.decisionPoint()).explain(site, queryOf(site)), capability);
  }

  AccessQuery queryOf(PolicySnapshot site) {
    return new AccessQuery(
        userId,
        Names.context(site, contextId, "contextid"),
        Names.capability(site, capability, "capability"),
        session.environmentOf(site, userId, doAnything));
  }
}
