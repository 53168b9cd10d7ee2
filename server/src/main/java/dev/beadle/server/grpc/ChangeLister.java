package dev.beadle.server.grpc;

import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.ChangeMessages;
import dev.beadle.v1.ListChangesRequest;
import dev.beadle.v1.ListChangesResponse;
import dev.beadle.v1.LogEntry;
import java.util.List;

/** Lists what was written. Thread-safe; may block while the log is read. */
final class ChangeLister {
  private static final String AFTER = "after_revision";

  /** Beyond this an answer gets no further entry; what a client takes by default is 4 MiB. */
  private static final int LARGEST_ANSWER_BYTES = 2 << 20;

  private final AdminSites sites;

  ChangeLister(AdminSites sites) {
    this.sites = sites;
  }

  ListChangesResponse answer(ListChangesRequest request) {
    ChangeLog log = sites.named(request.getSite()).log();
    int pageSize = Pages.OF_CHANGES.sizeOf(request.getPageSize());
    long after = LogPositions.require(log, request.getAfterRevision(), AFTER, log::tail);
    long head = log.head();
    List<dev.beadle.server.change.LogEntry> read = log.read(after, pageSize);
    var response = ListChangesResponse.newBuilder();
    int bytes = 0;
    for (dev.beadle.server.change.LogEntry entry : read) {
      LogEntry message = messageOf(entry);
      bytes += message.getSerializedSize();
      if (bytes > LARGEST_ANSWER_BYTES && response.getEntriesCount() > 0) {
        break;
      }
      response.addEntries(message);
    }
    int told = response.getEntriesCount();
    if (told > 0 && read.get(told - 1).revision().position() < head) {
      response.setNextAfterRevision(response.getEntries(told - 1).getRevision());
    }
    return response.build();
  }

  private static LogEntry messageOf(dev.beadle.server.change.LogEntry entry) {
    var message =
        LogEntry.newBuilder()
            .setRevision(entry.revision().token())
            .setCommittedAt(Timestamps.of(entry.committedAt()))
            .setActor(entry.origin().actor())
            .setReason(entry.origin().reason())
            .setIdempotencyKey(entry.origin().idempotencyKey());
    entry.changes().forEach(change -> message.addChanges(ChangeMessages.toMessage(change)));
    return message.build();
  }
}
