/**
 * What one may and the other may not: users, roles, contexts or revisions side by side. Imports
 * {@code model}, {@code graph}, {@code decision} and {@code search}.
 */
@NullMarked
package dev.beadle.server.search.compare;

import org.jspecify.annotations.NullMarked;
