package dev.beadle.server.grpc.search;

import dev.beadle.v1.WhatWouldChangeRequest;
import dev.beadle.v1.WhatWouldChangeResponse;
import io.grpc.Status;

/** Answers what would change a denial. Thread-safe. */
final class RemedyAnswerer {
  RemedyAnswerer(SearchAnswering with) {}

  WhatWouldChangeResponse whatWouldChange(SearchFacts facts, WhatWouldChangeRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }
}
