package dev.beadle.server.grpc.search;

import com.google.protobuf.Message;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.BoundedCalls;
import dev.beadle.server.grpc.Facts;
import dev.beadle.server.grpc.FactsSource;
import dev.beadle.server.grpc.PageTokens;
import dev.beadle.server.grpc.PageTokens.Place;
import dev.beadle.server.grpc.Pages;
import dev.beadle.server.grpc.SiteDirectory;
import dev.beadle.server.grpc.StatusMapper;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.telemetry.LongCallMetrics.Method;
import dev.beadle.v1.Consistency;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answers calls of the search service: finds the facts that a request wants, or that its page
 * belongs to, and works the answer out off the transport's threads. Thread-safe.
 */
final class SearchCalls {
  private final SiteDirectory sites;
  private final FactsSource facts;
  private final InstantSource clock;
  private final PageTokens tokens;
  private final BoundedCalls calls;

  /**
   * Answers.
   *
   * @param clock says which moment a request without one asks about
   */
  SearchCalls(
      SiteDirectory sites,
      FactsSource facts,
      InstantSource clock,
      PageTokens tokens,
      BoundedCalls calls) {
    this.sites = sites;
    this.facts = facts;
    this.clock = clock;
    this.tokens = tokens;
    this.calls = calls;
  }

  /** The same, worked out elsewhere. */
  SearchCalls on(Executor executor) {
    return new SearchCalls(sites, facts, clock, tokens, calls.on(executor));
  }

  /** Answers a question whose answer comes whole. */
  <T> void answer(
      Method method, Message request, StreamObserver<T> observer, Function<SearchFacts, T> work) {
    BoundedCalls.expectCancellation(observer);
    SearchRequest asked = SearchRequest.of(request);
    long nowMillis = clock.millis();
    provide(
        asked.site(),
        asked.consistency(),
        observer,
        found ->
            calls.answerLater(
                method,
                observer,
                () -> work.apply(searchFacts(found, momentOf(found, nowMillis)))));
  }

  /** Answers a question about the facts of two moments. */
  <T> void answerBoth(
      Method method,
      String site,
      Sides sides,
      StreamObserver<T> observer,
      BiFunction<SearchFacts, SearchFacts, T> work) {
    BoundedCalls.expectCancellation(observer);
    long nowMillis = clock.millis();
    provide(
        site,
        sides.left(),
        observer,
        left ->
            provide(
                site,
                sides.right(),
                observer,
                right ->
                    calls.answerLater(
                        method,
                        observer,
                        () ->
                            work.apply(
                                searchFacts(left, momentOf(left, nowMillis)),
                                searchFacts(right, momentOf(right, nowMillis))))));
  }

  /** The facts that each side of a comparison wants. */
  record Sides(Consistency left, Consistency right) {}

  /** Answers a question whose answer comes a page at a time. */
  <T> void answerPage(
      Method method,
      Message request,
      StreamObserver<T> observer,
      BiFunction<SearchFacts, SearchPage, T> work) {
    BoundedCalls.expectCancellation(observer);
    SearchRequest asked = SearchRequest.of(request);
    int size;
    try {
      size = Pages.OF_SEARCHES.sizeOf(asked.pageSize());
      if (!asked.pageToken().isEmpty()) {
        Place place = tokens.placeOf(asked.pageToken(), asked.question());
        Facts kept = factsAt(sites.site(asked.site()), place);
        answerPage(
            method, observer, kept, new SearchPage(place, size, asked.question(), tokens), work);
        return;
      }
    } catch (RuntimeException refused) {
      observer.onError(StatusMapper.failureOf(refused));
      return;
    }
    long nowMillis = clock.millis();
    provide(
        asked.site(),
        asked.consistency(),
        observer,
        found -> {
          var first = new Place(found.snapshot().revision(), momentOf(found, nowMillis), 0);
          answerPage(
              method, observer, found, new SearchPage(first, size, asked.question(), tokens), work);
        });
  }

  private <T> void answerPage(
      Method method,
      StreamObserver<T> observer,
      Facts found,
      SearchPage page,
      BiFunction<SearchFacts, SearchPage, T> work) {
    calls.answerLater(
        method, observer, () -> work.apply(searchFacts(found, page.place().atMillis()), page));
  }

  private void provide(
      String site, Consistency wanted, StreamObserver<?> observer, Consumer<Facts> then) {
    facts.provide(
        site,
        wanted,
        new FactsSource.Receiver() {
          @Override
          public void take(Facts found) {
            then.accept(found);
          }

          @Override
          public void fail(RuntimeException failure) {
            observer.onError(StatusMapper.failureOf(failure));
          }
        });
  }

  private Facts factsAt(SnapshotStore site, Place place) {
    PolicySnapshot kept = place.factsIn(site);
    return new Facts(kept, Math.max(0, clock.millis() - kept.readAtMillis()));
  }

  /** The moment of a question: its facts may already be those of a later one. */
  private static long momentOf(Facts found, long nowMillis) {
    return Math.max(nowMillis, found.snapshot().assignments().epochSecond() * 1_000);
  }

  private static SearchFacts searchFacts(Facts found, long atMillis) {
    Context call = Context.current();
    Checkpoint checkpoint =
        () -> {
          if (call.isCancelled()) {
            throw new CancellationException("the caller has gone, or the deadline has passed");
          }
        };
    return new SearchFacts(found.snapshot(), found.freshness(), atMillis, checkpoint);
  }
}
