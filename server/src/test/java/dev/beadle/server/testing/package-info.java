/**
 * What tests of all rooms share: the recorded sites, a language for sites made by hand, random
 * sites loaded into the engine, and properties by seed.
 */
@NullMarked
package dev.beadle.server.testing;

import org.jspecify.annotations.NullMarked;
