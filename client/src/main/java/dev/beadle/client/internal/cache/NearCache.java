package dev.beadle.client.internal.cache;

import dev.beadle.client.internal.check.Answer;
import dev.beadle.client.internal.check.Answer.Decided;
import dev.beadle.client.internal.check.Answer.Facts;
import dev.beadle.client.internal.check.Question;
import dev.beadle.client.internal.watch.Watching;
import dev.beadle.client.policy.NearCachePolicy;
import dev.beadle.v1.Change;
import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.WatchEvent;
import io.grpc.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Answers about one site, kept while a watch tells that nothing has changed about them.
 * Thread-safe.
 *
 * <p>INVARIANT (as of a told revision): an answer is kept only with the turn of its revision, which
 * the watch has told of; whatever changed after that has been stamped with a later turn, or will be
 * when the watch tells of it. So it does not matter which endpoint answered, nor when.
 */
public final class NearCache implements Watching.Events {
  private static final Logger LOG = System.getLogger("dev.beadle.client");

  // Whether it was said that there is nothing to watch.
  private final AtomicBoolean isTold = new AtomicBoolean();
  private final long maxStalenessNanos;
  private final BoundedMap<Question, Entry> entries;
  private final ContextPaths paths;
  private final ChangeStamps stamps = new ChangeStamps();
  private final RevisionOrder turns = new RevisionOrder();
  private volatile boolean isOn;

  /**
   * A kept answer.
   *
   * @param bornAt when its facts were known to be up to date, by the ticker's clock
   */
  private record Entry(Decided answer, long turn, long bornAt, ContextPaths.Path path) {}

  /** An empty one, which is off until the watch tells where the site is. */
  public NearCache(NearCachePolicy policy, ContextPaths.Source source) {
    this.maxStalenessNanos = policy.maxStaleness().toNanos();
    this.entries = new BoundedMap<>(policy.maxEntries());
    this.paths = new ContextPaths(policy.maxEntries(), source, stamps, turns);
  }

  /** Whether it keeps and gives answers: while the watch is up. */
  public boolean isOn() {
    return isOn;
  }

  /** How many answers are kept; some of them may not be given any more. */
  public int size() {
    return entries.size();
  }

  /** The answer to a plain question, if it is kept and may still be given. */
  public @Nullable Answer find(Question question, long now) {
    if (!isOn) {
      return null;
    }
    Entry entry = entries.find(question);
    if (entry == null) {
      return null;
    }
    boolean isGood =
        now - entry.bornAt <= maxStalenessNanos
            && stamps.isValid(
                entry.turn, question.userId(), question.capability(), entry.path.contextIds());
    if (!isGood) {
      entries.remove(question, entry);
      return null;
    }
    Decided answer = entry.answer;
    return new Decided(
        answer.isAllowed(),
        answer.rule(),
        answer.decidingIndex(),
        new Facts(answer.facts().revision(), now - entry.bornAt));
  }

  /**
   * Keeps an answer to a plain question, if it can be told what it depends on.
   *
   * @param askedAt when it was asked, at the latest
   */
  public void store(Question question, Decided answer, long askedAt) {
    if (!isOn) {
      return;
    }
    long turn = turns.turnOf(answer.facts().revision());
    if (turn == RevisionOrder.UNKNOWN || answer.facts().ageNanos() > maxStalenessNanos) {
      return;
    }
    ContextReference context = question.context();
    ContextPaths.Path path = paths.find(context, question.capability());
    if (path == null
        || path.turn() > turn
        || !stamps.isValid(turn, question.userId(), question.capability(), path.contextIds())) {
      return;
    }
    entries.put(question, new Entry(answer, turn, askedAt - answer.facts().ageNanos(), path));
  }

  @Override
  public void event(WatchEvent event) {
    switch (event.getEventCase()) {
      case CHANGES -> apply(event.getChanges());
      case HEARTBEAT -> {
        turns.reach(event.getHeartbeat().getRevision());
        isOn = true;
      }
      case SNAPSHOT_PAGE, SNAPSHOT_END, EVENT_NOT_SET -> {}
    }
  }

  @Override
  public void missed() {
    turnOff();
  }

  @Override
  public void interrupted(Status why) {
    turnOff();
    if (why.getCode() == Status.Code.FAILED_PRECONDITION && !isTold.getAndSet(true)) {
      LOG.log(Level.WARNING, "the near cache keeps nothing: {0}", why.getDescription());
    }
  }

  /** Stamps first: an answer of the new revision is only kept when its turn is known. */
  private void apply(ChangeSet set) {
    long turn = turns.next();
    for (Change change : set.getChangesList()) {
      stamps.stamp(change, turn);
    }
    if (!set.getContinued()) {
      turns.reach(set.getRevision());
      isOn = true;
    }
  }

  private void turnOff() {
    isOn = false;
    stamps.stampEverything(turns.restart() + 1);
    entries.clear();
  }
}
