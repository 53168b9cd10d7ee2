/**
 * What the engine costs: JMH benchmarks, and programs that make and load large sites. Imports
 * everything; nothing imports it.
 */
@NullMarked
package dev.beadle.benchmarks;

import org.jspecify.annotations.NullMarked;
