/**
 * Reading Moodle: its tables from CSV files or from its database, row by row, into a snapshot.
 * Imports {@code model} and {@code graph}.
 */
@NullMarked
package dev.beadle.server.moodle;

import org.jspecify.annotations.NullMarked;
