/**
 * Sites of any size for tests and benchmarks, made up row by row. Imports {@code model} and {@code
 * moodle}.
 */
@NullMarked
package dev.beadle.server.testing.generator;

import org.jspecify.annotations.NullMarked;
