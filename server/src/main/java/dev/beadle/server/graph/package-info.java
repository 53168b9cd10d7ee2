/**
 * The facts of a site at one revision: immutable, primitive, without I/O, clock or log. Imports
 * {@code model} only.
 */
@NullMarked
package dev.beadle.server.graph;

import org.jspecify.annotations.NullMarked;
