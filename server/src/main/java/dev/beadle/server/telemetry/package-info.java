/**
 * What operators see: counters that cost the data plane next to nothing, and their export. Imports
 * {@code model}, {@code graph}, {@code decision}, {@code cache} and {@code moodle}.
 */
@NullMarked
package dev.beadle.server.telemetry;

import org.jspecify.annotations.NullMarked;
