package dev.beadle.server.grpc;

import dev.beadle.server.admin.AdminBatch;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.PageTokens.Place;
import dev.beadle.server.impact.Flip;
import dev.beadle.server.impact.ImpactPreview;
import dev.beadle.server.impact.PersonImpact;
import dev.beadle.server.impact.SnapshotComparison;
import dev.beadle.v1.PreviewPersonRequest;
import dev.beadle.v1.PreviewPersonResponse;
import dev.beadle.v1.PreviewRequest;
import dev.beadle.v1.PreviewResponse;
import io.grpc.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Tells what a batch would do. Thread-safe; ends early when the call does. */
final class PreviewAnswerer {
  private final AdminSites sites;
  private final BatchMapper batches;
  private final PageTokens tokens;
  private final InstantSource clock;
  private final RecentPreviews recent = new RecentPreviews();

  /**
   * Answers.
   *
   * @param clock says which assignments count
   */
  PreviewAnswerer(AdminSites sites, BatchMapper batches, PageTokens tokens, InstantSource clock) {
    this.sites = sites;
    this.batches = batches;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** A preview, the place of the page that is asked for, and what all its pages ask. */
  private record Asked(SnapshotComparison preview, Place place, String question) {
    String next(PageTokens tokens, int told) {
      var next = new Place(place.revision(), place.atMillis(), place.offset() + told);
      return tokens.tokenOf(next, question);
    }
  }

  PreviewResponse answer(PreviewRequest request) {
    int pageSize = Pages.OF_CHANGES.sizeOf(request.getPageSize());
    Asked asked = ask(request.getSite(), request.getBatch(), "people", request.getPageToken());
    SnapshotComparison preview = asked.preview();
    var response =
        PreviewResponse.newBuilder()
            .setRevision(asked.place().revision().token())
            .setTotals(PreviewMessages.messageOf(preview.totals()))
            .setLaterTotal(preview.laterBoundaries().size());
    if (request.getPageToken().isEmpty()) {
      PreviewMessages.addGroups(response, preview);
    }
    List<PersonImpact> people = preview.people();
    int from = (int) Math.min(asked.place().offset(), people.size());
    int to = Math.min(from + pageSize, people.size());
    people
        .subList(from, to)
        .forEach(person -> response.addPeople(PreviewMessages.messageOf(person)));
    return to < people.size()
        ? response.setNextPageToken(asked.next(tokens, to - from)).build()
        : response.build();
  }

  PreviewPersonResponse answer(PreviewPersonRequest request) {
    int pageSize = Pages.OF_CHANGES.sizeOf(request.getPageSize());
    long userId = request.getUserId();
    Asked asked =
        ask(request.getSite(), request.getBatch(), "user " + userId, request.getPageToken());
    SnapshotComparison preview = asked.preview();
    var response = PreviewPersonResponse.newBuilder().setRevision(asked.place().revision().token());
    if (request.getPageToken().isEmpty()) {
      preview
          .capabilitiesOf(userId)
          .forEach(impact -> response.addCapabilities(PreviewMessages.messageOf(impact)));
    }
    // One more than is told says whether there is another page.
    List<Flip> flips = preview.flipsOf(userId, asked.place().offset(), pageSize + 1);
    flips.stream()
        .limit(pageSize)
        .forEach(flip -> response.addFlips(PreviewMessages.messageOf(flip)));
    return flips.size() > pageSize
        ? response.setNextPageToken(asked.next(tokens, pageSize)).build()
        : response.build();
  }

  private Asked ask(String siteName, dev.beadle.v1.AdminBatch message, String about, String token) {
    AdminSites.Site site = sites.named(siteName);
    AdminBatch batch = batches.batchOf(message);
    String fingerprint = batch.actor() + " " + batch.fingerprint();
    String question = siteName + " " + fingerprint + " " + about;
    Place place;
    PolicySnapshot snapshot;
    if (token.isEmpty()) {
      long now = clock.millis();
      snapshot = site.current(now);
      place = new Place(snapshot.revision(), now, 0);
    } else {
      place = tokens.placeOf(token, question);
      snapshot = place.factsIn(site.snapshots());
    }
    var key =
        new RecentPreviews.Key(siteName, place.revision().token(), place.atMillis(), fingerprint);
    Context call = Context.current();
    SnapshotComparison preview =
        recent.get(
            key,
            () ->
                ImpactPreview.of(
                    snapshot,
                    head -> site.planning().apply(batch).on(head).changes(),
                    Instant.ofEpochMilli(place.atMillis()),
                    call::isCancelled));
    return new Asked(preview, place, question);
  }
}
