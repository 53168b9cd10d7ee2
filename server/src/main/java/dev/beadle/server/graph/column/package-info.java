/**
 * Persistent columns: long lists that share their unchanged chunks, so that a new version with one
 * value changed costs a chunk and not the list. Imports nothing of Beadle.
 */
@NullMarked
package dev.beadle.server.graph.column;

import org.jspecify.annotations.NullMarked;
