package dev.beadle.server.grpc;

import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.telemetry.CheckMetrics;

/**
 * What every answer of the check service is made with.
 *
 * @param facts finds the facts to answer from
 * @param decisionPoint decides
 * @param questions reads questions from the wire
 * @param limits bounds requests
 * @param metrics counts
 */
record Answering(
    FactsSource facts,
    DecisionPoint decisionPoint,
    QuestionMapper questions,
    RequestLimits limits,
    CheckMetrics metrics) {}
