/** The HTTP edge: metrics and probes for machines that do not speak gRPC. */
@NullMarked
package dev.beadle.server.http;

import org.jspecify.annotations.NullMarked;
