/**
 * The messages of the check service as bytes: requests are read without making an object of each
 * field, responses are written without making messages first. What is rare or odd is left to the
 * generated code, so that both always mean the same. Imports the generated messages, protobuf and
 * gRPC's marshallers, and nothing else of the server.
 */
@NullMarked
package dev.beadle.server.grpc.wire;

import org.jspecify.annotations.NullMarked;
