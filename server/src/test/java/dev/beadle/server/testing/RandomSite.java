package dev.beadle.server.testing;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Names;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.DeprecatedCapability;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.reference.Question;
import dev.beadle.server.reference.RandomSites;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A random site as the engine sees it. Immutable. */
public final class RandomSite {
  private static final DecisionPoint DECISION_POINT = new DecisionPoint(new Resolver());

  private static final List<DeprecatedCapability> DEPRECATED =
      RandomSites.DEPRECATED.stream()
          .map(one -> {
            String replacement = one.replacement();
            return new DeprecatedCapability(
                one.name(), one.component(), replacement == null ? "" : replacement);
          })
          .toList();

  private final Map<String, List<Map<String, String>>> tables;
  private final PolicySnapshot snapshot;

  private RandomSite(Map<String, List<Map<String, String>>> tables, PolicySnapshot snapshot) {
    this.tables = tables;
    this.snapshot = snapshot;
  }

  /**
   * The text of a row in a column that every row of its table has.
   *
   * @throws NullPointerException naming the column if the row has none
   */
  public static String textIn(Map<String, String> row, String column) {
    return requireNonNull(row.get(column), column);
  }

  /** The site of a seed. */
  public static RandomSite of(long seed) {
    return of(RandomSites.generate(seed));
  }

  /**
   * The site that rows make.
   *
   * @param tables table name to rows, column to text; must not be changed afterwards
   */
  public static RandomSite of(Map<String, List<Map<String, String>>> tables) {
    var rows = MemoryTables.empty("a random site");
    for (SiteTable table : SiteTable.values()) {
      tables.getOrDefault(table.tableName(), List.of()).forEach(row -> rows.put(table, row::get));
    }
    var loader = new SiteLoader(DEPRECATED, Oracle.CLOCK, LoadProgress.SILENT);
    return new RandomSite(tables, loader.load(rows, Oracle.REVISION).snapshot());
  }

  /** The rows; not to be changed: see {@link #copyOfTables}. */
  public Map<String, List<Map<String, String>>> tables() {
    return tables;
  }

  /** The rows, the caller's to change. */
  public Map<String, List<Map<String, String>>> copyOfTables() {
    Map<String, List<Map<String, String>>> copy = new LinkedHashMap<>();
    tables.forEach((table, rows) -> {
      List<Map<String, String>> rowsCopy = new ArrayList<>();
      rows.forEach(row -> rowsCopy.add(new LinkedHashMap<>(row)));
      copy.put(table, rowsCopy);
    });
    return copy;
  }

  /** The rows of a table. */
  public List<Map<String, String>> rows(SiteTable table) {
    return tables.getOrDefault(table.tableName(), List.of());
  }

  public PolicySnapshot snapshot() {
    return snapshot;
  }

  /** So many random questions about it. */
  public List<Question> questions(int count, Random random) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      questions.add(RandomSites.randomQuestion(tables, random));
    }
    return questions;
  }

  /** The engine's answer, without any cache. */
  public Decision decide(Question question) {
    return DECISION_POINT.decide(snapshot, query(question));
  }

  /** A question in the terms of this site. */
  public AccessQuery query(Question question) {
    return query(snapshot, question);
  }

  /** A question in the terms of a snapshot. */
  public static AccessQuery query(PolicySnapshot snapshot, Question question) {
    return new AccessQuery(
        question.userId(),
        Names.context(snapshot, question.contextId(), "context"),
        Names.capability(snapshot, question.capability(), "capability"),
        environment(snapshot, question));
  }

  private static Environment environment(PolicySnapshot snapshot, Question question) {
    Environment.Builder environment = Environment.builder(snapshot);
    if (!question.doAnything()) {
      environment.withoutDoAnything();
    }
    if (question.subjectIsCurrentUser()) {
      environment.currentUser();
    }
    Long loginAs = question.loginAsContextId();
    if (loginAs != null) {
      environment.loggedInAs(Names.context(snapshot, loginAs, "login as"));
    }
    question
        .roleSwitches()
        .forEach((contextId, roleId) ->
            environment.switchTo(Names.context(snapshot, contextId, "switch"), roleId));
    question
        .temporaryRoles()
        .forEach((contextId, roleIds) -> {
          int context = Names.context(snapshot, contextId, "temporary role");
          roleIds.forEach(roleId -> environment.temporaryRole(context, roleId));
        });
    return environment.build();
  }
}
