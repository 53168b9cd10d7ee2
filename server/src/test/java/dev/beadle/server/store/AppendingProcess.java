package dev.beadle.server.store;

import dev.beadle.server.change.LogEntry;
import dev.beadle.server.moodle.LoadProgress;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that writes to a folder's log until it is killed: batches of {@value #BATCH} entries,
 * and a checkpoint now and then. It tells each position once it is durable.
 */
final class AppendingProcess {
  static final int BATCH = 3;
  private static final int BATCHES_PER_CHECKPOINT = 40;

  private AppendingProcess() {}

  /** Runs it; the argument is the folder. */
  public static void main(String[] arguments) {
    PrintStream out = System.out;
    var address = new StoreAddress.Folder(Path.of(arguments[0]));
    try (SiteStore store = SiteStore.open(address, StoreKind.QUICK, InstantSource.system())) {
      SqlChangeLog log = store.openLog();
      long head = log.head();
      for (int batch = 1; ; batch++) {
        List<LogEntry> entries = new ArrayList<>();
        for (long position = head + 1; position <= head + BATCH; position++) {
          entries.add(
              TestEntries.setting(log.identity(), position, "defaultuserroleid", "" + position));
        }
        if (!log.append(entries)) {
          throw new IllegalStateException("somebody else writes to the folder");
        }
        head += BATCH;
        out.println(head);
        out.flush();
        if (batch % BATCHES_PER_CHECKPOINT == 0) {
          store.checkpoint(store.load(LoadProgress.SILENT).snapshot());
        }
      }
    }
  }
}
