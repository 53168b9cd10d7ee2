package dev.beadle.server.grpc;

import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.telemetry.CheckMetrics;

/**
 * What every answer of the check service is made with.
 *
 * @param sites the sites that may be asked about
 * @param decisionPoint decides
 * @param questions reads questions from the wire
 * @param limits bounds requests
 * @param freshness says how fresh the facts are
 * @param metrics counts
 */
record Answering(
    SiteDirectory sites,
    DecisionPoint decisionPoint,
    QuestionMapper questions,
    RequestLimits limits,
    Freshness freshness,
    CheckMetrics metrics) {}
