package dev.beadle.server.verification;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.verification.TraceFunction.Asked;
import dev.beadle.server.verification.TraceFunction.Claim;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replays a trace of a test run: changes of rows, and calls of access functions in between, each
 * with what Moodle answered. Every {@code {"test": …}} starts again from the base site. Not
 * thread-safe.
 */
public final class TraceReplay {
  /** How many sites as calls were told that they are, are held at once. */
  private static final int MAX_CLAIMED_SITES = 64;

  private final MemoryTables base;
  private final Function<MemoryTables, PolicySnapshot> load;
  private final Engine engine;
  private final InstantSource clock;
  private final Differences differences = new Differences();
  private final Map<String, Long> notSupported = new TreeMap<>();
  private MemoryTables tables;
  private @Nullable PolicySnapshot snapshot;
  // Those of the current rows.
  private final Map<List<Claim>, PolicySnapshot> claimedSites = new HashMap<>();
  private String test = "";

  /**
   * Starts from a site.
   *
   * @param base its rows; not changed
   * @param load makes a snapshot of rows
   * @param clock what the time taken is measured by
   */
  public TraceReplay(
      MemoryTables base,
      Function<MemoryTables, PolicySnapshot> load,
      Engine engine,
      InstantSource clock) {
    this.base = base;
    this.tables = base.copy();
    this.load = load;
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * Replays a file; to be called once.
   *
   * @throws SiteReadException if it cannot be read, or its rows make no site
   */
  public VerificationReport replay(Path file) {
    var startedAt = clock.instant();
    try (JsonLines lines = JsonLines.open(file)) {
      for (JsonObject line = lines.findNext(); line != null; line = lines.findNext()) {
        replayLine(line, lines.where());
      }
    }
    List<String> notes = new ArrayList<>();
    notSupported.forEach(
        (function, calls) -> notes.add("not yet supported: " + function + ", calls: " + calls));
    return new VerificationReport(
        DecisionKind.baseNameOf(file),
        differences.rows(),
        differences.count(),
        Duration.between(startedAt, clock.instant()),
        differences.first(),
        notes);
  }

  private void replayLine(JsonObject line, String where) {
    JsonElement changes = line.get("changes");
    if (line.has("test")) {
      test = line.get("test").toString();
      tables = base.copy();
      forgetSite();
    } else if (changes != null) {
      RowChanges.apply(changes, tables, where);
      forgetSite();
    } else if (line.has("call")) {
      answer(line, where);
    } else if (!line.has("end")) {
      throw new SiteReadException(where + ": neither test, changes, call nor end");
    }
  }

  private void answer(JsonObject line, String where) {
    var call = new TraceCall(line, where);
    TraceFunction function = TraceFunction.find(call.function());
    if (function == null) {
      notSupported.merge(call.function(), 1L, Long::sum);
      return;
    }
    try {
      compare(line, where, function.read(call));
    } catch (UnsupportedCallException unsupported) {
      notSupported.merge(call.function() + " (" + unsupported.getMessage() + ")", 1L, Long::sum);
    }
  }

  private void compare(JsonObject line, String where, Asked asked) {
    PolicySnapshot site = asked.claims().isEmpty() ? snapshot() : snapshotWith(asked.claims());
    String answered = EngineAnswerer.answer(engine, site, asked.question());
    boolean isRefused =
        asked.expected().equals(AnswerText.REFUSED) && answered.startsWith(Answerer.UNANSWERED);
    differences.compare(
        () -> where + ", " + test + ": " + line,
        asked.expected(),
        isRefused ? AnswerText.REFUSED : answered,
        () -> EngineAnswerer.explain(engine, site, asked.question()));
  }

  /** The site as a call was told that it is. */
  private PolicySnapshot snapshotWith(List<Claim> claims) {
    PolicySnapshot known = claimedSites.get(claims);
    if (known == null) {
      MemoryTables claimed = tables.copy();
      for (Claim claim : claims) {
        if (claimed.has(claim.table(), claim.values()::get)) {
          claimed.amend(claim.table(), claim.values()::get);
        }
      }
      known = load.apply(claimed);
      if (claimedSites.size() == MAX_CLAIMED_SITES) {
        claimedSites.clear();
      }
      claimedSites.put(claims, known);
    }
    return known;
  }

  private void forgetSite() {
    snapshot = null;
    claimedSites.clear();
  }

  private PolicySnapshot snapshot() {
    PolicySnapshot current = snapshot;
    if (current == null) {
      current = load.apply(tables);
      snapshot = current;
    }
    return current;
  }
}
