/** Tests of the search service, over real connections. */
@NullMarked
package dev.beadle.server.grpc.search;

import org.jspecify.annotations.NullMarked;
