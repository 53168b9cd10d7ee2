/**
 * Reports about a whole site: Moodle's security and capability overviews, who holds which risk, and
 * what can be tidied up. Imports {@code model}, {@code graph}, {@code decision} and {@code search}.
 */
@NullMarked
package dev.beadle.server.search.reports;

import org.jspecify.annotations.NullMarked;
