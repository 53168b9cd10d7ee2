/**
 * What an administrator asks about roles: who gives or forbids a capability, what somebody may do
 * with roles, what a role says where, and the matrix of all of it (rules §8, §10, §15). Imports
 * {@code model}, {@code graph}, {@code decision} and {@code search}.
 */
@NullMarked
package dev.beadle.server.search.roles;

import org.jspecify.annotations.NullMarked;
