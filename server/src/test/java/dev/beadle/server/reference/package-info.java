/**
 * A second, slow and plain reading of Moodle's rules, and random sites to hold the engine to it.
 */
@NullMarked
package dev.beadle.server.reference;

import org.jspecify.annotations.NullMarked;
