/**
 * The gRPC edge: translates between the wire and the engine, and does nothing else. Nothing imports
 * it but the composition root.
 */
@NullMarked
package dev.beadle.server.grpc;

import org.jspecify.annotations.NullMarked;
