/**
 * How the arrays of a snapshot go into blocks of bytes and come back, number by number. Where the
 * blocks are kept is not said here. Imports nothing of Beadle.
 */
@NullMarked
package dev.beadle.server.graph.image;

import org.jspecify.annotations.NullMarked;
