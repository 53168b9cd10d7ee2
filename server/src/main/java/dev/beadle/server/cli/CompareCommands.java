package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.CompareRequest;
import dev.beadle.v1.CompareResponse;
import dev.beadle.v1.ComparedCapability;
import dev.beadle.v1.ComparedSide;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.ContextReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    subcommands = {
      CompareCommands.Users.class,
      CompareCommands.Roles.class,
      CompareCommands.PlacesOfUser.class,
      CompareCommands.Revisions.class
    },
    description = "Tells what one may and the other may not.",
    footer = {
      "",
      "Examples:",
      "  beadle compare users 42 43 course:7",
      "  beadle compare roles 3 4 course:7 --risk xss,dataloss",
      "  beadle compare contexts 42 course:7 course:8",
      "",
      "Exit codes: 0 no difference, 1 differences, 2 bad use or bad input, 3 no server."
    })
final class CompareCommands implements Runnable {
  private static final String USER = "The user's id (user.id); 0 for a visitor.";
  private static final String ROLE = "The role's id (role.id).";
  private static final String CONTEXT = "The context's id, or LEVEL:INSTANCE such as course:7.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** Which capabilities are compared, and whom to ask. */
  static final class CompareOptions {
    @Option(
        names = "--risk",
        paramLabel = "RISK",
        split = ",",
        description = {
          "Only capabilities with one of these risks: managetrust, config, xss, personal, spam,",
          "dataloss."
        })
    private List<String> risks = new ArrayList<>();

    @Mixin private SearchOptions options = new SearchOptions();

    int ask(ComparedSide.Builder left, ComparedSide.Builder right) {
      var request =
          CompareRequest.newBuilder()
              .setSite(options.siteName())
              .setLeft(left)
              .setRight(right)
              .setRisks(options.typed(() -> SearchWords.risksOf(risks)))
              .build();
      CompareResponse answer = options.ask(stub -> stub.compare(request), CompareOptions::lines);
      return answer.getDifferencesCount() == 0 ? ExitCode.YES : ExitCode.NO;
    }

    private static List<String> lines(CompareResponse answer) {
      List<String> lines = new ArrayList<>();
      answer.getDifferencesList().forEach(one -> lines.add(line(one)));
      lines.add(
          "both %d, only left %d, only right %d"
              .formatted(
                  answer.getBothCount(), answer.getOnlyLeftCount(), answer.getOnlyRightCount()));
      return lines;
    }

    private static String line(ComparedCapability one) {
      String risks = SearchWords.ofRisks(one.getRisks());
      return (one.getLeft().getAllowed() ? "left   " : "right  ")
          + one.getCapability()
          + (risks.isEmpty() ? "" : "  [" + risks + "]")
          + "  "
          + one.getLeft().getRule()
          + " / "
          + one.getRight().getRule();
    }
  }

  @Command(
      name = "users",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "What may one user do in a context, and another not?",
      footer = {"", "Example:", "  beadle compare users 42 43 course:7"})
  static final class Users implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "LEFT", description = USER)
    private long left;

    @Parameters(index = "1", paramLabel = "RIGHT", description = USER)
    private long right;

    @Parameters(
        index = "2",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = CONTEXT)
    private ContextReference context = ContextReference.getDefaultInstance();

    @Mixin private CompareOptions options = new CompareOptions();

    @Override
    public Integer call() {
      return options.ask(user(left, context), user(right, context));
    }
  }

  @Command(
      name = "roles",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "What does one role give in a context, and another not?",
        "",
        "Each as somebody would have it who has nothing else."
      },
      footer = {"", "Example:", "  beadle compare roles 3 4 course:7 --risk xss,dataloss"})
  static final class Roles implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "LEFT", description = ROLE)
    private long left;

    @Parameters(index = "1", paramLabel = "RIGHT", description = ROLE)
    private long right;

    @Parameters(
        index = "2",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = CONTEXT)
    private ContextReference context = ContextReference.getDefaultInstance();

    @Mixin private CompareOptions options = new CompareOptions();

    @Override
    public Integer call() {
      return options.ask(
          ComparedSide.newBuilder().setRoleId(left).setContext(context),
          ComparedSide.newBuilder().setRoleId(right).setContext(context));
    }
  }

  @Command(
      name = "contexts",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "What may a user do in one context, and not in another?",
      footer = {"", "Example:", "  beadle compare contexts 42 course:7 course:8"})
  static final class PlacesOfUser implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "USER", description = USER)
    private long userId;

    @Parameters(
        index = "1",
        paramLabel = "LEFT",
        converter = ContextConverter.class,
        description = CONTEXT)
    private ContextReference left = ContextReference.getDefaultInstance();

    @Parameters(
        index = "2",
        paramLabel = "RIGHT",
        converter = ContextConverter.class,
        description = CONTEXT)
    private ContextReference right = ContextReference.getDefaultInstance();

    @Mixin private CompareOptions options = new CompareOptions();

    @Override
    public Integer call() {
      return options.ask(user(userId, left), user(userId, right));
    }
  }

  @Command(
      name = "revisions",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "What may a user do in a context at one revision, and not at another?",
        "",
        "A server keeps its last revisions for a while only."
      },
      footer = {"", "Example:", "  beadle compare revisions 42 course:7 4c5d.118 4c5d.120"})
  static final class Revisions implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "USER", description = USER)
    private long userId;

    @Parameters(
        index = "1",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = CONTEXT)
    private ContextReference context = ContextReference.getDefaultInstance();

    @Parameters(index = "2", paramLabel = "LEFT", description = "A revision, as answers tell it.")
    private String left = "";

    @Parameters(index = "3", paramLabel = "RIGHT", description = "Another revision.")
    private String right = "";

    @Mixin private CompareOptions options = new CompareOptions();

    @Override
    public Integer call() {
      return options.ask(
          user(userId, context).setConsistency(Consistency.newBuilder().setAtRevision(left)),
          user(userId, context).setConsistency(Consistency.newBuilder().setAtRevision(right)));
    }
  }

  private static ComparedSide.Builder user(long userId, ContextReference context) {
    return ComparedSide.newBuilder().setUserId(userId).setContext(context);
  }
}
