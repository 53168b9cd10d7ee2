package dev.beadle.benchmarks;

import dev.beadle.benchmarks.load.Spread;
import dev.beadle.server.change.ApplierListener;
import dev.beadle.server.change.Change;
import dev.beadle.server.change.ChangeApplier;
import dev.beadle.server.change.ChangeDraft;
import dev.beadle.server.change.Committed;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.change.Proposal;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.store.SiteStore;
import dev.beadle.server.store.StoreAddress;
import dev.beadle.server.store.StoreSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * How many checks a thread answers while the site changes, beside those that it answers while the
 * site stands still: one after the other, again and again, in one run. Changes go the whole way: a
 * proposal, the log on disk, the next snapshot. Nine of ten are role assignments that come or go;
 * one is an override somewhere, which makes the resolutions below it anew.
 */
@Command(
    name = "change-load",
    mixinStandardHelpOptions = true,
    description = "Asks with and without changes at a steady rate, and tells the ratio.")
public final class ChangeLoad implements Callable<Integer> {
  private static final int QUESTIONS = 1 << 18;
  private static final int QUESTIONS_PER_LOOK_AT_CLOCK = 256;
  private static final int OVERRIDE_EVERY = 10;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FOLDER", description = "an empty folder for the store")
  private Path folder = Path.of("");

  @Option(names = "--site", defaultValue = Sites.MEDIUM, description = "see -p site= of the others")
  private String site = Sites.MEDIUM;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "changes in a second (default: ${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--rounds",
      defaultValue = "10",
      description = "pairs of phases, of two seconds each (default: ${DEFAULT-VALUE})")
  private int rounds;

  private final SplittableRandom random = new SplittableRandom(Questions.SEED);
  private final Queue<Change> toUndo = new ArrayDeque<>();

  private ChangeLoad() {}

  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ChangeLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    InstantSource clock = InstantSource.system();
    var snapshots = new SnapshotStore(64, 16);
    StoreAddress address = StoreAddress.of(folder.toString(), Map.of(), null);
    try (SiteStore store = SiteStore.open(address, StoreSettings.DEFAULT, clock);
        ExecutorService completions = Executors.newVirtualThreadPerTaskExecutor()) {
      store.startLog(Sites.load(site), false, LoadProgress.SILENT);
      PolicySnapshot first = store.load(LoadProgress.SILENT).snapshot();
      var applier =
          ChangeApplier.open(
              new ChangeApplier.Parts(
                  store.openLog(),
                  snapshots,
                  clock,
                  System::nanoTime,
                  completions,
                  ApplierListener.NONE,
                  new ChangeApplier.Limits(1024, 256, Duration.ofSeconds(5))),
              first);
      applier.start();
      try {
        measure(applier, snapshots, clock, first);
      } finally {
        applier.close();
      }
    }
    return 0;
  }

  private void measure(
      ChangeApplier applier, SnapshotStore snapshots, InstantSource clock, PolicySnapshot first)
      throws Exception {
    PrintWriter out = command.commandLine().getOut();
    var asker =
        new Asker(
            snapshots, clock, Questions.draw(first, Questions.Mix.UNIFORM, QUESTIONS, _ -> true));
    double _ = asker.checksPerSecond();
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      double still = asker.checksPerSecond();
      var writer = new Writer(applier);
      var thread = new Thread(writer, "writer");
      thread.start();
      double changing = asker.checksPerSecond();
      writer.isStopped = true;
      thread.join();
      ratios[round] = changing / still;
      out.printf(
          "%,12.0f checks/s without, %,12.0f with %,d changes/s: %.3f%n",
          still, changing, writer.changesPerSecond(), ratios[round]);
      out.flush();
    }
    Spread ratio = Spread.of(ratios);
    out.printf(
        "ratio: median %.3f, least %.3f, greatest %.3f%n",
        ratio.median(), ratio.least(), ratio.greatest());
    out.flush();
  }

  /** Asks on the calling thread. */
  private record Asker(SnapshotStore snapshots, InstantSource clock, Questions questions) {
    private static final DecisionPoint ENGINE = Engines.cached();
    private static final long PHASE_NANOS = TimeUnit.SECONDS.toNanos(2);

    double checksPerSecond() {
      long begun = System.nanoTime();
      long asked = 0;
      int position = 0;
      int allowed = 0;
      while (System.nanoTime() - begun < PHASE_NANOS) {
        for (int i = 0; i < QUESTIONS_PER_LOOK_AT_CLOCK; i++) {
          PolicySnapshot snapshot = snapshots.findCurrent(clock.millis());
          if (snapshot == null) {
            throw new IllegalStateException("no site");
          }
          allowed += questions.ask(position, snapshot, ENGINE).isAllowed() ? 1 : 0;
          position = questions.next(position);
        }
        asked += QUESTIONS_PER_LOOK_AT_CLOCK;
      }
      if (allowed == 0) {
        throw new IllegalStateException("nothing was allowed");
      }
      return asked * 1e9 / (System.nanoTime() - begun);
    }
  }

  /** Hands changes in at a steady rate, whatever becomes of those before. */
  private final class Writer implements Runnable {
    private final ChangeApplier applier;
    private volatile boolean isStopped;
    private volatile long written;
    private volatile long nanos;

    Writer(ChangeApplier applier) {
      this.applier = applier;
    }

    long changesPerSecond() {
      return Math.round(written * 1e9 / nanos);
    }

    @Override
    public void run() {
      long begun = System.nanoTime();
      long gap = TimeUnit.SECONDS.toNanos(1) / rate;
      long handedIn = 0;
      CompletableFuture<Committed> last = CompletableFuture.completedFuture(null);
      while (!isStopped) {
        long wait = begun + handedIn * gap - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        } else {
          last = applier.submit(proposal(handedIn));
          handedIn++;
        }
      }
      Committed _ = last.join();
      nanos = System.nanoTime() - begun;
      written = handedIn;
    }

    private Proposal proposal(long number) {
      return new Proposal() {
        @Override
        public Origin origin() {
          return new Origin(0, "load", "", "");
        }

        @Override
        public ChangeDraft on(PolicySnapshot head) {
          return new ChangeDraft(origin(), List.of(next(head, number)));
        }
      };
    }
  }

  /** Every second change takes back what an earlier one did. Called by the applier only. */
  private Change next(PolicySnapshot head, long number) {
    Change undo = number % 2 == 1 ? toUndo.poll() : null;
    if (undo != null) {
      return undo;
    }
    long contextId = head.contexts().idOf(random.nextInt(head.contexts().contextCount()));
    long roleId = head.roles().idOf(random.nextInt(head.roles().size()));
    if (number % OVERRIDE_EVERY == 0) {
      long id = head.lastIds().of(SiteTable.ROLE_CAPABILITIES) + 1;
      String capability = "mod/beadle:load" + number % 7;
      toUndo.add(new Change.PermissionRemoved(id, contextId, roleId, capability, -1));
      return new Change.PermissionSet(id, contextId, roleId, capability, -1);
    }
    long id = head.lastIds().of(SiteTable.ROLE_ASSIGNMENTS) + 1;
    long userId = head.users().idOf(random.nextInt(head.users().size()));
    toUndo.add(new Change.RoleUnassigned(id, roleId, contextId, userId, "", 0, 0, 0));
    return new Change.RoleAssigned(id, roleId, contextId, userId, "", 0, 0, 0);
  }
}
