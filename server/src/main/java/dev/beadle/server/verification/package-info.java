/**
 * Proof by replay: recorded decisions of a real Moodle are asked again, of the engine here or of a
 * running server, and every difference is shown. Imports everything but the edges.
 */
@NullMarked
package dev.beadle.server.verification;

import org.jspecify.annotations.NullMarked;
