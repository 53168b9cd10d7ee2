package dev.beadle.server.impact;

/**
 * What an edit does, in numbers. An answer is one to (user, context, capability).
 *
 * @param gains answers that turn from no to yes
 * @param losses answers that turn from yes to no
 * @param riskyGains those of the gains whose capability has a risk
 * @param peopleGaining people who gain anything
 * @param peopleLosing people who lose anything
 * @param peopleGainingRisk people who gain a capability with a risk
 */
public record ImpactTotals(
    long gains,
    long losses,
    long riskyGains,
    long peopleGaining,
    long peopleLosing,
    long peopleGainingRisk) {}
