package dev.beadle.server.grpc;

import com.google.protobuf.Timestamp;
import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.change.ChangedRow;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;
import dev.beadle.v1.ExpiryEvent;
import dev.beadle.v1.ListExpiringRequest;
import dev.beadle.v1.ListExpiringResponse;
import dev.beadle.v1.RoleAssignment;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists the role assignments that begin or end by themselves. Thread-safe. Cost: a look at every
 * assignment of the site, and memory for one page.
 */
final class ExpiryLister {
  /** As {@link Event#token} writes it. */
  private static final Pattern TOKEN = Pattern.compile("(\\d{1,18})-([12])-(\\d{1,18})");

  private final AdminSites sites;
  private final InstantSource clock;

  ExpiryLister(AdminSites sites, InstantSource clock) {
    this.sites = sites;
    this.clock = clock;
  }

  ListExpiringResponse answer(ListExpiringRequest request) {
    int pageSize = Pages.OF_CHANGES.sizeOf(request.getPageSize());
    PolicySnapshot snapshot = sites.named(request.getSite()).current(clock.millis());
    long now = clock.instant().getEpochSecond();
    var page = new Page(pageSize, afterOf(request.getPageToken()));
    long until = request.hasUntil() ? request.getUntil().getSeconds() : Long.MAX_VALUE;
    FactCursor rows = SnapshotRows.of(snapshot, SiteTable.ROLE_ASSIGNMENTS);
    int starts = SiteTable.ROLE_ASSIGNMENTS.positionOf("timestart");
    int ends = SiteTable.ROLE_ASSIGNMENTS.positionOf("timeend");
    while (rows.next()) {
      long startsAt = rows.numberAt(starts);
      if (startsAt > now && startsAt <= until) {
        page.offer(rows, startsAt, ExpiryEvent.Kind.KIND_BEGINS);
      }
      long endsAt = rows.numberAt(ends);
      if (endsAt > now && endsAt <= until) {
        page.offer(rows, endsAt, ExpiryEvent.Kind.KIND_ENDS);
      }
    }
    return page.answer(snapshot);
  }

  private static Event afterOf(String token) {
    if (token.isEmpty()) {
      return Event.FIRST;
    }
    Matcher parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      throw WireFields.refusal("page_token", "`" + token + "` (expected: as a page told it)");
    }
    return new Event(
        Long.parseLong(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Long.parseLong(parts.group(3)),
        RoleAssignment.getDefaultInstance());
  }

  /** What happens, when and to which assignment; what comes first by time, kind and id. */
  private record Event(long at, int kind, long id, RoleAssignment assignment) {
    static final Event FIRST = new Event(0, 0, 0, RoleAssignment.getDefaultInstance());

    static final Comparator<Event> ORDER =
        Comparator.comparingLong(Event::at)
            .thenComparingInt(Event::kind)
            .thenComparingLong(Event::id);

    String token() {
      return at + "-" + kind + "-" + id;
    }

    ExpiryEvent toMessage() {
      return ExpiryEvent.newBuilder()
          .setKindValue(kind)
          .setAt(Timestamp.newBuilder().setSeconds(at))
          .setAssignment(assignment)
          .build();
    }
  }

  /** The first events after one, one more than are told. Confined to one thread. */
  private static final class Page {
    private final int size;
    private final Event after;
    // The latest on top, which makes room for an earlier one.
    private final PriorityQueue<Event> kept =
        new PriorityQueue<>(Collections.reverseOrder(Event.ORDER));

    Page(int size, Event after) {
      this.size = size;
      this.after = after;
    }

    void offer(FactCursor row, long at, ExpiryEvent.Kind kind) {
      var event = new Event(at, kind.getNumber(), row.numberAt(0), messageOf(row));
      if (Event.ORDER.compare(event, after) <= 0) {
        return;
      }
      kept.add(event);
      if (kept.size() > size + 1) {
        kept.remove();
      }
    }

    ListExpiringResponse answer(PolicySnapshot snapshot) {
      List<Event> events = new ArrayList<>(kept);
      events.sort(Event.ORDER);
      boolean isLast = events.size() <= size;
      List<Event> told = isLast ? events : events.subList(0, size);
      var response = ListExpiringResponse.newBuilder().setRevision(snapshot.revisionToken());
      told.forEach(event -> response.addEvents(event.toMessage()));
      return response.setNextPageToken(isLast ? "" : told.getLast().token()).build();
    }

    private static RoleAssignment messageOf(FactCursor row) {
      TableRow copy = TableRow.copyOf(SiteTable.ROLE_ASSIGNMENTS, row);
      return BoundaryMessages.messageOf((RoleAssigned) ChangedRow.making(copy));
    }
  }
}
