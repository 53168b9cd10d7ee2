/**
 * Load over the wire: an open-loop and a closed-loop generator, the echo that is the ceiling, and
 * comparisons interleaved in one run. Imports the server's rooms, the client and the contract;
 * nothing imports it.
 */
@NullMarked
package dev.beadle.benchmarks.load;

import org.jspecify.annotations.NullMarked;
