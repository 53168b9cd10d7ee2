/**
 * The edge of the search service: reads its requests, asks {@code search} and {@code impact},
 * writes the answers, a page at a time. Imports everything below the edges, and {@code grpc}.
 */
@NullMarked
package dev.beadle.server.grpc.search;

import org.jspecify.annotations.NullMarked;
