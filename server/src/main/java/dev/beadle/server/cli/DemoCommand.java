package dev.beadle.server.cli;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.Contexts;
import dev.beadle.server.Main;
import dev.beadle.server.cli.OptionList.OptionValue;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.TableSource;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.Decision;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** Serves the demonstration site. */
final class DemoCommand implements Callable<Integer> {
  static final String NAME = "demo";

  private static final String[] DESCRIPTION = {
    "Serves a small university that is part of the program.",
    "",
    "Asks it some questions through the client library, explains one, and stays up for yours until",
    "Ctrl-C."
  };

  private static final String[] FOOTER = {
    "",
    "Examples:",
    "  beadle demo",
    "  beadle demo --once",
    "  beadle demo --grpc-port 0 --http-port 0"
  };

  /** A question about the demonstration site, and what is instructive about it. */
  private record Example(
      long userId, String who, String capability, long contextId, String where, String point) {
    CapabilityQuestion toMessage() {
      return CapabilityQuestion.newBuilder()
          .setUserId(userId)
          .setCapability(capability)
          .setContext(Contexts.id(contextId))
          .build();
    }
  }

  private static final List<Example> EXAMPLES =
      List.of(
          new Example(5, "a teacher", "mod/assign:grade", 40, "her lab report", "her role says so"),
          new Example(2, "the admin", "mod/quiz:manage", 44, "any quiz", "needs no role"),
          new Example(
              12, "a student", "mod/forum:rate", 45, "a CS201 forum", "one course allows it"),
          new Example(
              10, "a student", "mod/forum:replypost", 37, "old announcements", "prevented there"),
          new Example(
              13, "a student", "mod/quiz:attempt", 44, "CHEM204's exam", "prohibited in CHEM204"),
          new Example(
              7, "a teacher", "mod/forum:replypost", 48, "an archived course", "it is locked"),
          new Example(
              1, "the guest", "mod/forum:replypost", 45, "an open course", "guests never write"),
          new Example(
              20,
              "a parent",
              "moodle/user:viewuseractivitiesreport",
              17,
              "another's child",
              "a parent of one"),
          new Example(
              2,
              "the admin",
              "mod/attendance:takeattendances",
              31,
              "a course",
              "no such plug-in here"));

  private static final Example EXPLAINED = new Example(23, "", "mod/quiz:attempt", 42, "", "");

  private final OptionList own = new OptionList();
  private final OptionValue<Boolean> once = own.ofFlag("--once", "Ends after the questions.");
  private final ServerOptions options = new ServerOptions();
  private final CommandSpec spec;

  private DemoCommand() {
    spec = CodedCommand.of(this, NAME, DESCRIPTION, FOOTER);
    options.addTo(spec);
    own.addTo(spec);
    CodedCommand.addHelp(spec);
  }

  /** The command. */
  static CommandSpec describe() {
    return new DemoCommand().spec;
  }

  @Override
  public Integer call() throws IOException {
    LogFormat.quiet();
    InstantSource clock = InstantSource.system();
    RunningServer server = RunningServer.start(options.config(), clock);
    PrintWriter out = spec.commandLine().getOut();
    try (TableSource source = CsvTables.ofResources(Main.class, "demo", "the demonstration site")) {
      var loader = new SiteLoader(List.of(), clock, LoadProgress.SILENT);
      SiteLoader.Loaded loaded = loader.load(source, Revisions.first());
      server.publish(loaded);
      out.printf(
          Locale.ROOT,
          "Northfield University: %,d contexts, %,d users, %,d role assignments, %,d permissions.%n%n",
          loaded.snapshot().contexts().contextCount(),
          loaded.snapshot().users().size(),
          loaded.snapshot().assignments().assignmentCount(),
          loaded.snapshot().definitions().permissionCount());
    }
    try (BeadleClient client =
        BeadleClient.over(CommandChannel.to(options.targetOn(server.grpcPort())))) {
      ask(client, out);
    }
    if (once.get()) {
      server.stop();
      return ExitCode.YES;
    }
    suggest(server, out);
    server.awaitStop();
    return ExitCode.YES;
  }

  private static void ask(BeadleClient client, PrintWriter out) {
    for (Example example : EXAMPLES) {
      Decision decision = client.check(example.toMessage()).getDecision();
      out.printf(
          Locale.ROOT,
          "%-4s user %-3d %-37s context %-3d %-24s %s%n",
          decision.getAllowed() ? "yes" : "no",
          example.userId(),
          example.capability(),
          example.contextId(),
          decision.getRule(),
          example.who() + ", " + example.where() + ": " + example.point());
    }
    out.println();
    out.println("And why may user 23, an exam officer, not try a quiz?");
    out.println();
    out.println(client.explain(EXPLAINED.toMessage()).getText());
    out.flush();
  }

  private void suggest(RunningServer server, PrintWriter out) {
    String target = options.targetOn(server.grpcPort());
    String http = options.targetOn(server.httpPort());
    out.println(
        "Up, until Ctrl-C: gRPC on " + target + ", HTTP on " + http + ". Try, in another shell:");
    out.println();
    out.println("  ./beadle check 12 mod/forum:rate module:10 --target " + target);
    out.println("  ./beadle explain 5 mod/assign:grade 40 --target " + target);
    out.println("  curl -s " + http + "/metrics | grep beadle_checks");
    out.println(
        "  grpcurl -plaintext -d '{\"question\": {\"user_id\": 12, \"capability\":"
            + " \"mod/forum:rate\", \"context\": {\"id\": 45}}}' "
            + target
            + " beadle.v1.CheckService/CheckCapability");
    out.flush();
  }
}
