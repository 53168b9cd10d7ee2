/**
 * What operators see: counters that cost the data plane next to nothing, and their export. Imports
 * {@code model}, {@code graph}, {@code decision}, {@code cache}, {@code moodle} and {@code change}.
 */
@NullMarked
package dev.beadle.server.telemetry;

import org.jspecify.annotations.NullMarked;
