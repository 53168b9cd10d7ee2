package dev.beadle.server.verification;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Explainer;
import dev.beadle.server.decision.ExplanationText;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.Names;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteReadException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
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
  private final MemoryTables base;
  private final Function<MemoryTables, PolicySnapshot> load;
  private final DecisionPoint decisionPoint;
  private final InstantSource clock;
  private final Differences differences = new Differences();
  private final Map<String, Long> notSupported = new TreeMap<>();
  private MemoryTables tables;
  private @Nullable PolicySnapshot snapshot;
  private String test = "";

  /**
   * Starts from a site.
   *
   * @param base its rows; not changed
   * @param load makes a snapshot of rows
   */
  public TraceReplay(
      MemoryTables base,
      Function<MemoryTables, PolicySnapshot> load,
      DecisionPoint decisionPoint,
      InstantSource clock) {
    this.base = base;
    this.tables = base.copy();
    this.load = load;
    this.decisionPoint = decisionPoint;
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
      snapshot = null;
    } else if (changes != null) {
      RowChanges.apply(changes, tables, where);
      snapshot = null;
    } else if (line.has("call")) {
      answer(line, where);
    } else if (!line.has("end")) {
      throw new SiteReadException(where + ": neither test, changes, call nor end");
    }
  }

  private void answer(JsonObject line, String where) {
    var call = new TraceCall(line, where);
    TraceCall.Form form = call.findForm();
    if (form == null) {
      notSupported.merge(call.function(), 1L, Long::sum);
      return;
    }
    PolicySnapshot site = snapshot();
    differences.compare(
        where + ", " + test + ": " + line,
        Answerer.textOf(call.expected(form)),
        answer(site, call, form),
        () -> explain(site, call, form));
  }

  private String answer(PolicySnapshot site, TraceCall call, TraceCall.Form form) {
    try {
      List<String> names = call.capabilities(form);
      int[] capabilities = new int[names.size()];
      for (int i = 0; i < capabilities.length; i++) {
        capabilities[i] = Names.capability(site, names.get(i), "capability");
      }
      AccessQuery query = queryOf(site, call, 0);
      return Answerer.textOf(
          switch (form) {
            case ONE ->
                decisionPoint
                    .decide(
                        site, query.userId(), query.context(), capabilities[0], query.environment())
                    .isAllowed();
            case ANY -> decisionPoint.decideAny(site, query, capabilities).decision().isAllowed();
            case ALL, REQUIRE_ALL, REQUIRE_ONE ->
                decisionPoint.decideAll(site, query, capabilities).decision().isAllowed();
          });
    } catch (InvalidQueryException | UnknownContextException unasked) {
      return Answerer.UNANSWERED + unasked.getMessage();
    }
  }

  private String explain(PolicySnapshot site, TraceCall call, TraceCall.Form form) {
    var text = new StringBuilder();
    try {
      for (String name : call.capabilities(form)) {
        AccessQuery query = queryOf(site, call, Names.capability(site, name, "capability"));
        text.append(
            ExplanationText.of(site, new Explainer(decisionPoint).explain(site, query), name));
      }
    } catch (InvalidQueryException | UnknownContextException unasked) {
      text.append(unasked.getMessage()).append('\n');
    }
    return text.toString();
  }

  private static AccessQuery queryOf(PolicySnapshot site, TraceCall call, int capability) {
    Environment environment = EngineAnswerer.environmentOf(site, call.session());
    return new AccessQuery(
        call.userId(), Names.context(site, call.contextId(), "context"), capability, environment);
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
