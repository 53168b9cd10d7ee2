package dev.beadle.server.verification;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.ExplanationText;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.Names;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.verification.RecordedDecision.HeldRole;
import dev.beadle.server.verification.RecordedDecision.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers with the engine in this process. */
public final class EngineAnswerer implements Answerer {
  private final Function<String, PolicySnapshot> snapshotOfGroup;
  private final DecisionPoint decisionPoint;

  /**
   * Answers with an engine.
   *
   * @param snapshotOfGroup the site as it is for a group of questions
   */
  public EngineAnswerer(
      Function<String, PolicySnapshot> snapshotOfGroup, DecisionPoint decisionPoint) {
    this.snapshotOfGroup = snapshotOfGroup;
    this.decisionPoint = decisionPoint;
  }

  @Override
  public List<String> answer(List<RecordedDecision> questions) {
    PolicySnapshot snapshot = snapshotOfGroup.apply(questions.getFirst().group());
    List<String> answers = new ArrayList<>(questions.size());
    for (RecordedDecision question : questions) {
      answers.add(answer(snapshot, question));
    }
    return answers;
  }

  @Override
  public String explain(RecordedDecision question) {
    PolicySnapshot snapshot = snapshotOfGroup.apply(question.group());
    try {
      AccessQuery query = queryOf(snapshot, question);
      return ExplanationText.of(
          snapshot, new Explainer(decisionPoint).explain(snapshot, query), question.capability());
    } catch (InvalidQueryException | UnknownContextException unasked) {
      return UNANSWERED + unasked.getMessage() + "\n";
    }
  }

  private String answer(PolicySnapshot snapshot, RecordedDecision question) {
    try {
      return Answerer.textOf(
          decisionPoint.decide(snapshot, queryOf(snapshot, question)).isAllowed());
    } catch (InvalidQueryException | UnknownContextException unasked) {
      return UNANSWERED + unasked.getMessage();
    }
  }

  private static AccessQuery queryOf(PolicySnapshot snapshot, RecordedDecision question) {
    return new AccessQuery(
        question.userId(),
        Names.context(snapshot, question.contextId(), "contextid"),
        Names.capability(snapshot, question.capability(), "capability"),
        environmentOf(snapshot, question.session()));
  }

  /** The surroundings of a recorded question, in the terms of a snapshot. */
  static Environment environmentOf(PolicySnapshot snapshot, Session session) {
    Environment.Builder environment = Environment.builder(snapshot);
    if (!session.doAnything()) {
      environment.withoutDoAnything();
    }
    if (session.currentUser()) {
      environment.currentUser();
    }
    for (HeldRole role : session.switches()) {
      environment.switchTo(
          Names.context(snapshot, role.contextId(), "switch context"), role.roleId());
    }
    for (HeldRole role : session.temporaryRoles()) {
      environment.temporaryRole(
          Names.context(snapshot, role.contextId(), "temporary role context"), role.roleId());
    }
    if (session.loginAsContextId() != 0) {
      environment.loggedInAs(
          Names.context(snapshot, session.loginAsContextId(), "loginascontextid"));
    }
    return environment.build();
  }
}
