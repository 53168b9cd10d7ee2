/**
 * Who can, where can, what can: users with a capability, contexts in which a user has one, and all
 * that a user may in a context. Imports {@code model}, {@code graph}, {@code decision} and {@code
 * search}.
 */
@NullMarked
package dev.beadle.server.search.people;

import org.jspecify.annotations.NullMarked;
