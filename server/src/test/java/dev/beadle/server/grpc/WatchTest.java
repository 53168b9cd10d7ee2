package dev.beadle.server.grpc;

import static dev.beadle.server.testing.TestSite.REPLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Change.ContextMoved;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.change.Change.RoleUnassigned;
import dev.beadle.server.change.Change.SettingChanged;
import dev.beadle.server.change.ChangeMessages;
import dev.beadle.server.change.Changes;
import dev.beadle.server.config.ChangeLimits.WatchLimits;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.server.testing.TestSite;
import dev.beadle.server.testing.WrittenSite;
import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.SnapshotPage;
import dev.beadle.v1.WatchEvent;
import dev.beadle.v1.WatchEvent.EventCase;
import dev.beadle.v1.WatchFilter;
import dev.beadle.v1.WatchRequest;
import io.grpc.Status;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** watch.proto: nothing is missed, nothing comes twice, and nobody is buffered for. */
final class WatchTest {
  private static final int BACKLOG = 8;
  private static final long OTHER_ROLE = 77;
  private static final WatchLimits LIMITS =
      new WatchLimits(2, BACKLOG, 50, 60, 3, Duration.ofSeconds(10));

  private final TestSite site =
      TestSite.classroom()
          .course("other", "cat")
          .allow("student", TestSite.SYSTEM, REPLY)
          .assign("ann", "student", "course");
  private final PolicySnapshot first = site.snapshot();
  private final WrittenSite written = WrittenSite.open(first);
  private final CheckMetrics metrics = new CheckMetrics();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final WatchService service =
      new WatchService(SiteDirectory.ofOnly("site", written.store()), LIMITS, threads, metrics);
  private final LocalChannel channel = LocalChannel.to(service);
  private final List<WatchStream> streams = new ArrayList<>();
  private long nextId = 10_000;

  WatchTest() {
    written.applier().tell(service.follow(written.log(), first.revision().position()));
    written.start();
  }

  @AfterEach
  void close() {
    streams.forEach(WatchStream::close);
    channel.close();
    written.close();
    threads.shutdownNow();
  }

  /** Tail only: first where it begins, then what happens, with who and why. */
  @Test
  void watch_fromNow_tellsWhatHappens() throws Exception {
    WatchStream stream = watch(WatchRequest.newBuilder());
    assertThat(stream.next().getHeartbeat().getRevision()).isEqualTo(first.revisionToken());
    Change change = set("1");
    String revision = written.write(change).revision().token();
    ChangeSet told = stream.next().getChanges();
    assertThat(told.getRevision()).isEqualTo(revision);
    assertThat(told.getFirstRevision()).isEqualTo(revision);
    assertThat(told.getChangesList()).containsExactly(ChangeMessages.toMessage(change));
    assertThat(told.getActor()).isEqualTo(2);
    assertThat(told.getReason()).isEqualTo("a test");
    assertThat(told.getCommittedAt().getSeconds()).isPositive();
    assertThat(told.getMerged()).isFalse();
    assertThat(told.getContinued()).isFalse();
  }

  /** Resumed from what was told last: without a gap, without repetition. */
  @Test
  void watch_resumed_goesOnWhereItWas() throws Exception {
    List<String> revisions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      revisions.add(written.write(set(Integer.toString(i))).revision().token());
    }
    WatchStream stream = watch(from(first.revisionToken()));
    assertThat(stream.next().hasHeartbeat()).isTrue();
    assertThat(stream.next().getChanges().getRevision()).isEqualTo(revisions.get(0));
    assertThat(stream.next().getChanges().getRevision()).isEqualTo(revisions.get(1));
    stream.close();
    WatchStream again = watch(from(revisions.get(1)));
    assertThat(again.next().getHeartbeat().getRevision()).isEqualTo(revisions.get(1));
    for (int i = 2; i < 5; i++) {
      assertThat(again.next().getChanges().getRevision()).isEqualTo(revisions.get(i));
    }
    String last = written.write(set("9")).revision().token();
    assertThat(again.next().getChanges().getRevision()).isEqualTo(last);
  }

  /** A snapshot and what happens after it make the facts. */
  @Test
  void watch_withSnapshot_thenTail_givesTheFacts() throws Exception {
    written.write(set("1"));
    WatchStream stream = watch(WatchRequest.newBuilder().setWithSnapshot(true));
    List<dev.beadle.v1.Change> rows = new ArrayList<>();
    WatchEvent event = stream.next();
    while (event.hasSnapshotPage()) {
      SnapshotPage page = event.getSnapshotPage();
      rows.addAll(page.getRowsList());
      event = stream.next();
    }
    assertThat(event.getSnapshotEnd().getRevision()).isEqualTo(written.token());
    int count = 0;
    for (SiteTable table : SiteTable.values()) {
      count += rowsOf(written.current(), table).size();
    }
    assertThat(rows).hasSize(count).doesNotHaveDuplicates();
    written.write(set("2"));
    assertThat(stream.next().getChanges().getRevision()).isEqualTo(written.token());
  }

  /** Heartbeats come when it is time, with the revision that was told of. */
  @Test
  void watch_beat_tellsTheRevision() throws Exception {
    WatchStream stream = watch(WatchRequest.newBuilder());
    stream.next();
    service.beat();
    assertThat(stream.next().getHeartbeat().getRevision()).isEqualTo(first.revisionToken());
    written.write(set("1"));
    assertThat(stream.next().getEventCase()).isEqualTo(EventCase.CHANGES);
    service.beat();
    assertThat(stream.next().getHeartbeat().getRevision()).isEqualTo(written.token());
  }

  /** Filters: what touches, what touches everything, and nothing else. */
  @Test
  void watch_filtered_tellsWhatTouches() throws Exception {
    WatchStream stream =
        watch(
            WatchRequest.newBuilder()
                .setFilter(
                    WatchFilter.newBuilder()
                        .addContextIds(site.contextId("course"))
                        .addRoleIds(OTHER_ROLE)));
    stream.next();
    Change elsewhere = permission("other");
    Change below = permission("forum");
    Change above = permission("cat");
    Change ofRole = new RoleAssigned(nextId++, OTHER_ROLE, site.contextId("other"), 2, "", 0, 0, 0);
    Change ofAdmin = assigned(2, "other");
    Change everywhere = set("1");
    written.write(elsewhere);
    written.write(ofAdmin, below, above);
    written.write(elsewhere, ofAdmin);
    written.write(ofRole);
    written.write(everywhere);
    assertThat(changesOf(stream.next())).containsExactly(below, above);
    assertThat(changesOf(stream.next())).containsExactly(ofRole);
    assertThat(changesOf(stream.next())).containsExactly(everywhere);
    service.beat();
    assertThat(stream.next().getHeartbeat().getRevision()).isEqualTo(written.token());
  }

  /** A slow consumer gets the rest merged; applied, it gives the very facts. */
  @Test
  void watch_slowConsumer_getsTheRestMerged() throws Exception {
    WatchStream stream = watch(WatchRequest.newBuilder());
    PolicySnapshot facts = written.current();
    assertThat(stream.next().hasHeartbeat()).isTrue();
    long ann = site.userId("ann");
    Change ann1 = assigned(ann, "other");
    written.write(ann1);
    written.write(permission("forum"));
    written.write(new ContextMoved(site.contextId("course"), site.contextId("other")));
    written.write(new Change.ContextSaved(9_000, 70, 9_000, pathIn("course") + "/9000", 5, false));
    written.write(new ContextMoved(site.contextId("course"), 1));
    written.write(new Change.ContextLockChanged(9_000, true));
    written.write(unassigned((RoleAssigned) ann1));
    for (int i = 0; i < 2 * BACKLOG; i++) {
      written.write(set(Integer.toString(i)));
    }
    boolean isMerged = false;
    long position = facts.revision().position();
    while (position < written.current().revision().position()) {
      ChangeSet set = stream.next().getChanges();
      long firstPosition = revision(set.getFirstRevision());
      assertThat(firstPosition).isEqualTo(position + 1);
      position = revision(set.getRevision());
      isMerged |= set.getMerged();
      SnapshotEditor editor = SnapshotEditor.of(facts);
      set.getChangesList()
          .forEach(change -> Changes.apply(ChangeMessages.toChange(change), editor));
      facts = editor.build(Revision.parse(set.getRevision()), first.readAt());
    }
    assertThat(isMerged).isTrue();
    for (SiteTable table : SiteTable.values()) {
      assertThat(rowsOf(facts, table)).isEqualTo(rowsOf(written.current(), table));
    }
  }

  /** What cannot be merged within the bound ends the stream, and says what to do. */
  @Test
  void watch_tooMuchToMerge_ends() throws Exception {
    for (int i = 0; i < 60; i++) {
      written.write(assigned(2, "other"));
    }
    Status status = watch(from(first.revisionToken())).awaitEnd();
    assertThat(status.getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
    assertThat(status.getDescription()).contains("--max-merged-changes", "50");
  }

  /** A log that no longer reaches back. */
  @Test
  void watch_logTruncated_ends() throws Exception {
    for (int i = 0; i < 2 * BACKLOG; i++) {
      written.write(set(Integer.toString(i)));
    }
    written.log().truncate(first.revision().position() + 3);
    Status status = watch(from(first.revisionToken())).awaitEnd();
    assertThat(status.getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
    assertThat(status.getDescription()).contains("no longer reaches back");
    written.log().setUnreadable(true);
    assertThat(watch(from(first.revisionToken())).awaitEnd().getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  /** A batch with very many changes comes in several events of one revision. */
  @Test
  void watch_hugeBatch_isContinued() throws Exception {
    WatchStream stream = watch(WatchRequest.newBuilder());
    stream.next();
    List<Change> many = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      many.add(assigned(2, "other"));
    }
    written.write(many.toArray(Change[]::new));
    List<Change> told = new ArrayList<>();
    ChangeSet set = stream.next().getChanges();
    assertThat(set.getContinued()).isTrue();
    while (set.getContinued()) {
      told.addAll(set.getChangesList().stream().map(ChangeMessages::toChange).toList());
      set = stream.next().getChanges();
      assertThat(set.getRevision()).isEqualTo(written.token());
    }
    told.addAll(set.getChangesList().stream().map(ChangeMessages::toChange).toList());
    assertThat(told).isEqualTo(many);
  }

  /** Malformed, foreign and future tokens, too long a filter, too many watchers, no such site. */
  @Test
  void watch_badRequests_areRefused() throws Exception {
    assertEnds(from("nonsense"), Status.Code.INVALID_ARGUMENT, "from_revision");
    assertThat(refused("invalid_argument")).isEqualTo(1);
    assertEnds(from("another.1"), Status.Code.INVALID_ARGUMENT, "another log");
    assertEnds(from(first.revision().next().token()), Status.Code.UNAVAILABLE, "not there yet");
    var filter = WatchFilter.newBuilder().addAllUserIds(List.of(1L, 2L, 3L, 4L));
    assertEnds(
        WatchRequest.newBuilder().setFilter(filter),
        Status.Code.RESOURCE_EXHAUSTED,
        "--max-watch-filter-ids");
    assertEnds(WatchRequest.newBuilder().setSite("none"), Status.Code.NOT_FOUND, "none");
    watch(WatchRequest.newBuilder());
    WatchStream second = watch(WatchRequest.newBuilder());
    assertEnds(WatchRequest.newBuilder(), Status.Code.RESOURCE_EXHAUSTED, "--max-watchers");
    second.close();
    Await.until("there is room again", () -> service.watcherCount() == 1);
    watch(WatchRequest.newBuilder()).next();
  }

  /** A site without a log. */
  @Test
  void watch_siteWithoutLog_isRefused() throws Exception {
    try (ServedSite served = ServedSite.demo();
        var stream = new WatchStream(served.channel(), WatchRequest.getDefaultInstance())) {
      assertThat(stream.awaitEnd().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    }
  }

  /** Draining ends every stream. */
  @Test
  void close_openStreams_end() throws Exception {
    WatchStream stream = watch(WatchRequest.newBuilder());
    stream.next();
    service.close();
    assertThat(stream.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertEnds(WatchRequest.newBuilder(), Status.Code.UNAVAILABLE, "draining");
    Await.until("nobody watches", () -> service.watcherCount() == 0);
  }

  private double refused(String reason) {
    return metrics.collect().stream()
        .filter(snapshot -> snapshot.getMetadata().getName().contains("refus"))
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> point.getLabels().stream().anyMatch(it -> it.getValue().equals(reason)))
        .mapToDouble(CounterDataPointSnapshot::getValue)
        .sum();
  }

  private WatchStream watch(WatchRequest.Builder request) {
    var stream = new WatchStream(channel.channel(), request.build());
    streams.add(stream);
    return stream;
  }

  private static WatchRequest.Builder from(String revision) {
    return WatchRequest.newBuilder().setFromRevision(revision);
  }

  private void assertEnds(WatchRequest.Builder request, Status.Code code, String message)
      throws Exception {
    Status status = watch(request).awaitEnd();
    assertThat(status.getCode()).as(status.toString()).isEqualTo(code);
    assertThat(status.getDescription()).contains(message);
  }

  private static List<Change> changesOf(WatchEvent event) {
    return event.getChanges().getChangesList().stream().map(ChangeMessages::toChange).toList();
  }

  private static long revision(String token) {
    return Revision.parse(token).position();
  }

  private static Set<String> rowsOf(PolicySnapshot snapshot, SiteTable table) {
    Set<String> rows = new TreeSet<>();
    FactCursor cursor = SnapshotRows.of(snapshot, table);
    while (cursor.next()) {
      rows.add(TableRow.copyOf(table, cursor).toString());
    }
    return rows;
  }

  private String pathIn(String context) {
    return written
        .current()
        .contexts()
        .pathOf(written.current().contexts().find(site.contextId(context)));
  }

  private static Change set(String value) {
    return new SettingChanged("siteguest", value);
  }

  private Change permission(String context) {
    return new PermissionSet(
        nextId++, site.contextId(context), site.roleId("student"), REPLY + nextId, 1);
  }

  private Change assigned(long user, String context) {
    return new RoleAssigned(
        nextId++, site.roleId("student"), site.contextId(context), user, "", nextId, 0, 0);
  }

  private static Change unassigned(RoleAssigned it) {
    return new RoleUnassigned(
        it.id(),
        it.roleId(),
        it.contextId(),
        it.userId(),
        it.component(),
        it.itemId(),
        it.startsAt(),
        it.endsAt());
  }
}
