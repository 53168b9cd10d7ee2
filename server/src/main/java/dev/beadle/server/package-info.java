/** The composition root of the sidecar: configuration in, a running server out. */
@NullMarked
package dev.beadle.server;

import org.jspecify.annotations.NullMarked;
