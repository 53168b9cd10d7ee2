package dev.beadle.server.cli;

import dev.beadle.client.BeadleClient;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.TableSource;
import dev.beadle.server.verification.Answerer;
import dev.beadle.server.verification.DecisionKind;
import dev.beadle.server.verification.Engine;
import dev.beadle.server.verification.EngineAnswerer;
import dev.beadle.server.verification.RemoteAnswerer;
import dev.beadle.server.verification.Variants;
import dev.beadle.server.verification.Verifier;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Proves that Beadle answers as a Moodle did.",
      "",
      "Asks the questions of recorded decisions again and prints, for each file, its rows, the",
      "differences and the time; the first 20 differences are explained. The kind of a file is",
      "known by its base name, for example has_capability, get_users_by_capability or",
      "report_security: checks, lists of users, places, roles and groups, enrolment, reports.",
      "Answers itself from --site, or asks a running server (--target) in batches; a server is",
      "asked has_capability, role_switch and login_as only."
    },
    footer = {
      "",
      "Examples:",
      "  beadle verify --site ./export --decisions recorded/has_capability.csv.gz",
      "  beadle verify --target localhost:7460 --decisions recorded/*.csv.gz",
      "",
      "Exit codes: 0 no difference, 1 differences, 2 bad use or bad input, 3 no server."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final int QUESTIONS_AT_ONCE = 10_000;

  @Mixin private SiteOptions site = new SiteOptions();
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private NowOption now = new NowOption();

  @Option(
      names = "--decisions",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of recorded decisions (.csv or .json, .gz or not).")
  private List<Path> decisions = new ArrayList<>();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LogFormat.quiet();
    for (Path file : decisions) {
      requireKind(file);
    }
    if (target.isPreferredTo(site)) {
      try (BeadleClient client = target.connect()) {
        return verifyAll(new RemoteAnswerer(client));
      }
    }
    if (!site.isGiven()) {
      throw new ParameterException(spec.commandLine(), "--site or --target: required");
    }
    var engine = new Engine(LocalDecisions.forRecording(), now.clock(InstantSource.system()));
    return verifyAll(new EngineAnswerer(snapshots(), engine));
  }

  private void requireKind(Path file) {
    DecisionKind kind = DecisionKind.of(file);
    if (kind.hasSteps()) {
      throw new ParameterException(
          spec.commandLine(), file + ": has steps: use `beadle replay --steps FILE --decisions …`");
    }
    if (!target.isPreferredTo(site) || kind.isAskedOfServers()) {
      return;
    }
    throw new ParameterException(
        spec.commandLine(),
        file
            + (kind.hasVariants()
                ? ": each variant needs other settings than the server's: use --site"
                : ": decisions of this kind are not asked of a server: use --site"));
  }

  private int verifyAll(Answerer answerer) {
    var verifier = new Verifier(answerer, QUESTIONS_AT_ONCE, InstantSource.system());
    var printer = new ReportPrinter(spec.commandLine().getOut());
    decisions.forEach(file -> printer.print(verifier.verify(file)));
    return printer.finish();
  }

  /** The site, and its variants when a file asks for them: those need its rows at hand. */
  private Function<String, PolicySnapshot> snapshots() {
    InstantSource clock = InstantSource.system();
    if (decisions.stream().noneMatch(file -> DecisionKind.of(file).hasVariants())) {
      PolicySnapshot snapshot = LocalSite.load(site, clock);
      return _ -> snapshot;
    }
    SiteLoader loader = site.loader(clock, LoadProgress.SILENT);
    try (TableSource source = site.open()) {
      return new Variants(
          MemoryTables.copyOf(source), tables -> loader.load(tables, Revisions.first()).snapshot());
    }
  }
}
