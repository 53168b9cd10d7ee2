package dev.beadle.server.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.beadle.server.change.Change;
import dev.beadle.server.change.ChangeMessages;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.store.SiteStore;
import dev.beadle.server.store.SqlChangeLog;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lists the changes of a site: revision, time, actor and reason, then a line for each change.",
      "",
      "Without --since the last ones, the latest at the end. A server may be using the store."
    },
    footer = {
      "",
      "Examples:",
      "  beadle log --data ./data",
      "  beadle log --data ./data --since 1f2e3d4c.170 --limit 1000 --output json"
    })
final class LogCommand implements Callable<Integer> {
  private static final int ENTRIES_PER_READ = 500;

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--since",
      paramLabel = "REVISION",
      description = "Only what came after this revision.")
  private @Nullable String since;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many batches of changes to list at the most (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "text, or json: an object on each line (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InvalidProtocolBufferException {
    LogFormat.quiet();
    if (limit < 1) {
      throw new ParameterException(
          spec.commandLine(), "--limit: " + limit + " (expected: at least 1)");
    }
    try (SiteStore store = data.openToRead(InstantSource.system())) {
      SqlChangeLog log = store.openLog();
      long after =
          since == null
              ? Math.max(log.tail(), log.head() - limit)
              : LogPositions.parse(spec, "--since", since, log.identity());
      print(log, after);
    }
    return ExitCode.YES;
  }

  private void print(SqlChangeLog log, long start) throws InvalidProtocolBufferException {
    PrintWriter out = spec.commandLine().getOut();
    long after = start;
    int left = limit;
    while (left > 0) {
      List<LogEntry> entries = log.read(after, Math.min(left, ENTRIES_PER_READ));
      if (entries.isEmpty()) {
        break;
      }
      for (LogEntry entry : entries) {
        switch (output) {
          case TEXT -> printText(entry, out);
          case JSON -> out.println(json(entry));
        }
      }
      left -= entries.size();
      after = entries.getLast().revision().position();
    }
    out.flush();
  }

  private static void printText(LogEntry entry, PrintWriter out) {
    LogEntry.Origin origin = entry.origin();
    String reason = origin.reason().replaceAll("\\p{Cntrl}", " ");
    out.println(
        entry.revision().token()
            + "  "
            + entry.committedAt()
            + "  "
            + (origin.actor() == 0 ? "operator" : "user " + origin.actor())
            + (reason.isEmpty() ? "" : "  " + reason));
    entry.changes().forEach(change -> out.println("  " + ChangeWords.of(change)));
  }

  private static JsonObject json(LogEntry entry) throws InvalidProtocolBufferException {
    var object = new JsonObject();
    object.addProperty("revision", entry.revision().token());
    object.addProperty("committedAt", entry.committedAt().toString());
    object.addProperty("actor", entry.origin().actor());
    object.addProperty("reason", entry.origin().reason());
    object.addProperty("idempotencyKey", entry.origin().idempotencyKey());
    var changes = new JsonArray();
    JsonFormat.Printer printer = JsonFormat.printer().omittingInsignificantWhitespace();
    for (Change change : entry.changes()) {
      changes.add(JsonParser.parseString(printer.print(ChangeMessages.toMessage(change))));
    }
    object.add("changes", changes);
    return object;
  }
}
