/**
 * Commands: what somebody wants to be different, whether he may, and what changes by it, as Moodle
 * does it. May import model, graph, decision, change and moodle.
 */
@NullMarked
package dev.beadle.server.admin;

import org.jspecify.annotations.NullMarked;
