package dev.beadle.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.ContextError;

/** Answers one user's contexts × capabilities at one snapshot. Thread-safe, never waits. */
final class MatrixAnswerer {
  /** How many rows go by between two looks at the deadline. */
  private static final int ROWS_PER_LOOK = 64;

  private final Answering with;

  MatrixAnswerer(Answering with) {
    this.with = with;
  }

  CheckCapabilityMatrixResponse answer(Facts facts, CheckCapabilityMatrixRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    int columns = request.getCapabilitiesCount();
    long cells = (long) request.getContextsCount() * columns;
    // Rows or columns without cells are work too.
    long size = Math.max(cells, Math.max(request.getContextsCount(), columns));
    QuestionMapper.requireAtMost(
        "contexts × capabilities", size, "max-matrix-cells", with.limits().matrixCells());
    with.metrics().recordBatchSize((int) cells);
    int[] capabilities =
        QuestionMapper.capabilitiesOf(snapshot, request.getCapabilitiesList(), "capabilities");
    Environment environment = with.questions().environmentOf(snapshot, request.getEnvironment());
    var matrix = new Matrix(request.getContextsCount(), columns, request.getIncludeRules());
    var response = CheckCapabilityMatrixResponse.newBuilder();
    Decision[] row = new Decision[columns];
    for (int i = 0; i < request.getContextsCount(); i++) {
      if (i % ROWS_PER_LOOK == 0) {
        BatchAnswerer.requireTimeLeft();
      }
      try {
        int context = QuestionMapper.contextOf(snapshot, request.getContexts(i), "contexts");
        var query = new AccessQuery(request.getUserId(), context, 0, environment);
        with.decisionPoint().decideEach(snapshot, query, capabilities, row, 0);
        matrix.setRow(i, row);
      } catch (InvalidQueryException | UnknownContextException unanswerable) {
        with.metrics().recordRefusal(StatusMapper.refusalOf(StatusMapper.statusOf(unanswerable)));
        response.addErrors(
            ContextError.newBuilder()
                .setIndex(i)
                .setError(StatusMapper.itemStatusOf(unanswerable)));
      }
    }
    with.metrics().recordDecisions(matrix.counts);
    return response
        .setAllowed(UnsafeByteOperations.unsafeWrap(matrix.allowed))
        .setRules(
            request.getIncludeRules()
                ? UnsafeByteOperations.unsafeWrap(matrix.rules)
                : ByteString.EMPTY)
        .setFreshness(facts.freshness())
        .build();
  }

  /** The packed answers; its arrays are handed over to the response, and then left alone. */
  private static final class Matrix {
    final byte[] allowed;
    final byte[] rules;
    final int[] counts = new int[Decision.values().length];
    private final int columns;

    Matrix(int rows, int columns, boolean includeRules) {
      this.columns = columns;
      this.allowed = new byte[(rows * columns + Byte.SIZE - 1) / Byte.SIZE];
      this.rules = new byte[includeRules ? rows * columns : 0];
    }

    void setRow(int row, Decision[] decisions) {
      for (int column = 0; column < columns; column++) {
        int cell = row * columns + column;
        Decision decision = decisions[column];
        counts[decision.ordinal()]++;
        if (decision.isAllowed()) {
          allowed[cell / Byte.SIZE] |= (byte) (1 << (cell % Byte.SIZE));
        }
        if (rules.length != 0) {
          rules[cell] = (byte) DecisionMapper.ruleOf(decision).getNumber();
        }
      }
    }
  }
}
