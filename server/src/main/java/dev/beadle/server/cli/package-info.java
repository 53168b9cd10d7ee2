/**
 * The command line: each command a thin caller of the rooms below. Nothing imports it but the
 * program's entry.
 */
@NullMarked
package dev.beadle.server.cli;

import org.jspecify.annotations.NullMarked;
