package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.AdminRefusedException;
import dev.beadle.client.BeadleAdmin;
import dev.beadle.client.Contexts;
import dev.beadle.server.change.Change;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.model.Revision;
import dev.beadle.server.store.SqlChangeLog;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.ApplyResponse;
import dev.beadle.v1.AssignRole;
import dev.beadle.v1.CapabilityQuestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The model beside servers of the demonstration site: batches that nobody else writes, each of one
 * or three assignments, and what became of them. Thread-safe.
 */
final class Ledger {
  /** A question that every site has an answer to. */
  static final CapabilityQuestion QUESTION = question(12, "mod/assign:grade", 1);

  private static final Duration LONGEST_DOUBT = Duration.ofSeconds(60);
  private static final long ADMIN = 2;
  private static final String COMPONENT = "local_ledger";
  private static final String KEY = "ledger-";
  private static final int READ = 1_000;
  private static final int[] USERS = {12, 13, 14, 15, 21};
  private static final int[] CONTEXTS = {31, 32, 33, 35, 45};
  private static final String[] CAPABILITIES = {
    "mod/assign:grade", "mod/forum:rate", "moodle/course:update", "mod/assign:submit"
  };

  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<Integer> attempted = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<Integer, String> acknowledged = new ConcurrentHashMap<>();

  /**
   * Writes a new batch.
   *
   * @return the revision at which it was acknowledged
   */
  String write(BeadleAdmin admin) {
    return write(admin, numbers.incrementAndGet());
  }

  /** Writes once more what was not acknowledged, under the same keys. */
  void repeatUnacknowledged(BeadleAdmin admin) {
    for (int number : attempted) {
      if (!acknowledged.containsKey(number)) {
        var _ = write(admin, number);
      }
    }
  }

  /** Writes a new batch until it is acknowledged, refused for good, or in doubt for too long. */
  String writeAtLast(BeadleAdmin admin) {
    int number = numbers.incrementAndGet();
    long end = System.nanoTime() + LONGEST_DOUBT.toNanos();
    while (true) {
      try {
        return write(admin, number);
      } catch (AdminRefusedException refused) {
        if (!refused.isOutcomeUnknown() || System.nanoTime() - end > 0) {
          throw refused;
        }
      }
    }
  }

  private String write(BeadleAdmin admin, int number) {
    attempted.add(number);
    ApplyResponse response = admin.apply(batch(number));
    acknowledged.put(number, response.getRevision());
    return response.getRevision();
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }

  /**
   * What was acknowledged is in the log, at its place and whole; what was not is there whole, or
   * not at all; nothing is there twice, no position is left out, nothing else is there.
   *
   * @return how many batches are there that were not acknowledged
   */
  int verify(SqlChangeLog log) {
    Map<Integer, String> found = new HashMap<>();
    for (LogEntry entry : entriesOf(log)) {
      int number = Integer.parseInt(entry.origin().idempotencyKey().substring(KEY.length()));
      assertThat(attempted).as("attempted").contains(number);
      assertThat(found.put(number, entry.revision().token())).as("%s twice", number).isNull();
      assertThat(itemsOf(entry.changes())).as("batch %s", number).isEqualTo(itemsOf(number));
    }
    assertThat(found).containsAllEntriesOf(acknowledged);
    return found.size() - acknowledged.size();
  }

  /** The items that the log's batches have assigned, in ascending order. */
  static Set<Long> items(SqlChangeLog log) {
    Set<Long> items = new TreeSet<>();
    entriesOf(log).forEach(entry -> items.addAll(itemsOf(entry.changes())));
    return items;
  }

  /** Whether an assignment's component is that of the batches. */
  static boolean isOurs(String component) {
    return component.equals(COMPONENT);
  }

  private static List<LogEntry> entriesOf(SqlChangeLog log) {
    List<LogEntry> all = new ArrayList<>();
    long after = log.tail();
    long head = log.head();
    while (after < head) {
      for (LogEntry entry : log.read(after, READ)) {
        after++;
        assertThat(entry.revision()).isEqualTo(new Revision(log.identity(), after));
        all.add(entry);
      }
    }
    return all;
  }

  /** Questions whose answers the batches change. */
  static List<CapabilityQuestion> questions() {
    List<CapabilityQuestion> questions = new ArrayList<>();
    for (int user = 12; user <= 21; user++) {
      for (int context : CONTEXTS) {
        for (String capability : CAPABILITIES) {
          questions.add(question(user, capability, context));
        }
      }
    }
    return questions;
  }

  private static AdminBatch batch(int number) {
    AdminBatch.Builder batch =
        AdminBatch.newBuilder()
            .setActor(ADMIN)
            .setReason("batch " + number)
            .setIdempotencyKey(KEY + number);
    for (long item : itemsOf(number)) {
      batch.addCommands(
          AdminCommand.newBuilder()
              .setAssignRole(
                  AssignRole.newBuilder()
                      .setRoleId(3 + (int) ((number + item) % 3))
                      .setUserId(USERS[number / 5 % USERS.length])
                      .setContext(Contexts.id(CONTEXTS[number / 2 % CONTEXTS.length]))
                      .setComponent(COMPONENT)
                      .setItemId(item)));
    }
    return batch.build();
  }

  private static Set<Long> itemsOf(int number) {
    return number % 3 == 0
        ? Set.of(10L * number, 10L * number + 1, 10L * number + 2)
        : Set.of(10L * number);
  }

  private static Set<Long> itemsOf(List<Change> changes) {
    Set<Long> items = new HashSet<>();
    for (Change change : changes) {
      assertThat(change).isInstanceOf(Change.RoleAssigned.class);
      if (change instanceof Change.RoleAssigned assigned) {
        assertThat(isOurs(assigned.component())).isTrue();
        assertThat(items.add(assigned.itemId())).as("once").isTrue();
      }
    }
    return items;
  }

  private static CapabilityQuestion question(long user, String capability, long context) {
    return CapabilityQuestion.newBuilder()
        .setUserId(user)
        .setCapability(capability)
        .setContext(Contexts.id(context))
        .build();
  }
}
