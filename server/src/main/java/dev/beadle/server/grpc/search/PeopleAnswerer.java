package dev.beadle.server.grpc.search;

import dev.beadle.v1.WhatCanRequest;
import dev.beadle.v1.WhatCanResponse;
import dev.beadle.v1.WhereCanRequest;
import dev.beadle.v1.WhereCanResponse;
import dev.beadle.v1.WhoCanRequest;
import dev.beadle.v1.WhoCanResponse;
import io.grpc.Status;

/** Answers who can, where can and what can. Thread-safe. */
final class PeopleAnswerer {
  PeopleAnswerer(SearchAnswering with) {}

  WhoCanResponse whoCan(SearchFacts facts, SearchPage page, WhoCanRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  WhereCanResponse whereCan(SearchFacts facts, SearchPage page, WhereCanRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }

  WhatCanResponse whatCan(SearchFacts facts, WhatCanRequest request) {
    facts.checkpoint().pass();
    throw Status.UNIMPLEMENTED.withDescription("not answered yet").asRuntimeException();
  }
}
