/** Tests of the load generator. Imports what it tests. */
@NullMarked
package dev.beadle.benchmarks.load;

import org.jspecify.annotations.NullMarked;
