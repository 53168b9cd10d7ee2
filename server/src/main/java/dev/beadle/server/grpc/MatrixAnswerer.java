package dev.beadle.server.grpc;

import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.GuardedCapabilities;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.MatrixRows;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.wire.AnswerWriter;
import dev.beadle.server.grpc.wire.AskedMatrix;
import dev.beadle.server.grpc.wire.EncodedMessage;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.ContextError;
import java.util.ArrayList;
import java.util.List;

/** Answers one user's contexts × capabilities at one snapshot. Thread-safe, never waits. */
final class MatrixAnswerer {
  /** How many rows go by between two looks at the deadline. */
  private static final int ROWS_PER_LOOK = 64;

  /** A revision and an age, and the lengths of the answers. */
  private static final int BYTES_OF_THE_REST = 64;

  private static final byte[] NO_RULES = {};

  private final Answering with;

  MatrixAnswerer(Answering with) {
    this.with = with;
  }

  EncodedMessage answer(Facts facts, AskedMatrix asked) {
    PolicySnapshot snapshot = facts.snapshot();
    int columns = asked.columns();
    long cells = (long) asked.rows() * columns;
    // Rows or columns without cells are work too.
    long size = Math.max(cells, Math.max(asked.rows(), columns));
    FieldChecks.requireAtMost(
        "contexts × capabilities", size, "max-matrix-cells", with.limits().matrixCells());
    with.metrics().recordBatchSize((int) cells);
    int[] capabilities = capabilitiesOf(snapshot, asked);
    Environment environment = with.questions().environmentOf(snapshot, asked.environment());
    var guarded = GuardedCapabilities.of(snapshot, asked.userId(), capabilities);
    var matrix = new MatrixCells(asked.rows(), columns);
    int together = Math.clamp(asked.rows(), 1, ROWS_PER_LOOK);
    var rows = new MatrixRows(asked.userId(), environment, guarded, matrix.cells(), together);
    List<ContextError> errors = new ArrayList<>();
    for (int first = 0; first < asked.rows(); first += together) {
      BatchAnswerer.requireTimeLeft();
      rows.clear();
      for (int i = first; i < Math.min(first + together, asked.rows()); i++) {
        try {
          rows.add(contextOf(snapshot, asked, i), matrix.firstOf(i));
        } catch (InvalidQueryException | UnknownContextException unanswerable) {
          matrix.leaveOut(i);
          errors.add(refused(i, unanswerable));
        }
      }
      with.decisionPoint().decideRows(snapshot, rows);
    }
    with.metrics().recordDecisions(matrix.counts());
    return encoded(facts, asked, matrix, errors);
  }

  private ContextError refused(int row, RuntimeException unanswerable) {
    with.metrics().recordRefusal(StatusMapper.refusalOf(StatusMapper.statusOf(unanswerable)));
    return ContextError.newBuilder()
        .setIndex(row)
        .setError(StatusMapper.itemStatusOf(unanswerable))
        .build();
  }

  private static int[] capabilitiesOf(PolicySnapshot snapshot, AskedMatrix asked) {
    CheckCapabilityMatrixRequest message = asked.findMessage();
    if (message != null) {
      return QuestionMapper.capabilitiesOf(snapshot, message.getCapabilitiesList(), "capabilities");
    }
    return PlainNames.capabilities(snapshot, asked);
  }

  private static int contextOf(PolicySnapshot snapshot, AskedMatrix asked, int row) {
    CheckCapabilityMatrixRequest message = asked.findMessage();
    if (message != null) {
      return QuestionMapper.contextOf(snapshot, message.getContexts(row), "contexts");
    }
    return PlainNames.context(snapshot, asked, row);
  }

  private static EncodedMessage encoded(
      Facts facts, AskedMatrix asked, MatrixCells matrix, List<ContextError> errors) {
    byte[] allowed = matrix.allowed();
    byte[] rules = asked.includeRules() ? matrix.rules() : NO_RULES;
    var response = new AnswerWriter(allowed.length + rules.length + BYTES_OF_THE_REST);
    response.write(CheckCapabilityMatrixResponse.ALLOWED_FIELD_NUMBER, allowed);
    response.write(CheckCapabilityMatrixResponse.RULES_FIELD_NUMBER, rules);
    for (ContextError error : errors) {
      response.write(CheckCapabilityMatrixResponse.ERRORS_FIELD_NUMBER, error);
    }
    facts.write(CheckCapabilityMatrixResponse.FRESHNESS_FIELD_NUMBER, response);
    return response.message();
  }
}
