package dev.beadle.server.grpc.search;

import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.grpc.QuestionMapper;

/**
 * What every answer of the search service is made with.
 *
 * @param decisionPoint decides
 * @param questions reads contexts and surroundings from the wire
 * @param limits bounds requests
 */
record SearchAnswering(
    DecisionPoint decisionPoint, QuestionMapper questions, RequestLimits limits) {}
