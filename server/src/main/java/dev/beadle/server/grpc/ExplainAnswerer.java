package dev.beadle.server.grpc;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint.ListDecision;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.Explanation;
import dev.beadle.server.decision.ExplanationText;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.ExplainCapabilityResponse;

/** Answers one question with the way to the answer. Thread-safe. */
final class ExplainAnswerer {
  private final Answering with;
  private final Explainer explainer;

  ExplainAnswerer(Answering with) {
    this.with = with;
    this.explainer = new Explainer(with.decisionPoint());
  }

  ExplainCapabilityResponse answer(Facts facts, ExplainCapabilityRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    CapabilityQuestion question = request.getQuestion();
    AccessQuery query = with.questions().queryOf(snapshot, question);
    var response = ExplainCapabilityResponse.newBuilder();
    var text = new StringBuilder();
    switch (question.getAskedCase()) {
      case CAPABILITY, ASKED_NOT_SET ->
          response.setDecision(
              DecisionMapper.messageOf(
                  add(response, text, snapshot, query, question.getCapability())));
      case ANY_OF, ALL_OF -> addList(response, text, snapshot, query, question);
    }
    return response.setText(text.toString()).setFreshness(facts.freshness()).build();
  }

  private void addList(
      ExplainCapabilityResponse.Builder response,
      StringBuilder text,
      PolicySnapshot snapshot,
      AccessQuery query,
      CapabilityQuestion question) {
    int[] capabilities = with.questions().listOf(snapshot, question);
    boolean isAny = question.getAskedCase() == CapabilityQuestion.AskedCase.ANY_OF;
    ListDecision decision =
        isAny
            ? with.decisionPoint().decideAny(snapshot, query, capabilities)
            : with.decisionPoint().decideAll(snapshot, query, capabilities);
    text.append(decision.decision().isAllowed() ? "YES" : "NO")
        .append(isAny ? " to any of " : " to all of ")
        .append(capabilities.length)
        .append(" capabilities, because ")
        .append(decision.decision().meaning())
        .append(".\n");
    for (int i = 0; i < capabilities.length && i <= decision.decidingIndex(); i++) {
      var ofOne =
          new AccessQuery(query.userId(), query.context(), capabilities[i], query.environment());
      add(response, text, snapshot, ofOne, QuestionMapper.listOf(question).get(i));
    }
    response.setDecision(DecisionMapper.messageOf(decision));
  }

  private Decision add(
      ExplainCapabilityResponse.Builder response,
      StringBuilder text,
      PolicySnapshot snapshot,
      AccessQuery query,
      String capability) {
    Explanation explanation = explainer.explain(snapshot, query);
    response.addExplanations(new ExplanationMapper(snapshot).messageOf(explanation, capability));
    text.append(ExplanationText.of(snapshot, explanation, capability));
    return explanation.decision();
  }
}
