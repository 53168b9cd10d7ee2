package dev.beadle.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** Who may import what, and what each room goes without (house, "The rooms of server/"). */
@AnalyzeClasses(
    packages = "dev.beadle.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String ROOT = "dev.beadle.server";
  private static final String MODEL = ROOT + ".model..";
  private static final String GRAPH = ROOT + ".graph..";
  private static final String DECISION = ROOT + ".decision..";
  private static final String SEARCH = ROOT + ".search..";
  private static final String CACHE = ROOT + ".cache..";
  private static final String MOODLE = ROOT + ".moodle..";
  private static final String CHANGE = ROOT + ".change..";
  private static final String ADMIN = ROOT + ".admin..";
  private static final String IMPACT = ROOT + ".impact..";
  private static final String MESSAGES = "dev.beadle.v1..";
  private static final String STORE = ROOT + ".store..";
  private static final String VERIFICATION = ROOT + ".verification..";
  private static final String TELEMETRY = ROOT + ".telemetry..";
  private static final String CONFIG = ROOT + ".config..";
  private static final String GRPC = ROOT + ".grpc..";
  private static final String HTTP = ROOT + ".http..";
  private static final String CLI = ROOT + ".cli..";
  private static final String CLIENT = "dev.beadle.client..";

  /** House: model imports nothing of Beadle. */
  @ArchTest static final ArchRule MODEL_KNOWS_NOTHING = knowsOnly(MODEL);

  /** House: model ← graph. */
  @ArchTest static final ArchRule GRAPH_KNOWS_MODEL = knowsOnly(GRAPH, MODEL);

  /** House: graph ← decision. */
  @ArchTest
  static final ArchRule DECISION_KNOWS_MODEL_AND_GRAPH = knowsOnly(DECISION, MODEL, GRAPH);

  /** House: graph ← search, on the same resolver. */
  @ArchTest
  static final ArchRule SEARCH_KNOWS_WHAT_DECISION_KNOWS =
      knowsOnly(SEARCH, MODEL, GRAPH, DECISION);

  /** House: decision, search ← cache. */
  @ArchTest
  static final ArchRule CACHE_KNOWS_DECISION = knowsOnly(CACHE, MODEL, GRAPH, DECISION, SEARCH);

  /** House: change, store, moodle, admin know model and graph. */
  @ArchTest static final ArchRule MOODLE_KNOWS_MODEL_AND_GRAPH = knowsOnly(MOODLE, MODEL, GRAPH);

  /** House: change, store, moodle, admin know model and graph. */
  @ArchTest
  static final ArchRule CHANGE_KNOWS_MODEL_AND_GRAPH = knowsOnly(CHANGE, MODEL, GRAPH, MESSAGES);

  /** House: change, store, moodle, admin know model and graph. */
  @ArchTest
  static final ArchRule STORE_KNOWS_CHANGE = knowsOnly(STORE, MODEL, GRAPH, CHANGE, MOODLE);

  /** House: admin is commands to changes; it asks the rules whether the caller may. */
  @ArchTest
  static final ArchRule ADMIN_KNOWS_CHANGE_AND_THE_RULES =
      knowsOnly(ADMIN, MODEL, GRAPH, DECISION, CHANGE, MOODLE);

  /** What an edit changes is worked out of two snapshots, by the rules. */
  @ArchTest
  static final ArchRule IMPACT_KNOWS_CHANGE_AND_THE_RULES =
      knowsOnly(IMPACT, MODEL, GRAPH, DECISION, CHANGE);

  /** Proof by replay knows the rules and what it reads; of the server it is a client. */
  @ArchTest
  static final ArchRule VERIFICATION_KNOWS_THE_RULES =
      knowsOnly(
          VERIFICATION, MODEL, GRAPH, DECISION, SEARCH, MOODLE, CHANGE, ADMIN, CLIENT, MESSAGES);

  /** House: nothing imports the edges but the composition root. */
  @ArchTest
  static final ArchRule NOTHING_IMPORTS_THE_EDGES =
      noClasses()
          .that(not(resideInAnyPackage(ROOT, GRPC, HTTP, CLI)))
          .should()
          .dependOnClassesThat(resideInAnyPackage(GRPC, HTTP, CLI))
          .allowEmptyShould(true);

  /** House: an edge does not know the other edges; the command line is what starts them. */
  @ArchTest static final ArchRule GRPC_DOES_NOT_KNOW_THE_OTHER_EDGES = doesNotKnow(GRPC, HTTP, CLI);

  /** House: an edge does not know the other edges. */
  @ArchTest static final ArchRule HTTP_DOES_NOT_KNOW_THE_OTHER_EDGES = doesNotKnow(HTTP, GRPC, CLI);

  /** House: the composition root is the top; only the command line may start it. */
  @ArchTest
  static final ArchRule NOTHING_BUT_CLI_IMPORTS_THE_ROOT =
      noClasses()
          .that(not(resideInAnyPackage(ROOT, CLI)))
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT))
          .allowEmptyShould(true);

  /** House: telemetry and config lie below the edges, and the rules do not know of them. */
  @ArchTest
  static final ArchRule THE_RULES_DO_NOT_KNOW_TELEMETRY_AND_CONFIG =
      noClasses()
          .that(
              resideInAnyPackage(
                  MODEL,
                  GRAPH,
                  DECISION,
                  SEARCH,
                  CACHE,
                  MOODLE,
                  CHANGE,
                  STORE,
                  ADMIN,
                  IMPACT,
                  VERIFICATION))
          .should()
          .dependOnClassesThat(resideInAnyPackage(TELEMETRY, CONFIG))
          .allowEmptyShould(true);

  /** House: no cycles between rooms. */
  @ArchTest
  static final ArchRule ROOMS_ARE_FREE_OF_CYCLES =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  /** House: decision and graph have no clock. */
  @ArchTest
  static final ArchRule THE_RULES_HAVE_NO_CLOCK =
      noClasses()
          .that(resideInAnyPackage(MODEL, GRAPH, DECISION, SEARCH, CACHE))
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.InstantSource")
          .allowEmptyShould(true);

  /** Style, line 29: nobody asks the system for the time; whoever needs it is given a clock. */
  @ArchTest
  static final ArchRule CLOCKS_ARE_GIVEN =
      noClasses()
          .that(not(resideInAnyPackage(ROOT, CLI)))
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .allowEmptyShould(true);

  /** House: decision and graph have no logger, metric, executor, gRPC, JDBC. */
  @ArchTest
  static final ArchRule THE_RULES_GO_WITHOUT_THE_WORLD =
      noClasses()
          .that(resideInAnyPackage(MODEL, GRAPH, DECISION, SEARCH))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.slf4j..",
                  "ch.qos.logback..",
                  "java.util.logging..",
                  "io.micrometer..",
                  "io.prometheus..",
                  "io.grpc..",
                  "io.netty..",
                  "com.google.protobuf..",
                  "dev.beadle.v1..",
                  "java.sql..",
                  "javax.sql..",
                  "org.postgresql..",
                  "org.mariadb..",
                  "com.github.benmanes..",
                  "com.google.gson..",
                  "de.siegmar..",
                  "picocli..",
                  "java.net..",
                  "java.nio.file.."))
          .allowEmptyShould(true);

  /** House: nor threads, locks or executors; one reference that is published is enough. */
  @ArchTest
  static final ArchRule THE_RULES_GO_WITHOUT_THREADS =
      noClasses()
          .that(resideInAnyPackage(MODEL, GRAPH, DECISION, SEARCH))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.util.concurrent", "java.util.concurrent.locks"))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocal.class)
          .allowEmptyShould(true);

  /** House: Caffeine lives in cache and nowhere else. */
  @ArchTest
  static final ArchRule CAFFEINE_LIVES_IN_CACHE =
      noClasses()
          .that(not(resideInAPackage(CACHE)))
          .should()
          .dependOnClassesThat(
              // Its statistics are what the cache hands out to be counted.
              resideInAPackage("com.github.benmanes.caffeine..")
                  .and(not(resideInAPackage("com.github.benmanes.caffeine.cache.stats.."))))
          .allowEmptyShould(true);

  /** House: JDBC is the reading of Moodle's database, and the store's. */
  @ArchTest
  static final ArchRule JDBC_LIVES_IN_MOODLE_AND_STORE =
      noClasses()
          .that(not(resideInAnyPackage(MOODLE, STORE)))
          .should()
          .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql.."))
          .allowEmptyShould(true);

  /** House: gRPC is an edge; the rooms below speak their own words. */
  @ArchTest
  static final ArchRule GRPC_LIVES_AT_THE_EDGE =
      noClasses()
          .that(not(resideInAnyPackage(ROOT, GRPC, CLI, VERIFICATION)))
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.grpc.."))
          .allowEmptyShould(true);

  /** The wire's messages are an edge's too, but that changes are logged and watched as such. */
  @ArchTest
  static final ArchRule MESSAGES_LIVE_AT_THE_EDGE =
      noClasses()
          .that(not(resideInAnyPackage(ROOT, GRPC, CLI, VERIFICATION, CHANGE)))
          .should()
          .dependOnClassesThat(resideInAPackage(MESSAGES))
          .allowEmptyShould(true);

  /** Style, line 26: no thread locals anywhere. */
  @ArchTest
  static final ArchRule NO_THREAD_LOCALS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocal.class)
          .allowEmptyShould(true);

  /** Style, line 57: who speaks to people does so through the command line's own writers. */
  @ArchTest
  static final ArchRule NO_STANDARD_STREAMS_OUTSIDE_CLI =
      noClasses()
          .that(not(resideInAnyPackage(CLI, ROOT)))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .allowEmptyShould(true);

  /** Style, line 57: there is one way to log. */
  @ArchTest
  static final ArchRule NO_JAVA_UTIL_LOGGING =
      noClasses()
          .that(not(resideInAPackage(CLI)))
          .should()
          .dependOnClassesThat(resideInAPackage("java.util.logging.."))
          .allowEmptyShould(true);

  /** Style, line 3: names say the job. */
  @ArchTest
  static final ArchRule NAMES_SAY_THE_JOB =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Data")
          .orShould()
          .haveSimpleNameEndingWith("Info")
          .allowEmptyShould(true);

  /** Style, line 34: no fields that change and belong to nobody. */
  @ArchTest
  static final ArchRule NO_STATIC_STATE =
      fields().that().areStatic().should().beFinal().allowEmptyShould(true);

  /** Style, line 17: exceptions are ours or the JDK's own, and never bare. */
  @ArchTest
  static final ArchRule NO_BARE_EXCEPTIONS =
      noClasses()
          .should()
          .callConstructorWhere(
              DescribedPredicate.describe(
                  "a bare exception is made",
                  call ->
                      call.getTargetOwner().isEquivalentTo(RuntimeException.class)
                          && !call.getOriginOwner().isAssignableTo(RuntimeException.class)))
          .allowEmptyShould(true);

  /** Style, line 15: every package says that null is named. */
  @ArchTest
  static final ArchRule PACKAGES_ARE_NULL_MARKED =
      classes().should(lieInANullMarkedPackage()).allowEmptyShould(true);

  /** House, "The rooms of server/": the rules above would hold of nothing as well. */
  @ArchTest
  static void imported_rooms_areAllThere(JavaClasses imported) {
    List<String> rooms = new ArrayList<>();
    for (JavaPackage room : imported.getPackage(ROOT).getSubpackages()) {
      rooms.add(room.getRelativeName());
    }
    assertThat(rooms).contains("model", "graph", "decision", "cache", "moodle", "verification");
    assertThat(imported.size()).isGreaterThan(50);
    assertThat(imported).noneMatch(one -> one.getSimpleName().endsWith("Test"));
  }

  private static ArchRule knowsOnly(String room, String... known) {
    String[] allowed = new String[known.length + 1];
    System.arraycopy(known, 0, allowed, 0, known.length);
    allowed[known.length] = room;
    return noClasses()
        .that(resideInAPackage(room))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.beadle..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true);
  }

  private static ArchRule doesNotKnow(String room, String... others) {
    return noClasses()
        .that(resideInAPackage(room))
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .allowEmptyShould(true);
  }

  private static ArchCondition<JavaClass> lieInANullMarkedPackage() {
    return new ArchCondition<>("lie in a package whose package-info says @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        String message =
            type.getName() + (marked ? " lies" : " does not lie") + " in such a package";
        events.add(new SimpleConditionEvent(type, marked, message));
      }
    };
  }
}
