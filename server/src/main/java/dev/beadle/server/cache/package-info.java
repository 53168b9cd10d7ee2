/**
 * Remembers resolutions, and nothing else. Caffeine lives here and nowhere else. Imports {@code
 * model}, {@code graph} and {@code decision}.
 */
@NullMarked
package dev.beadle.server.cache;

import org.jspecify.annotations.NullMarked;
