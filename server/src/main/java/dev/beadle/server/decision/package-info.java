/**
 * The rules: pure functions of a snapshot and a question, the only place where they are written.
 * Imports {@code model} and {@code graph} only; no clock, log, metric, thread or transport.
 */
@NullMarked
package dev.beadle.server.decision;

import org.jspecify.annotations.NullMarked;
