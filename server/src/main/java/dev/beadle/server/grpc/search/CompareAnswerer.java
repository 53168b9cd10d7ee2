package dev.beadle.server.grpc.search;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.grpc.DecisionMapper;
import dev.beadle.server.grpc.FieldChecks;
import dev.beadle.server.grpc.QuestionMapper;
import dev.beadle.server.search.compare.ComparedSide;
import dev.beadle.server.search.compare.ComparedSide.Subject;
import dev.beadle.server.search.compare.Comparison;
import dev.beadle.v1.CompareRequest;
import dev.beadle.v1.CompareResponse;
import dev.beadle.v1.ComparedCapability;

/** Answers comparisons. Thread-safe. */
final class CompareAnswerer {
  private final SearchAnswering with;

  CompareAnswerer(SearchAnswering with) {
    this.with = with;
  }

  CompareResponse compare(SearchFacts left, SearchFacts right, CompareRequest request) {
    long risks = FieldChecks.requireRisks(request.getRisks(), "risks");
    left.checkpoint().pass();
    ComparedSide ofLeft = sideOf(left, request.getLeft(), "left");
    ComparedSide ofRight = sideOf(right, request.getRight(), "right");
    requireAlike(request);
    requireThereOnce(ofLeft, ofRight, request);
    Comparison compared = Comparison.of(ofLeft, ofRight, risks, with.decisionPoint());
    var answer =
        CompareResponse.newBuilder()
            .setBothCount(compared.bothCount())
            .setOnlyLeftCount(compared.onlyLeftCount())
            .setOnlyRightCount(compared.onlyRightCount())
            .setLeftFreshness(left.freshness())
            .setRightFreshness(right.freshness());
    for (Comparison.ComparedCapability one : compared.differences()) {
      answer.addDifferences(
          ComparedCapability.newBuilder()
              .setCapability(one.name())
              .setRisks(one.risks())
              .setLeft(DecisionMapper.messageOf(one.left()))
              .setRight(DecisionMapper.messageOf(one.right())));
    }
    return answer.build();
  }

  private ComparedSide sideOf(SearchFacts facts, dev.beadle.v1.ComparedSide side, String field) {
    Subject subject =
        switch (side.getSubjectCase()) {
          case USER_ID ->
              new Subject.User(
                  side.getUserId(),
                  with.questions().environmentOf(facts.snapshot(), side.getEnvironment()));
          case ROLE_ID -> roleOf(facts, side, field);
          case SUBJECT_NOT_SET ->
              throw new InvalidQueryException(field + ": required (user_id or role_id)");
        };
    return new ComparedSide(facts.snapshot(), subject, findContext(facts, side, field));
  }

  private static Subject roleOf(SearchFacts facts, dev.beadle.v1.ComparedSide side, String field) {
    if (side.hasEnvironment()) {
      throw new InvalidQueryException(field + ".environment: of users only");
    }
    return new Subject.Role(
        WireRoles.findRole(facts.snapshot(), side.getRoleId(), field + ".role_id"));
  }

  /** The context; absent when it is not there at this revision. */
  private static int findContext(SearchFacts facts, dev.beadle.v1.ComparedSide side, String field) {
    try {
      return QuestionMapper.contextOf(facts.snapshot(), side.getContext(), field + ".context");
    } catch (UnknownContextException notThere) {
      return ContextTree.ABSENT;
    }
  }

  private static void requireAlike(CompareRequest request) {
    if (request.getLeft().getSubjectCase() != request.getRight().getSubjectCase()) {
      throw new InvalidQueryException(
          "right: asks about a "
              + (request.getRight().hasUserId() ? "user" : "role")
              + " (expected: the same as left)");
    }
  }

  /** What is on neither side is a mistake rather than a difference. */
  private static void requireThereOnce(
      ComparedSide left, ComparedSide right, CompareRequest request) {
    if (left.context() == ContextTree.ABSENT && right.context() == ContextTree.ABSENT) {
      throw new UnknownContextException("left.context, right.context: no such context");
    }
    if (left.subject().equals(new Subject.Role(RoleCatalog.ABSENT))
        && left.subject().equals(right.subject())) {
      throw new InvalidQueryException(
          "left.role_id: no role has the id " + request.getLeft().getRoleId());
    }
  }
}
