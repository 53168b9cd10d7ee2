/** What a client counts, and the bridge to Micrometer. Imports nothing of Beadle. */
@NullMarked
package dev.beadle.client.meter;

import org.jspecify.annotations.NullMarked;
