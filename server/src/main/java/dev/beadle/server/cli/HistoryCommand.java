package dev.beadle.server.cli;

import dev.beadle.client.AdminRefusedException;
import dev.beadle.client.BeadleAdmin;
import dev.beadle.server.change.ChangeMessages;
import dev.beadle.v1.AnswerTurn;
import dev.beadle.v1.ExplainHistoryRequest;
import dev.beadle.v1.ExplainHistoryResponse;
import dev.beadle.v1.HistoricAnswer;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Who changed what that made a user gain or lose a capability, and when?",
    footer = {
      "",
      "Examples:",
      "  beadle history 42 mod/forum:replypost 31",
      "  beadle history 42 mod/forum:replypost 31 --from 8201b817.5 --deadline-seconds 60"
    })
final class HistoryCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "USER", description = "The user's id (user.id).")
  private long userId;

  @Parameters(
      index = "1",
      paramLabel = "CAPABILITY",
      description = "For example mod/forum:replypost.")
  private String capability = "";

  @Parameters(index = "2", paramLabel = "CONTEXT", description = "The context's id (context.id).")
  private long contextId;

  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = "--from",
      paramLabel = "REVISION",
      defaultValue = "",
      description = "The earlier revision (default: as far back as the log reaches).")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "REVISION",
      defaultValue = "",
      description = "The later revision (default: now).")
  private String to = "";

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "The form of the answer: text or json (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LogFormat.quiet();
    try {
      return Administering.server(target, this::print);
    } catch (AdminRefusedException refused) {
      return ApplyOptions.tell(spec, refused);
    }
  }

  private int print(BeadleAdmin admin) {
    PrintWriter out = spec.commandLine().getOut();
    String next = from;
    boolean isFirst = true;
    do {
      ExplainHistoryResponse part =
          admin.history(
              ExplainHistoryRequest.newBuilder()
                  .setUserId(userId)
                  .setCapability(capability)
                  .setContextId(contextId)
                  .setFromRevision(next)
                  .setToRevision(to)
                  .build());
      next = part.getContinueFromRevision();
      if (output == OutputFormat.JSON) {
        out.println(OutputFormat.jsonOf(part));
      } else {
        printText(out, part, isFirst, next.isEmpty());
      }
      isFirst = false;
      out.flush();
    } while (!next.isEmpty());
    return ExitCode.YES;
  }

  private static void printText(
      PrintWriter out, ExplainHistoryResponse part, boolean isFirst, boolean isLast) {
    if (isFirst) {
      out.println(wordsOf(part.getFrom()) + " at the beginning");
    }
    for (AnswerTurn turn : part.getTurnsList()) {
      boolean isWritten = turn.getBoundariesCount() == 0;
      out.println(
          wordsOf(turn.getAnswer())
              + " since "
              + Instant.ofEpochSecond(turn.getAt().getSeconds(), turn.getAt().getNanos())
              + (isWritten ? ", by user " + turn.getActor() : ", by itself")
              + (turn.getReason().isEmpty() ? "" : ": " + turn.getReason()));
      turn.getResponsibleList()
          .forEach(change -> out.println("  " + ChangeWords.of(ChangeMessages.toChange(change))));
      turn.getBoundariesList().forEach(event -> out.println("  " + ExpiringCommand.wordsOf(event)));
    }
    if (isLast) {
      out.println(wordsOf(part.getTo()) + " at the end");
    }
  }

  private static String wordsOf(HistoricAnswer answer) {
    if (!answer.hasDecision()) {
      return answer.getRevision() + "  no   there is no such context";
    }
    String rule = answer.getDecision().getRule().name().toLowerCase(Locale.ROOT);
    return answer.getRevision()
        + (answer.getDecision().getAllowed() ? "  yes  " : "  no   ")
        + rule.replaceFirst("^rule_", "");
  }
}
