package dev.beadle.server.testing;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.Explanation;
import dev.beadle.server.decision.ExplanationText;
import dev.beadle.server.decision.Names;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A question about a {@link TestSite}, with what surrounds it. The site is looked at when it is
 * answered. Not thread-safe.
 */
public final class TestQuestion {
  private static final DecisionPoint DECISION_POINT = new DecisionPoint(new Resolver());

  private final TestSite site;
  private final long userId;
  private final String capability;
  private final long contextId;
  private final List<BiConsumer<PolicySnapshot, Environment.Builder>> surroundings =
      new ArrayList<>();

  TestQuestion(TestSite site, long userId, String capability, long contextId) {
    this.site = site;
    this.userId = userId;
    this.capability = capability;
    this.contextId = contextId;
  }

  /** Says that the user is the session's own. */
  public TestQuestion asCurrentUser() {
    surroundings.add((_, environment) -> environment.currentUser());
    return this;
  }

  /** Leaves the administrators' shortcut out. */
  public TestQuestion withoutDoAnything() {
    surroundings.add((_, environment) -> environment.withoutDoAnything());
    return this;
  }

  /** Switches to a role in a context. */
  public TestQuestion switchedTo(String role, String context) {
    long id = site.contextId(context);
    surroundings.add((snapshot, environment) ->
        environment.switchTo(Names.context(snapshot, id, "switch"), site.roleId(role)));
    return this;
  }

  /** Holds a role in a context for the time of the session. */
  public TestQuestion temporarily(String role, String context) {
    long id = site.contextId(context);
    surroundings.add((snapshot, environment) ->
        environment.temporaryRole(Names.context(snapshot, id, "temporary"), site.roleId(role)));
    return this;
  }

  /** Binds the session to a context. */
  public TestQuestion loggedInAs(String context) {
    long id = site.contextId(context);
    surroundings.add(
        (snapshot, environment) -> environment.loggedInAs(Names.context(snapshot, id, "login as")));
    return this;
  }

  /** The question in the terms of the site's snapshot. */
  public AccessQuery query() {
    PolicySnapshot snapshot = site.snapshot();
    Environment.Builder environment = Environment.builder(snapshot);
    surroundings.forEach(part -> part.accept(snapshot, environment));
    return new AccessQuery(
        userId,
        Names.context(snapshot, contextId, "context"),
        Names.capability(snapshot, capability, "capability"),
        environment.build());
  }

  /** The engine's answer. */
  public Decision decide() {
    return DECISION_POINT.decide(site.snapshot(), query());
  }

  /** The way to the engine's answer. */
  public Explanation explain() {
    return new Explainer(DECISION_POINT).explain(site.snapshot(), query());
  }

  /** The way to the engine's answer, as an administrator reads it. */
  public String explainText() {
    return ExplanationText.of(site.snapshot(), explain(), capability);
  }
}
